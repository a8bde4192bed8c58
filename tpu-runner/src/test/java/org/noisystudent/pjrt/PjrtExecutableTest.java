package org.noisystudent.pjrt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pjrt")
final class PjrtExecutableTest {
  private static final CompileOptions ONE = CompileOptions.replicas(1);

  @Test
  void tellsWhatARunNeeds() {
    try (CpuPlugin cpu = new CpuPlugin(1);
        PjrtLoadedExecutable product = cpu.client().compile(Golden.hlo("product"), ONE)) {
      ProgramMemory memory = product.executable().memory();
      assertEquals(12 * Float.BYTES, memory.arguments());
      assertTrue(memory.outputs() >= 5 * Float.BYTES, memory.toString());
      assertEquals(0, memory.aliased());
      assertTrue(memory.peak() >= memory.arguments(), memory.toString());
      // the CPU's plugin has no cost analysis
      assertTrue(product.executable().costAnalysis().isEmpty());
    }
  }

  @Test
  void whatIsUpdatedInPlaceIsAliased() {
    try (CpuPlugin cpu = new CpuPlugin(1);
        PjrtLoadedExecutable update = cpu.client().compile(Golden.hlo("update"), ONE)) {
      ProgramMemory memory = update.executable().memory();
      assertEquals(4 * Float.BYTES, memory.aliased());
      assertEquals(8 * Float.BYTES, memory.arguments());
    }
  }

  @Test
  void twoProgramsHaveTwoFingerprints() {
    try (CpuPlugin cpu = new CpuPlugin(1);
        PjrtLoadedExecutable product = cpu.client().compile(Golden.hlo("product"), ONE);
        PjrtLoadedExecutable again = cpu.client().compile(Golden.hlo("product"), ONE);
        PjrtLoadedExecutable update = cpu.client().compile(Golden.hlo("update"), ONE)) {
      String fingerprint = product.executable().fingerprint().orElseThrow();
      assertEquals(fingerprint, again.executable().fingerprint().orElseThrow());
      assertNotEquals(fingerprint, update.executable().fingerprint().orElseThrow());
    }
  }

  @Test
  void theOptimizedProgramCanBeRead() {
    try (CpuPlugin cpu = new CpuPlugin(1);
        PjrtLoadedExecutable product = cpu.client().compile(Golden.hlo("product"), ONE)) {
      PjrtProgram optimized = product.executable().optimizedProgram();
      assertTrue(List.of("hlo", "hlo_with_config").contains(optimized.format()));
      assertTrue(optimized.code().length > 100, optimized.code().length + " bytes");
    }
  }

  @Test
  void aSerializedProgramRunsWhenLoadedAndStillUpdatesInPlace() {
    byte[] serialized;
    try (CpuPlugin cpu = new CpuPlugin(1);
        PjrtLoadedExecutable update = cpu.client().compile(Golden.hlo("update"), ONE)) {
      serialized = update.executable().serialize();
    }
    try (CpuPlugin cpu = new CpuPlugin(1);
        PjrtLoadedExecutable update = cpu.client().load(serialized)) {
      PjrtBuffer weights = cpu.floats(0, List.of(4L), 1, 2, 3, 4);
      PjrtBuffer gradient = cpu.floats(0, List.of(4L), 2, 2, 2, 8);
      PjrtBuffer updated = cpu.run(update, List.of(List.of(weights, gradient))).get(0).get(0);
      assertArrayEquals(new float[] {0, 1, 2, 0}, CpuPlugin.floats(updated));
      assertTrue(weights.isDeleted());
    }
  }

  @Test
  void bytesThatAreNoProgramAreRefused() {
    try (CpuPlugin cpu = new CpuPlugin(1)) {
      assertThrows(PjrtException.class, () -> cpu.client().load(new byte[] {1, 2, 3}));
    }
  }
}
