package org.noisystudent.pjrt;

import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;

/** A program to compile, in a format that plugins know. */
public final class PjrtProgram {
  private final String format;
  private final byte[] code;

  private PjrtProgram(String format, byte[] code) {
    this.format = format;
    this.code = code;
  }

  /** Returns a program given as the bytes of an {@code HloModuleProto}. */
  public static PjrtProgram hlo(byte[] module) {
    return new PjrtProgram("hlo", module.clone());
  }

  /** Returns a program given as StableHLO text. */
  public static PjrtProgram mlir(String text) {
    return new PjrtProgram("mlir", text.getBytes(StandardCharsets.UTF_8));
  }

  static PjrtProgram of(String format, byte[] code) {
    return new PjrtProgram(format, code);
  }

  /** Returns the name of the format. */
  public String format() {
    return format;
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
              .set("compile_options", "compile_options_size", options.toProto());
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
