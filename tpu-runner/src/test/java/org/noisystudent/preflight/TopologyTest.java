package org.noisystudent.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noisystudent.savedmodel.UserErrorException;

final class TopologyTest {
  @ParameterizedTest
  @CsvSource({
    "v2:16x16, 512",
    "v3:32x32, 2048",
    "v4:8x8x16, 2048",
    "v5e:2x4, 8",
    "v5p:8x8x8, 512",
    "v6e:16x16, 256",
    "tpu7x:2x2x1, 8"
  })
  void countsDevices(String name, int devices) {
    assertEquals(devices, Topology.parse(name).devices());
    assertEquals(name, Topology.parse(name).name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"v3:3x3", "v9:2x2", "v3", "v3:2x2:1", ""})
  void listsTheTopologiesThatThereAre(String name) {
    UserErrorException error = assertThrows(UserErrorException.class, () -> Topology.parse(name));
    assertEquals(UserErrorException.Kind.USAGE, error.kind());
    for (String known :
        List.of("topology (" + name + ")", "v3:32x32", "v5e:16x16", "tpu7x:2x2x1")) {
      assertTrue(error.getMessage().contains(known), error.getMessage());
    }
  }

  @Test
  void sharesAChipBetweenItsDevices() {
    assertEquals(16L << 30, Chip.V3.memoryBytes());
    assertEquals(61.5e12, Chip.V3.flopsPerSecond());
    assertEquals(450e9, Chip.V3.bytesPerSecond());
    assertEquals(16L << 30, Chip.V5E.memoryBytes());
  }
}
