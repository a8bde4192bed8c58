package org.noisystudent.preflight;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.noisystudent.lowering.HloFields;
import org.noisystudent.lowering.ProtoFields;
import org.noisystudent.pjrt.ElementType;

/** The computations of an HLO module, read from its bytes (xla/service/hlo.proto). */
final class HloGraph {
  // ConvolutionDimensionNumbers, DotDimensionNumbers (xla/xla_data.proto)
  private static final int KERNEL_OUTPUT_FEATURE = 4;
  private static final int LHS_CONTRACTING = 1;
  // LiteralProto
  private static final int S32S = 4;
  private static final int S64S = 5;

  private final Map<Long, Computation> computations = new HashMap<>();
  private final long entry;

  /** Instructions by their ids, in order of definition. */
  record Computation(List<Instruction> instructions, Map<Long, Instruction> byId, long root) {}

  /** An instruction with its fields. */
  record Instruction(ProtoFields fields) {
    long id() {
      return fields.number(HloFields.ID);
    }

    String opcode() {
      return fields.text(HloFields.OPCODE);
    }

    List<Long> operands() {
      return fields.numbers(HloFields.OPERANDS);
    }

    List<Long> called() {
      return fields.numbers(HloFields.CALLED);
    }

    int tupleIndex() {
      return (int) fields.number(HloFields.TUPLE_INDEX);
    }

    List<Long> dims() {
      return message(HloFields.SHAPE)
          .map(shape -> shape.numbers(HloFields.DIMENSIONS))
          .orElse(List.of());
    }

    long bytes() {
      return message(HloFields.SHAPE).map(HloGraph::bytes).orElse(0L);
    }

    /** Returns which dimension of a convolution's kernel is that of its output features. */
    int kernelOutputFeature() {
      return message(HloFields.CONVOLUTION_DIMENSIONS)
          .map(dimensions -> (int) dimensions.number(KERNEL_OUTPUT_FEATURE))
          .orElse(0);
    }

    /** Returns the dimensions of a product's left side that are summed over. */
    List<Long> contracting() {
      return message(HloFields.DOT_DIMENSIONS)
          .map(dimensions -> dimensions.numbers(LHS_CONTRACTING))
          .orElse(List.of());
    }

    private Optional<ProtoFields> message(int field) {
      return fields.messages(field).stream().findFirst();
    }

    /** Returns the value of a constant that is one integer. */
    OptionalLong integer() {
      Optional<ProtoFields> literal = message(HloFields.LITERAL);
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
    for (ProtoFields computation : module.messages(HloFields.COMPUTATIONS)) {
      List<Instruction> instructions =
          computation.messages(HloFields.INSTRUCTIONS).stream().map(Instruction::new).toList();
      Map<Long, Instruction> byId = new HashMap<>();
      instructions.forEach(instruction -> byId.put(instruction.id(), instruction));
      computations.put(
          computation.number(HloFields.COMPUTATION_ID),
          new Computation(instructions, byId, computation.number(HloFields.ROOT_ID)));
    }
    entry = module.number(HloFields.ENTRY_ID);
  }

  /** Returns the instructions of all computations. */
  int size() {
    return computations.values().stream().mapToInt(c -> c.instructions().size()).sum();
  }

  /** Returns how many instructions of all computations have an opcode. */
  int count(String opcode) {
    return (int)
        computations.values().stream()
            .flatMap(computation -> computation.instructions().stream())
            .filter(instruction -> instruction.opcode().equals(opcode))
            .count();
  }

  Computation entry() {
    return computation(entry);
  }

  /** Returns a computation; an empty one where the module has none of that id. */
  Computation computation(long id) {
    return computations.getOrDefault(id, new Computation(List.of(), Map.of(), 0));
  }

  private static long bytes(ProtoFields shape) {
    int type = (int) shape.number(HloFields.ELEMENT_TYPE);
    if (type == HloFields.TUPLE) {
      return shape.messages(HloFields.TUPLE_SHAPES).stream().mapToLong(HloGraph::bytes).sum();
    }
    return shape.numbers(HloFields.DIMENSIONS).stream()
        .reduce((long) ElementType.inHlo(type).map(ElementType::bytes).orElse(0), (a, b) -> a * b);
  }
}
