package org.noisystudent.lowering;

/** Numbers of fields of xla/service/hlo.proto and xla/xla_data.proto, and of element types. */
public final class HloFields {
  /** Of {@code HloModuleProto}. */
  public static final int MODULE_NAME = 1;

  /** Of {@code HloModuleProto}. */
  public static final int COMPUTATIONS = 3;

  /** Of {@code HloModuleProto} and {@code HloComputationProto}. */
  public static final int PROGRAM_SHAPE = 4;

  /** Of {@code HloModuleProto}. */
  public static final int ENTRY_ID = 6;

  /** Of {@code HloModuleProto}. */
  public static final int INPUT_OUTPUT_ALIAS = 8;

  /** Of {@code HloComputationProto}. */
  public static final int INSTRUCTIONS = 2;

  /** Of {@code HloComputationProto}. */
  public static final int COMPUTATION_ID = 5;

  /** Of {@code HloComputationProto}. */
  public static final int ROOT_ID = 6;

  /** Of {@code HloInstructionProto}. */
  public static final int NAME = 1;

  /** Of {@code HloInstructionProto}. */
  public static final int OPCODE = 2;

  /** Of {@code HloInstructionProto}. */
  public static final int SHAPE = 3;

  /** Of {@code HloInstructionProto}. */
  public static final int LITERAL = 8;

  /** Of {@code HloInstructionProto}. */
  public static final int PARAMETER_NUMBER = 9;

  /** Of {@code HloInstructionProto}. */
  public static final int TUPLE_INDEX = 13;

  /** Of {@code HloInstructionProto}. */
  public static final int CONVOLUTION_DIMENSIONS = 16;

  /** Of {@code HloInstructionProto}. */
  public static final int DOT_DIMENSIONS = 30;

  /** Of {@code HloInstructionProto}. */
  public static final int ID = 35;

  /** Of {@code HloInstructionProto}. */
  public static final int OPERANDS = 36;

  /** Of {@code HloInstructionProto}. */
  public static final int CALLED = 38;

  /** Of {@code ProgramShapeProto}. */
  public static final int PARAMETERS = 1;

  /** Of {@code ProgramShapeProto}. */
  public static final int RESULT = 2;

  /** Of {@code ProgramShapeProto}. */
  public static final int PARAMETER_NAMES = 3;

  /** Of {@code ShapeProto}. */
  public static final int ELEMENT_TYPE = 2;

  /** Of {@code ShapeProto}. */
  public static final int DIMENSIONS = 3;

  /** Of {@code ShapeProto}. */
  public static final int TUPLE_SHAPES = 4;

  /** An element type. */
  public static final int TUPLE = 13;

  private HloFields() {}
}
