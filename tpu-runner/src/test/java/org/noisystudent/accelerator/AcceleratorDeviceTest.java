package org.noisystudent.accelerator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.device.Device;
import org.noisystudent.device.VariableValues;

@Tag("pjrt")
final class AcceleratorDeviceTest {
  @TempDir static Path folder;

  @Test
  void debug() {
    try (Quickstart quickstart =
            new Quickstart(folder, "train.labeledBatch=16", "noise.dropout=0");
        Device session = quickstart.session();
        Device device = quickstart.replicas(1, "local")) {
      session.initialize(1);
      try (VariableValues first = session.read()) {
        device.load(first);
      }
      List<Float> a = quickstart.losses(session, 0, 5);
      List<Float> b = quickstart.losses(device, 0, 5);
      System.out.println(a + " " + b);
      assertEquals(a.get(0), b.get(0), 1e-4);
    }
  }
}
