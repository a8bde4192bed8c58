package org.noisystudent.pjrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class GpuTargetTest {
  @Test
  void isOneHostWithTheDescriptionOfItsGpus() {
    List<NamedValue> options = GpuTarget.H100.topologyOptions(4);
    assertEquals(
        List.of("target_config", "topology"), options.stream().map(NamedValue::name).toList());
    String description = (String) options.get(0).value();
    assertTrue(description.contains("cuda_compute_capability { major: 9 }"), description);
    assertEquals("1x1x4", options.get(1).value());
  }

  @Test
  void aHostHasAGpu() {
    assertEquals(
        "gpus (0) must be >= 1",
        assertThrows(IllegalArgumentException.class, () -> GpuTarget.H100.topologyOptions(0))
            .getMessage());
  }
}
