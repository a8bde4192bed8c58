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
import java.util.OptionalLong;

/** What one run of a module's entry moves between replicas, with loops counted as they run. */
final class HloCosts {
  // HloModuleProto, HloComputationProto (xla/service/hlo.proto)
  private static final int COMPUTATIONS = 3;
  private static final int ENTRY_ID = 6;
  private static final int INSTRUCTIONS = 2;
  private static final int COMPUTATION_ID = 5;
  // HloInstructionProto
  private static final int OPCODE = 2;
  private static final int SHAPE = 3;
  private static final int LITERAL = 8;
  private static final int CALLED = 38;
  // ShapeProto, LiteralProto
  private static final int ELEMENT_TYPE = 2;
  private static final int DIMENSIONS = 3;
  private static final int TUPLE_SHAPES = 4;
  private static final int S32S = 4;
  private static final int S64S = 5;
  private static final int TUPLE = 13;
  private static final Map<Integer, Integer> BYTES =
      Map.of(1, 1, 2, 1, 4, 4, 5, 8, 6, 1, 8, 4, 10, 2, 11, 4, 12, 8, 16, 2);

  private final Map<Long, List<UnknownFieldSet>> computations = new HashMap<>();
  private final long entry;

  private HloCosts(byte[] hlo) {
    UnknownFieldSet module = parse(ByteString.copyFrom(hlo));
    for (ByteString bytes : module.getField(COMPUTATIONS).getLengthDelimitedList()) {
      UnknownFieldSet computation = parse(bytes);
      computations.put(
          number(computation, COMPUTATION_ID),
          computation.getField(INSTRUCTIONS).getLengthDelimitedList().stream()
              .map(HloCosts::parse)
              .toList());
    }
    entry = number(module, ENTRY_ID);
  }

  /** Returns the bytes that the replicas add up in one run, on each of them. */
  static long allReduceBytes(byte[] hlo) {
    HloCosts costs = new HloCosts(hlo);
    return costs.allReduceBytes(costs.entry);
  }

  private long allReduceBytes(long computation) {
    long bytes = 0;
    for (UnknownFieldSet instruction : computations.getOrDefault(computation, List.of())) {
      String opcode = text(instruction, OPCODE);
      List<Long> called = numbers(instruction, CALLED);
      switch (opcode) {
        case "all-reduce", "all-reduce-start" -> bytes += bytes(message(instruction, SHAPE));
        // its body, then its condition
        case "while" -> {
          long inBody = allReduceBytes(called.get(0));
          if (inBody > 0) {
            bytes += inBody * tripCount(called.get(1));
          }
        }
        default -> {
          for (long each : called) {
            bytes += allReduceBytes(each);
          }
        }
      }
    }
    return bytes;
  }

  /** Returns how often a loop runs that counts from 0 to the only integer of its condition. */
  private long tripCount(long condition) {
    List<Long> limits = new ArrayList<>();
    collectIntegers(condition, limits);
    if (limits.stream().distinct().count() != 1) {
      throw new IllegalStateException("loop must run a constant number of times, not " + limits);
    }
    return limits.get(0);
  }

  private void collectIntegers(long computation, List<Long> into) {
    for (UnknownFieldSet instruction : computations.getOrDefault(computation, List.of())) {
      if (text(instruction, OPCODE).equals("constant")) {
        integer(message(instruction, LITERAL)).ifPresent(into::add);
      }
      numbers(instruction, CALLED).forEach(called -> collectIntegers(called, into));
    }
  }

  private static OptionalLong integer(UnknownFieldSet literal) {
    for (int field : List.of(S32S, S64S)) {
      List<Long> values = numbers(literal, field);
      if (values.size() == 1) {
        return OptionalLong.of(values.get(0));
      }
    }
    return OptionalLong.empty();
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

  private static UnknownFieldSet message(UnknownFieldSet of, int field) {
    return parse(of.getField(field).getLengthDelimitedList().get(0));
  }

  private static String text(UnknownFieldSet of, int field) {
    return of.getField(field).getLengthDelimitedList().get(0).toStringUtf8();
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
