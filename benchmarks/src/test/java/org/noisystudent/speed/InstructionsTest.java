package org.noisystudent.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.noisystudent.machine.Processor;

final class InstructionsTest {
  @Test
  void widestCounts() {
    assertEquals(Instructions.AVX2, of("fpu sse avx avx2 fma"));
    assertEquals(Instructions.AVX512, of("avx2 avx512f avx512bw"));
    assertEquals(Instructions.AVX512_BF16, of("avx2 avx512f avx512_bf16"));
    assertEquals(Instructions.AMX, of("avx2 avx512f avx512_bf16 amx_bf16"));
    assertEquals(Instructions.OTHER, of("fpu sse avx"));
  }

  @Test
  void aMachineThatSaysNothingHasOthers() {
    assertEquals(Instructions.OTHER, Instructions.of(Processor.of(List.of("processor : 0"))));
  }

  private static Instructions of(String flags) {
    return Instructions.of(Processor.of(List.of("flags\t\t: " + flags)));
  }
}
