package org.noisystudent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.savedmodel.UserErrorException;

final class AcceleratorTest {
  /** Shapes and hosts as in Google Cloud's tables of configurations. */
  @ParameterizedTest
  @CsvSource({
    "v2-8, 2x2, 1, 4, v2-8, ",
    "v3-8, 2x2, 1, 4, v3-8, tpu-v3-device",
    "v3-32, 4x4, 4, 4, v3-32, tpu-v3-slice",
    "v3-2048, 32x32, 256, 4, v3-2048, tpu-v3-slice",
    "v4-8, 2x2x1, 1, 4, v4-8, tpu-v4-podslice",
    "v4-512, 4x8x8, 64, 4, v4-512, tpu-v4-podslice",
    "v5e-1, 1x1, 1, 1, v5litepod-1, tpu-v5-lite-podslice",
    "v5e-16, 4x4, 4, 4, v5litepod-16, tpu-v5-lite-podslice",
    "v5litepod-256, 16x16, 64, 4, v5litepod-256, tpu-v5-lite-podslice",
    "v5p-8, 2x2x1, 1, 4, v5p-8, tpu-v5p-slice",
    "v6e-8, 2x4, 2, 4, v6e-8, tpu-v6e-slice",
    "tpu7x-16, 2x2x2, 2, 4, tpu7x-16, tpu7x",
    "h100-8, 8, 1, 8, , nvidia-h100-80gb",
    "l4-1, 1, 1, 1, , nvidia-l4"
  })
  void namesAreThoseOfGoogleCloud(
      String name, String shape, int hosts, int chipsPerHost, String cloud, String label) {
    Accelerator accelerator = Accelerator.parse(name);
    assertEquals(shape, accelerator.shape());
    assertEquals(hosts, accelerator.hosts());
    assertEquals(chipsPerHost, accelerator.chipsPerHost());
    assertEquals(Optional.ofNullable(cloud), accelerator.cloudName());
    assertEquals(Optional.ofNullable(label), accelerator.nodeLabel());
    assertEquals(accelerator, Accelerator.parse(accelerator.name()));
  }

  @Test
  void thePapersPodIsThatOfPreflight() {
    assertEquals(Optional.of("v3:32x32"), Accelerator.parse("v3-2048").topology());
    assertEquals(Optional.of("h100:8"), Accelerator.parse("h100-8").topology());
    assertEquals(Optional.empty(), Accelerator.parse("l4-1").topology());
  }

  @Test
  void whatIsNotThereIsToldWithWhatIs() {
    assertTrue(says("v3-16").contains("--accelerator (v3-16) must be one of v3-8, v3-32, v3-64"));
    assertTrue(says("v9-8").contains("must be one of v2-N, v3-N"));
    assertTrue(says("v3").contains("must be one of v3-8"));
    assertTrue(says("").contains("must be one of v2-N"));
  }

  private static String says(String name) {
    return assertThrows(UserErrorException.class, () -> Accelerator.parse(name)).getMessage();
  }
}
