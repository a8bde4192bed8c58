package org.noisystudent.lowering;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.noisystudent.pjrt.ElementType;

/** Counts the convolutions of a module. */
final class Convolutions {
  private Convolutions() {}

  /** Returns how many convolutions give each element type. */
  static Map<ElementType, Long> byElementType(byte[] hlo) {
    Map<ElementType, Long> counts = new EnumMap<>(ElementType.class);
    // HloModuleProto.computations.instructions: opcode, shape.element_type
    for (UnknownFieldSet computation : messages(ByteString.copyFrom(hlo), 3)) {
      for (ByteString bytes : computation.getField(2).getLengthDelimitedList()) {
        UnknownFieldSet instruction = parse(bytes);
        String opcode = instruction.getField(2).getLengthDelimitedList().get(0).toStringUtf8();
        if (opcode.equals("convolution")) {
          UnknownFieldSet shape = messages(bytes, 3).get(0);
          int type = shape.getField(2).getVarintList().get(0).intValue();
          counts.merge(ElementType.inHlo(type).orElseThrow(), 1L, Long::sum);
        }
      }
    }
    return counts;
  }

  private static List<UnknownFieldSet> messages(ByteString of, int field) {
    return parse(of).getField(field).getLengthDelimitedList().stream()
        .map(Convolutions::parse)
        .toList();
  }

  private static UnknownFieldSet parse(ByteString bytes) {
    try {
      return UnknownFieldSet.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }
}
