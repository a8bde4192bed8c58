package org.noisystudent.pjrt;

import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;

/** A program to compile, in a format that plugins know. */
public final class PjrtProgram {
  private final String format;
  private final byte[] code;
  private final boolean tupled;

  private PjrtProgram(String format, byte[] code, boolean tupled) {
    this.format = format;
    this.code = code;
    this.tupled = tupled;
  }

  /** Returns a program given as the bytes of an {@code HloModuleProto}. */
  public static PjrtProgram hlo(byte[] module) {
    return new PjrtProgram("hlo", module.clone(), false);
  }

  /**
   * Returns a program given as the bytes of an {@code HloModuleProto} whose only parameter is a
   * tuple. It is run with the parts of the tuple as its arguments.
   */
  public static PjrtProgram hloOfTuple(byte[] module) {
    return new PjrtProgram("hlo", module.clone(), true);
  }

  /** Returns a program given as StableHLO text. */
  public static PjrtProgram mlir(String text) {
    return new PjrtProgram("mlir", text.getBytes(StandardCharsets.UTF_8), false);
  }

  static PjrtProgram of(String format, byte[] code) {
    return new PjrtProgram(format, code, false);
  }

  /** Returns the name of the format. */
  public String format() {
    return format;
  }

  /** Returns whether its arguments are the parts of one tuple. */
  public boolean isOfTuple() {
    return tupled;
  }

  /** Returns a copy of the program's bytes. */
  public byte[] code() {
    return code.clone();
  }

  /** Compiles the program for a client or a topology; the caller owns the executable. */
  Pointer compile(PjrtHandle target, PjrtCall call, CompileOptions options) {
    try (PjrtStruct program = struct()) {
      PjrtStruct arguments =
          target
              .arguments(call)
              .set("program", program.pointer())
              .set(
                  "compile_options",
                  "compile_options_size",
                  options.withTupledArguments(tupled).toProto());
      try (PjrtStruct results = target.api().call(call, arguments)) {
        return results.pointer("executable");
      }
    }
  }

  private PjrtStruct struct() {
    return new PjrtStruct(PjrtRecord.PROGRAM)
        .set("code", "code_size", code)
        .set("format", "format_size", format.getBytes(StandardCharsets.UTF_8));
  }
}
