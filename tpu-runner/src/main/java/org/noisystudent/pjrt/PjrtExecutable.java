package org.noisystudent.pjrt;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.Optional;
import org.noisystudent.pjrt.PjrtException.Code;
import org.noisystudent.pjrt.PjrtHandles.Kind;

/** A compiled program, perhaps for devices that are not there. */
public final class PjrtExecutable implements AutoCloseable {
  private final PjrtHandle handle;

  PjrtExecutable(PjrtApi api, Pointer executable) {
    handle = new PjrtHandle(api, Kind.EXECUTABLE, executable);
  }

  /** Returns how many results a run has on each device. */
  public int numOutputs() {
    try (PjrtStruct results = handle.call(PjrtCall.EXECUTABLE_NUM_OUTPUTS)) {
      return Math.toIntExact(results.number("num_outputs"));
    }
  }

  /** Returns the same text for the same program, compiled alike; nothing if the plugin has none. */
  public Optional<String> fingerprint() {
    try (PjrtStruct results = handle.call(PjrtCall.EXECUTABLE_FINGERPRINT)) {
      return Optional.of(results.text("executable_fingerprint", "executable_fingerprint_size"));
    } catch (PjrtException e) {
      return emptyIfUnimplemented(e);
    }
  }

  /** Returns what a run costs; nothing if the plugin does not tell. */
  public Optional<CostAnalysis> costAnalysis() {
    try (PjrtStruct results = handle.call(PjrtCall.EXECUTABLE_GET_COST_ANALYSIS)) {
      return Optional.of(
          new CostAnalysis(NamedValue.read(results, "properties", "num_properties")));
    } catch (PjrtException e) {
      return emptyIfUnimplemented(e);
    }
  }

  /** Returns the memory that a run takes on each device. */
  public ProgramMemory memory() {
    try (PjrtStruct results = handle.call(PjrtCall.EXECUTABLE_GET_COMPILED_MEMORY_STATS)) {
      return ProgramMemory.read(results);
    }
  }

  /** Returns the program after the compiler's work on it, in the format that the plugin chooses. */
  public PjrtProgram optimizedProgram() {
    PjrtRecord layout = PjrtRecord.PROGRAM;
    try (PjrtStruct program = new PjrtStruct(layout)) {
      readProgram(program); // once for its size
      Memory code = program.own(program.number("code_size"));
      program.set("code", code);
      readProgram(program);
      return PjrtProgram.of(
          program.text("format", "format_size"), program.bytes("code", "code_size"));
    }
  }

  private void readProgram(PjrtStruct program) {
    PjrtCall call = PjrtCall.EXECUTABLE_OPTIMIZED_PROGRAM;
    handle.api().call(call, handle.arguments(call).set("program", program.pointer())).close();
  }

  /** Returns the compiled program as bytes, for the same plugin and the same kind of device. */
  public byte[] serialize() {
    try (PjrtStruct results = handle.call(PjrtCall.EXECUTABLE_SERIALIZE)) {
      Pointer owner = results.pointer("serialized_executable");
      try {
        return results.bytes("serialized_bytes", "serialized_bytes_size");
      } finally {
        Function.getFunction(results.pointer("serialized_executable_deleter"))
            .invokeVoid(new Object[] {owner});
      }
    }
  }

  private static <T> Optional<T> emptyIfUnimplemented(PjrtException e) {
    if (e.code() == Code.UNIMPLEMENTED) {
      return Optional.empty();
    }
    throw e;
  }

  @Override
  public void close() {
    handle.close();
  }
}
