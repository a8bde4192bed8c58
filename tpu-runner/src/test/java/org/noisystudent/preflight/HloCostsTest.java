package org.noisystudent.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.util.OptionalDouble;
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
    HloCosts costs = HloCosts.of(module(called, body, upTo(constant(7)), entry));
    assertEquals(LoopCount.AS_THEY_RUN, costs.loops());
    assertEquals(40 + 30 + 7 * 4, costs.allReduceBytes());
  }

  @Test
  void leavesACompilersFiguresOfAModuleWithoutLoops() {
    HloCosts costs = HloCosts.of(module(computation(1, instruction("add", shape(F32, 1000)))));
    assertEquals(new HloCosts(LoopCount.NO_LOOPS, 0, 0, 1), costs);
    assertEquals(OptionalDouble.of(5), costs.flops(OptionalDouble.of(5)));
    assertEquals(OptionalDouble.empty(), costs.bytes(OptionalDouble.empty()));
  }

  @Test
  void addsTheProductsOfFurtherRoundsAndScalesTheBytes() {
    // [2, 3] x [3, 5]: 60 FLOPs, 4 x (6 + 15 + 10) bytes
    UnknownFieldSet dimensions = UnknownFieldSet.newBuilder().addField(1, numbers(1)).build();
    UnknownFieldSet body =
        computation(
            3,
            with(instruction("parameter", shape(F32, 2, 3)), 35, 31),
            with(instruction("parameter", shape(F32, 3, 5)), 35, 32),
            with(instruction("dot", shape(F32, 2, 5)), 36, 31, 32).toBuilder()
                .addField(30, bytes(dimensions))
                .build());
    UnknownFieldSet entry =
        computation(
            1,
            with(instruction("while", shape(F32), 3, 4), 35, 11),
            instruction("iota", shape(F32, 31))); // as many bytes as a round
    HloCosts costs = HloCosts.of(module(body, upTo(constant(7)), entry));
    assertEquals(OptionalDouble.of(1000 + 6 * 60), costs.flops(OptionalDouble.of(1000)));
    assertEquals(OptionalDouble.of(400), costs.bytes(OptionalDouble.of(100)));
  }

  @Test
  void countsTheProductsOfAConvolutionByItsKernel() {
    // kernel [3, 3, 4, 8]: 2 x 100 x 8 results of 3 x 3 x 4 products each
    UnknownFieldSet dimensions = UnknownFieldSet.newBuilder().addField(4, numbers(3)).build();
    UnknownFieldSet body =
        computation(
            3,
            with(instruction("parameter", shape(F32, 1, 12, 12, 4)), 35, 31),
            with(instruction("parameter", shape(F32, 3, 3, 4, 8)), 35, 32),
            with(instruction("convolution", shape(F32, 1, 10, 10, 8)), 36, 31, 32).toBuilder()
                .addField(16, bytes(dimensions))
                .build());
    UnknownFieldSet entry = computation(1, instruction("while", shape(F32), 3, 4));
    HloCosts costs = HloCosts.of(module(body, upTo(constant(2)), entry));
    assertEquals(2 * 100 * 8 * 36, costs.furtherFlops());
  }

  @Test
  void looksForTheLimitInTheFunctionThatAConditionCalls() {
    UnknownFieldSet condition =
        computation(
            4,
            instruction("parameter", shape(S32)),
            instruction("call", shape(S32), 5),
            instruction("get-tuple-element", shape(S32)));
    UnknownFieldSet function =
        upTo(constant(7)).toBuilder().clearField(5).addField(5, numbers(5)).build();
    UnknownFieldSet body = computation(3, instruction("all-reduce", shape(F32))); // 4 bytes
    UnknownFieldSet entry = computation(1, instruction("while", shape(F32), 3, 4));
    HloCosts costs = HloCosts.of(module(body, condition, function, entry));
    assertEquals(LoopCount.AS_THEY_RUN, costs.loops());
    assertEquals(7 * 4, costs.allReduceBytes());
  }

  @Test
  void readsTheLimitOfALoopFromItsFirstState() {
    UnknownFieldSet part = with(instruction("get-tuple-element", shape(S32)), 36, 41);
    UnknownFieldSet condition =
        computation(
            4,
            with(instruction("parameter", shape(S32)), 35, 41),
            with(with(part, 13, 0), 35, 42),
            with(with(part, 13, 1), 35, 43),
            with(instruction("compare", shape(1)), 36, 42, 43));
    UnknownFieldSet body = computation(3, instruction("all-reduce", shape(F32)));
    UnknownFieldSet entry =
        computation(
            1,
            with(constant(2), 35, 11),
            with(constant(9), 35, 12),
            with(with(instruction("tuple", shape(S32)), 36, 11, 12), 35, 13),
            with(instruction("while", shape(F32), 3, 4), 36, 13));
    assertEquals(7 * 4, HloCosts.of(module(condition, body, entry)).allReduceBytes());
  }

  @Test
  void saysThatALoopCountsOnceWhereItsRoundsAreNotKnown() {
    UnknownFieldSet entry = computation(1, instruction("while", shape(F32), 3, 4));
    UnknownFieldSet body = computation(3, instruction("all-reduce", shape(F32)));
    UnknownFieldSet read = instruction("parameter", shape(S32));
    HloCosts costs = HloCosts.of(module(body, upTo(read), entry));
    assertEquals(new HloCosts(LoopCount.ONCE, 4, 0, 1), costs);
  }

  /** Condition 4: a count below a limit. */
  private static UnknownFieldSet upTo(UnknownFieldSet limit) {
    return computation(
        4,
        with(instruction("parameter", shape(S32)), 35, 41),
        with(limit, 35, 42),
        with(instruction("compare", shape(1)), 36, 41, 42));
  }

  private static UnknownFieldSet with(UnknownFieldSet instruction, int field, long... values) {
    return instruction.toBuilder().addField(field, numbers(values)).build();
  }
}
