package org.noisystudent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.noisystudent.pjrt.DeviceMemory;
import org.noisystudent.pjrt.PjrtDevice;

/** How much memory the steps took. */
final class MemoryFacts {
  private MemoryFacts() {}

  static Facts addTo(Facts facts, Optional<ExaminedDevice> device) throws IOException {
    facts.put("hostPeakBytes", hostPeak());
    if (device.isPresent()) {
      for (PjrtDevice chip : device.get().chips()) {
        facts.put("device " + chip.id(), chip.memory().map(MemoryFacts::byName));
      }
    }
    return facts;
  }

  private static Map<String, Object> byName(DeviceMemory memory) {
    Map<String, Object> values = new TreeMap<>();
    values.put("bytesInUse", memory.bytesInUse());
    memory.peakBytesInUse().ifPresent(bytes -> values.put("peakBytesInUse", bytes));
    memory.bytesLimit().ifPresent(bytes -> values.put("bytesLimit", bytes));
    return values;
  }

  /** Returns the most memory that this process held, where Linux tells. */
  private static Optional<Long> hostPeak() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return Optional.empty();
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst();
  }
}
