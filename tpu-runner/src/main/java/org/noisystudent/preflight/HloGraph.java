package org.noisystudent.preflight;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.noisystudent.lowering.ProtoFields;
import org.noisystudent.pjrt.ElementType;

/** The computations of an HLO module, read from its bytes (xla/service/hlo.proto). */
final class HloGraph {
  // HloModuleProto, HloComputationProto
  private static final int COMPUTATIONS = 3;
  private static final int ENTRY_ID = 6;
  private static final int INSTRUCTIONS = 2;
  private static final int COMPUTATION_ID = 5;
  private static final int ROOT_ID = 6;
  // HloInstructionProto
  private static final int OPCODE = 2;
  private static final int SHAPE = 3;
  private static final int LITERAL = 8;
  private static final int TUPLE_INDEX = 13;
  private static final int CONVOLUTION_DIMENSIONS = 16;
  private static final int DOT_DIMENSIONS = 30;
  private static final int ID = 35;
  private static final int OPERANDS = 36;
  private static final int CALLED = 38;
  // ConvolutionDimensionNumbers, DotDimensionNumbers (xla/xla_data.proto)
  private static final int KERNEL_OUTPUT_FEATURE = 4;
  private static final int LHS_CONTRACTING = 1;
  // ShapeProto, LiteralProto
  private static final int ELEMENT_TYPE = 2;
  private static final int DIMENSIONS = 3;
  private static final int TUPLE_SHAPES = 4;
  private static final int S32S = 4;
  private static final int S64S = 5;
  private static final int TUPLE = 13;

  private final Map<Long, Computation> computations = new HashMap<>();
  private final long entry;

  /** Instructions by their ids, in order of definition. */
  record Computation(List<Instruction> instructions, Map<Long, Instruction> byId, long root) {}

  /** An instruction with its fields. */
  record Instruction(ProtoFields fields) {
    long id() {
      return fields.number(ID);
    }

    String opcode() {
      return fields.text(OPCODE);
    }

    List<Long> operands() {
      return fields.numbers(OPERANDS);
    }

    List<Long> called() {
      return fields.numbers(CALLED);
    }

    int tupleIndex() {
      return (int) fields.number(TUPLE_INDEX);
    }

    List<Long> dims() {
      return message(SHAPE).map(shape -> shape.numbers(DIMENSIONS)).orElse(List.of());
    }

    long bytes() {
      return message(SHAPE).map(HloGraph::bytes).orElse(0L);
    }

    /** Returns which dimension of a convolution's kernel is that of its output features. */
    int kernelOutputFeature() {
      return message(CONVOLUTION_DIMENSIONS)
          .map(dimensions -> (int) dimensions.number(KERNEL_OUTPUT_FEATURE))
          .orElse(0);
    }

    /** Returns the dimensions of a product's left side that are summed over. */
    List<Long> contracting() {
      return message(DOT_DIMENSIONS)
          .map(dimensions -> dimensions.numbers(LHS_CONTRACTING))
          .orElse(List.of());
    }

    private Optional<ProtoFields> message(int field) {
      return fields.messages(field).stream().findFirst();
    }

    /** Returns the value of a constant that is one integer. */
    OptionalLong integer() {
      Optional<ProtoFields> literal = message(LITERAL);
      for (int field : List.of(S32S, S64S)) {
        List<Long> values = literal.map(l -> l.numbers(field)).orElse(List.of());
        if (opcode().equals("constant") && values.size() == 1) {
          return OptionalLong.of(values.get(0));
        }
      }
      return OptionalLong.empty();
    }
  }

  HloGraph(byte[] hlo) {
    ProtoFields module = ProtoFields.parse(ByteString.copyFrom(hlo));
    for (ProtoFields computation : module.messages(COMPUTATIONS)) {
      List<Instruction> instructions =
          computation.messages(INSTRUCTIONS).stream().map(Instruction::new).toList();
      Map<Long, Instruction> byId = new HashMap<>();
      instructions.forEach(instruction -> byId.put(instruction.id(), instruction));
      computations.put(
          computation.number(COMPUTATION_ID),
          new Computation(instructions, byId, computation.number(ROOT_ID)));
    }
    entry = module.number(ENTRY_ID);
  }

  /** Returns the instructions of all computations. */
  int size() {
    return computations.values().stream().mapToInt(c -> c.instructions().size()).sum();
  }

  Computation entry() {
    return computation(entry);
  }

  /** Returns a computation; an empty one where the module has none of that id. */
  Computation computation(long id) {
    return computations.getOrDefault(id, new Computation(List.of(), Map.of(), 0));
  }

  private static long bytes(ProtoFields shape) {
    int type = (int) shape.number(ELEMENT_TYPE);
    if (type == TUPLE) {
      return shape.messages(TUPLE_SHAPES).stream().mapToLong(HloGraph::bytes).sum();
    }
    return shape.numbers(DIMENSIONS).stream()
        .reduce((long) ElementType.inHlo(type).map(ElementType::bytes).orElse(0), (a, b) -> a * b);
  }
}
