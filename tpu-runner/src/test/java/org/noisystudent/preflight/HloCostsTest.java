package org.noisystudent.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import org.junit.jupiter.api.Test;

final class HloCostsTest {
  private static final int F32 = 11;
  private static final int BF16 = 16;
  private static final int S32 = 4;

  private static Field bytes(UnknownFieldSet... messages) {
    Field.Builder field = Field.newBuilder();
    for (UnknownFieldSet message : messages) {
      field.addLengthDelimited(message.toByteString());
    }
    return field.build();
  }

  private static Field text(String text) {
    return Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(text)).build();
  }

  private static Field numbers(long... numbers) {
    Field.Builder field = Field.newBuilder();
    for (long number : numbers) {
      field.addVarint(number);
    }
    return field.build();
  }

  private static UnknownFieldSet shape(int type, long... dims) {
    return UnknownFieldSet.newBuilder()
        .addField(2, numbers(type))
        .addField(3, numbers(dims))
        .build();
  }

  private static UnknownFieldSet instruction(String opcode, UnknownFieldSet shape, long... called) {
    return UnknownFieldSet.newBuilder()
        .addField(2, text(opcode))
        .addField(3, bytes(shape))
        .addField(38, numbers(called))
        .build();
  }

  private static UnknownFieldSet constant(long value) {
    UnknownFieldSet literal = UnknownFieldSet.newBuilder().addField(4, numbers(value)).build();
    return instruction("constant", shape(S32)).toBuilder().addField(8, bytes(literal)).build();
  }

  private static UnknownFieldSet computation(long id, UnknownFieldSet... instructions) {
    return UnknownFieldSet.newBuilder()
        .addField(2, bytes(instructions))
        .addField(5, numbers(id))
        .build();
  }

  private static byte[] module(UnknownFieldSet... computations) {
    return UnknownFieldSet.newBuilder()
        .addField(3, bytes(computations))
        .addField(6, numbers(1))
        .build()
        .toByteArray();
  }

  @Test
  void addsUpWhatIsReducedAndCountsLoopsAsTheyRun() {
    UnknownFieldSet entry =
        computation(
            1,
            instruction("all-reduce", shape(F32, 10)), // 40 bytes
            instruction("add", shape(F32, 1000)),
            instruction("call", shape(F32), 2),
            instruction("while", shape(F32), 3, 4));
    UnknownFieldSet called =
        computation(2, instruction("all-reduce", shape(BF16, 3, 5))); // 30 bytes
    UnknownFieldSet body = computation(3, instruction("all-reduce", shape(F32))); // 4 bytes
    UnknownFieldSet condition = computation(4, constant(7), instruction("compare", shape(1)));
    assertEquals(40 + 30 + 7 * 4, HloCosts.allReduceBytes(module(called, body, condition, entry)));
  }

  @Test
  void passesOverLoopsThatReduceNothing() {
    UnknownFieldSet entry = computation(1, instruction("while", shape(F32), 3, 4));
    UnknownFieldSet body = computation(3, instruction("add", shape(F32)));
    UnknownFieldSet condition = computation(4, constant(7), constant(8));
    assertEquals(0, HloCosts.allReduceBytes(module(body, condition, entry)));
  }

  @Test
  void refusesToGuessHowOftenALoopRuns() {
    UnknownFieldSet entry = computation(1, instruction("while", shape(F32), 3, 4));
    UnknownFieldSet body = computation(3, instruction("all-reduce", shape(F32)));
    UnknownFieldSet condition = computation(4, constant(7), constant(8));
    byte[] module = module(body, condition, entry);
    assertThrows(IllegalStateException.class, () -> HloCosts.allReduceBytes(module));
  }
}
