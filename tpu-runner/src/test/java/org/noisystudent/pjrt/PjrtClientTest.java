package org.noisystudent.pjrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.noisystudent.pjrt.PjrtHandles.Kind;

@Tag("pjrt")
final class PjrtClientTest {
  @Test
  void hasAsManyDevicesAsWereAskedFor() {
    try (CpuPlugin cpu = new CpuPlugin(4)) {
      PjrtClient client = cpu.client();
      assertEquals(List.of(0, 1, 2, 3), client.devices().stream().map(PjrtDevice::id).toList());
      assertEquals(
          List.of(0, 1, 2, 3), client.addressableDevices().stream().map(PjrtDevice::id).toList());
      assertEquals("cpu", client.platformName());
      assertFalse(client.platformVersion().isEmpty());
      assertEquals(0, client.processIndex());
      for (PjrtDevice device : client.devices()) {
        assertEquals("cpu", device.kind());
        assertEquals(0, device.description().processIndex());
        // the CPU's plugin does not count its memory
        assertTrue(device.memory().isEmpty());
      }
    }
  }

  @Test
  void severalClientsOfAPluginHaveDevicesOfTheirOwn() {
    PjrtPlugin plugin = CpuPlugin.load();
    try (PjrtClient two = plugin.createClient(List.of(NamedValue.of("cpu_device_count", 2)));
        PjrtClient three = plugin.createClient(List.of(NamedValue.of("cpu_device_count", 3)))) {
      assertEquals(2, two.devices().size());
      assertEquals(3, three.devices().size());
      assertEquals(2, plugin.handles().live(Kind.CLIENT));
    }
    assertEquals(0, plugin.handles().total());
  }

  @Test
  void thePluginTellsItsVersionAndAttributes() {
    PjrtPlugin plugin = CpuPlugin.load();
    assertEquals("0.115", plugin.apiVersion());
    assertEquals(new PinnedPlugins().sha256("cpu"), plugin.sha256());
    assertTrue(
        plugin.attributes().stream()
            .anyMatch(each -> each.name().equals("xla_version") && each.value() instanceof Long),
        () -> plugin.attributes().toString());
  }

  @Test
  void aTopologyThatIsNotThereIsAnErrorInThePluginsWords() {
    PjrtPlugin plugin = CpuPlugin.load();
    PjrtException error =
        assertThrows(PjrtException.class, () -> plugin.topology("v3:7x7", List.of()));
    assertTrue(
        error.getMessage().startsWith("PJRT_TopologyDescription_Create: "), error.getMessage());
    assertEquals(0, plugin.handles().total());
  }
}
