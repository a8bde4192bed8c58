package org.noisystudent.doctor;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.noisystudent.pjrt.DeviceMemory;
import org.noisystudent.pjrt.PjrtDevice;
import org.noisystudent.process.ProcessMemory;

/** How much memory the steps took. */
final class MemoryFacts {
  private MemoryFacts() {}

  static Facts addTo(Facts facts, Optional<ExaminedDevice> device) {
    facts.put("hostPeakBytes", ProcessMemory.ownPeak());
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
}
