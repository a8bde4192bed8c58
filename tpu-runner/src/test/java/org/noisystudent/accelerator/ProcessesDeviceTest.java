package org.noisystudent.accelerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.common.primitives.Floats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.accelerator.JoinedProcesses.Outcome;
import org.noisystudent.device.Device;
import org.noisystudent.device.DeviceFailedException;
import org.noisystudent.device.VariableValues;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** The quickstart's student on four devices: driven by one process, by two and by four. */
@Tag("pjrt")
@Tag("slow")
final class ProcessesDeviceTest {
  private static final int REPLICAS = 4;
  private static final int STEPS = 6;

  @TempDir static Path folder;

  /** What a training gives: losses, and the numbers of every variable. */
  private record Given(List<Float> losses, Map<String, List<Float>> variables) {}

  @Test
  void whatOneProcessTrainsSeveralTrainBitForBit() throws Exception {
    try (Quickstart quickstart = new Quickstart(folder, "train.labeledBatch=16")) {
      for (String batchNorm : List.of("local", "2")) {
        Given one = train(quickstart, quickstart.group(REPLICAS), batchNorm);
        assertNotEquals(one.losses().get(0), one.losses().get(STEPS - 1));
        for (int count : new int[] {2, 4}) {
          JoinedProcesses processes =
              new JoinedProcesses(quickstart.group(REPLICAS), count, Duration.ofMinutes(3));
          List<Outcome<Given>> each =
              processes.run(index -> train(quickstart, processes.of(index), batchNorm));
          for (Outcome<Given> outcome : each) {
            assertEquals(one.losses(), outcome.value().losses());
            assertEquals(one.variables(), outcome.value().variables());
          }
        }
      }
      assertEquals(1, quickstart.plugin().handles().total(), "the client alone");
    }
  }

  @Test
  void aProcessThatIsGoneEndsTheOthersInTime() throws Exception {
    try (Quickstart quickstart = new Quickstart(folder, "train.labeledBatch=16")) {
      quickstart.replicas(REPLICAS, "local").close(); // compiled before anybody waits
      JoinedProcesses processes =
          new JoinedProcesses(quickstart.group(REPLICAS), 2, Duration.ofSeconds(20));
      List<Outcome<List<Float>>> each =
          processes.run(
              index -> {
                try (Device device = quickstart.replicas(processes.of(index), "local")) {
                  device.initialize(1);
                  return quickstart.losses(device, 0, index == 0 ? 3 : 2);
                }
              });
      assertEquals(2, each.get(1).value().size());
      assertInstanceOf(DeviceFailedException.class, each.get(0).failure());
    }
  }

  private static Given train(Quickstart quickstart, ReplicaGroup group, String batchNorm) {
    try (Device device = quickstart.replicas(group, batchNorm)) {
      device.initialize(1);
      List<Float> losses = quickstart.losses(device, 0, STEPS);
      try (VariableValues values = device.read()) {
        Map<String, List<Float>> variables = new LinkedHashMap<>();
        values
            .byName()
            .forEach(
                (name, value) -> {
                  float[] numbers = new float[(int) value.size()];
                  value.copyTo(DataBuffers.of(numbers, false, false));
                  variables.put(name, Floats.asList(numbers));
                });
        return new Given(losses, variables);
      }
    }
  }
}
