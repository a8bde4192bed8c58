package org.noisystudent.preflight;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

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

  /** Bytes of an element by its number in xla's PrimitiveType. */
  private static final Map<Integer, Integer> BYTES =
      Map.of(1, 1, 2, 1, 4, 4, 5, 8, 6, 1, 8, 4, 10, 2, 11, 4, 12, 8, 16, 2);

  private final Map<Long, Computation> computations = new HashMap<>();
  private final long entry;

  /** Instructions by their ids, in order of definition. */
  record Computation(List<Instruction> instructions, Map<Long, Instruction> byId, long root) {}

  /** An instruction with its fields. */
  record Instruction(UnknownFieldSet fields) {
    long id() {
      return number(fields, ID);
    }

    String opcode() {
      return fields.getField(OPCODE).getLengthDelimitedList().get(0).toStringUtf8();
    }

    List<Long> operands() {
      return numbers(fields, OPERANDS);
    }

    List<Long> called() {
      return numbers(fields, CALLED);
    }

    int tupleIndex() {
      return (int) number(fields, TUPLE_INDEX);
    }

    List<Long> dims() {
      return message(fields, SHAPE).map(shape -> numbers(shape, DIMENSIONS)).orElse(List.of());
    }

    long bytes() {
      return message(fields, SHAPE).map(HloGraph::bytes).orElse(0L);
    }

    /** Returns which dimension of a convolution's kernel is that of its output features. */
    int kernelOutputFeature() {
      return message(fields, CONVOLUTION_DIMENSIONS)
          .map(dimensions -> (int) number(dimensions, KERNEL_OUTPUT_FEATURE))
          .orElse(0);
    }

    /** Returns the dimensions of a product's left side that are summed over. */
    List<Long> contracting() {
      return message(fields, DOT_DIMENSIONS)
          .map(dimensions -> numbers(dimensions, LHS_CONTRACTING))
          .orElse(List.of());
    }

    /** Returns the value of a constant that is one integer. */
    OptionalLong integer() {
      Optional<UnknownFieldSet> literal = message(fields, LITERAL);
      for (int field : List.of(S32S, S64S)) {
        List<Long> values = literal.map(l -> numbers(l, field)).orElse(List.of());
        if (opcode().equals("constant") && values.size() == 1) {
          return OptionalLong.of(values.get(0));
        }
      }
      return OptionalLong.empty();
    }
  }

  HloGraph(byte[] hlo) {
    UnknownFieldSet module = parse(ByteString.copyFrom(hlo));
    for (ByteString bytes : module.getField(COMPUTATIONS).getLengthDelimitedList()) {
      UnknownFieldSet computation = parse(bytes);
      List<Instruction> instructions =
          computation.getField(INSTRUCTIONS).getLengthDelimitedList().stream()
              .map(instruction -> new Instruction(parse(instruction)))
              .toList();
      Map<Long, Instruction> byId = new HashMap<>();
      instructions.forEach(instruction -> byId.put(instruction.id(), instruction));
      computations.put(
          number(computation, COMPUTATION_ID),
          new Computation(instructions, byId, number(computation, ROOT_ID)));
    }
    entry = number(module, ENTRY_ID);
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

  private static long bytes(UnknownFieldSet shape) {
    int type = (int) number(shape, ELEMENT_TYPE);
    if (type == TUPLE) {
      return shape.getField(TUPLE_SHAPES).getLengthDelimitedList().stream()
          .mapToLong(part -> bytes(parse(part)))
          .sum();
    }
    return numbers(shape, DIMENSIONS).stream()
        .reduce((long) BYTES.getOrDefault(type, 0), (a, b) -> a * b);
  }

  private static Optional<UnknownFieldSet> message(UnknownFieldSet of, int field) {
    List<ByteString> messages = of.getField(field).getLengthDelimitedList();
    return messages.isEmpty() ? Optional.empty() : Optional.of(parse(messages.get(0)));
  }

  private static long number(UnknownFieldSet of, int field) {
    List<Long> values = of.getField(field).getVarintList();
    return values.isEmpty() ? 0 : values.get(values.size() - 1);
  }

  private static List<Long> numbers(UnknownFieldSet of, int field) {
    List<Long> values = new ArrayList<>(of.getField(field).getVarintList());
    try {
      for (ByteString packed : of.getField(field).getLengthDelimitedList()) {
        CodedInputStream stream = packed.newCodedInput();
        while (!stream.isAtEnd()) {
          values.add(stream.readInt64());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }

  private static UnknownFieldSet parse(ByteString bytes) {
    try {
      return UnknownFieldSet.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }
}
