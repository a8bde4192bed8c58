package org.noisystudent.lowering;

import java.util.List;
import java.util.Optional;

/**
 * A step as a program: an HLO module, and what its parameters and results are.
 *
 * @param name of the module
 * @param parameters in the order that the program takes them
 * @param results in the order that the program gives them: outputs, then updated variables
 * @param hlo bytes of an {@code HloModuleProto}, which PJRT compiles as format {@code hlo}; not to
 *     be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record LoweredModule(
    String name, List<Parameter> parameters, List<Result> results, byte[] hlo) {
  /** Copies the lists. */
  public LoweredModule {
    parameters = List.copyOf(parameters);
    results = List.copyOf(results);
  }

  /** What a parameter is. */
  public enum Kind {
    /** Fed at each call. */
    INPUT,
    /** Kept on the device between calls. */
    VARIABLE
  }

  /**
   * What the program takes.
   *
   * @param name of the input, or of the variable
   */
  public record Parameter(String name, Kind kind, ArrayType type) {}

  /**
   * What the program gives.
   *
   * @param name of the output, or of the variable whose next value it is
   * @param aliasedParameter index of the parameter whose buffer it takes over; a variable's always
   */
  public record Result(
      String name, ResultKind kind, ArrayType type, Optional<Integer> aliasedParameter) {}

  /** What a result is. */
  public enum ResultKind {
    /** Given to the caller. */
    OUTPUT,
    /** The next value of a variable. */
    VARIABLE
  }
}
