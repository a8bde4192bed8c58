package org.noisystudent.pjrt;

/**
 * The memory that a compiled program takes on each device, in bytes. What is aliased is both an
 * argument and an output, and counted in both.
 */
public record ProgramMemory(
    long code, long arguments, long outputs, long aliased, long temporaries, long peak) {

  static ProgramMemory read(PjrtStruct results) {
    long arguments = results.number("argument_size_in_bytes");
    long outputs = results.number("output_size_in_bytes");
    long aliased = results.number("alias_size_in_bytes");
    long temporaries = results.number("temp_size_in_bytes");
    long peak = results.number("peak_memory_in_bytes");
    return new ProgramMemory(
        results.number("generated_code_size_in_bytes"),
        arguments,
        outputs,
        aliased,
        temporaries,
        // older plugins do not know the peak
        peak > 0 ? peak : arguments + outputs - aliased + temporaries);
  }
}
