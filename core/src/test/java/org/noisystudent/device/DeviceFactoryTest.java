package org.noisystudent.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.device.VisibleDevices.Visible;
import org.noisystudent.model.Replication;
import org.noisystudent.savedmodel.InferenceSettings;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.train.TrainStep;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operation;

final class DeviceFactoryTest {
  private static final Visible CPU = visible("CPU");
  private static final Visible XLA_CPU = visible("XLA_CPU");
  private static final Visible GPU = visible("GPU");

  private static Visible visible(String type) {
    return new Visible("/job:localhost/replica:0/task:0/device:" + type + ":0", type, 1);
  }

  @Test
  void aSessionIsOneReplica() {
    assertEquals(1, DeviceFactory.session(device(0)).replicas());
    assertEquals(1, DeviceFactory.session(device(1)).replicas());
  }

  @Test
  void aSessionRefusesSeveralReplicas() {
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> DeviceFactory.session(device(4)));
    assertEquals(Kind.DEVICE, error.kind());
    assertEquals(
        "device.replicas (4) must be 0 or 1 where device.type is cpu: a session drives one device; several GPUs are replicas of device.type pjrt (docs/gpu.md)",
        error.getMessage());
  }

  @Test
  void aGpuThatIsSeenIsTaken() {
    assertEquals(1, DeviceFactory.session(device("type: gpu"), () -> List.of(CPU, GPU)).replicas());
    assertEquals(
        1, DeviceFactory.session(device("type: gpu"), () -> List.of(CPU, GPU, GPU)).replicas());
  }

  @Test
  void aGpuThatIsNotSeenIsAnErrorAndNeverTheCpu() {
    UserErrorException error =
        assertThrows(
            UserErrorException.class,
            () -> DeviceFactory.session(device("type: gpu"), () -> List.of(CPU, XLA_CPU)));
    assertEquals(Kind.DEVICE, error.kind());
    assertTrue(
        error
            .getMessage()
            .startsWith(
                "device.type (gpu) must name a device that is there, but TensorFlow sees no GPU,"
                    + " only [CPU, XLA_CPU]: "),
        error.getMessage());
  }

  @Test
  void aCpuIsTakenWithoutALookAtTheDevices() {
    VisibleDevices none =
        () -> {
          throw new AssertionError("looked");
        };
    assertEquals(1, DeviceFactory.session(device("type: cpu"), none).replicas());
  }

  @Test
  void severalGpusAreNoReplicasOfASession() {
    UserErrorException error =
        assertThrows(
            UserErrorException.class,
            () ->
                DeviceFactory.session(
                    device("type: gpu, replicas: 2"), () -> List.of(CPU, GPU, GPU)));
    assertTrue(error.getMessage().contains("several GPUs are replicas of device.type pjrt"));
  }

  @Test
  void aSessionDrivesNoPjrtDevice() {
    for (String type : List.of("tpu", "pjrt")) {
      UserErrorException error =
          assertThrows(
              UserErrorException.class,
              () -> DeviceFactory.session(device("type: " + type), () -> List.of(CPU, GPU)));
      assertEquals(
          "device.type (%s) must be cpu or gpu for a session".formatted(type), error.getMessage());
    }
  }

  @Test
  void tensorFlowSeesTheCpuOfThisMachine() {
    List<Visible> visible = VisibleDevices.ofTensorFlow();
    assertEquals("CPU", visible.get(0).type());
    assertTrue(visible.get(0).name().endsWith("/device:CPU:0"), visible.toString());
    assertTrue(visible.get(0).memoryBytes() > 0);
  }

  @Test
  void allOfAStepIsPinnedToItsDevice() {
    assertEquals(Set.of("/device:GPU:0"), places("type: gpu"));
    assertEquals(Set.of("/device:CPU:0"), places("type: cpu"));
  }

  private static Set<String> places(String section) {
    TrainStep step = TinySteps.of("float32", Replication.one());
    try (SessionDevice device =
        new SessionDevice(
            step, FixedBatches.of(16, TinySteps.SIDE, TinySteps.CLASSES), device(section))) {
      List<Operation> pinned = device.pinned();
      assertTrue(pinned.size() > 20, pinned.toString());
      return pinned.stream()
          .map(operation -> ((GraphOperation) operation).device())
          .collect(Collectors.toSet());
    }
  }

  @Test
  void aGpuAloneIsAskedForInSessionsThatMayUseIt() {
    assertEquals(0, SessionSettings.of(device("type: cpu")).getDeviceCountOrDefault("GPU", -1));
    assertEquals(0, SessionSettings.of(device("type: pjrt")).getDeviceCountOrDefault("GPU", -1));
    assertEquals(-1, SessionSettings.of(device("type: gpu")).getDeviceCountOrDefault("GPU", -1));
  }

  @Test
  void networksAreAskedAsTheDeviceSays() {
    assertEquals(
        new InferenceSettings(false, 3, true),
        SessionSettings.forInference(device("threads: 3, inferenceCompute: bfloat16")));
    assertEquals(
        new InferenceSettings(true, 0, false), SessionSettings.forInference(device("type: gpu")));
  }

  @Test
  void everyDeviceButTheCpuCompilesItsSteps() {
    assertFalse(device("type: cpu").compiles());
    assertTrue(device("type: cpu, xla: true").compiles());
    for (String type : List.of("gpu", "tpu", "pjrt")) {
      assertTrue(device("type: " + type).compiles(), type);
    }
  }

  private static DeviceConfig device(int replicas) {
    return device("type: cpu, replicas: " + replicas);
  }

  private static DeviceConfig device(String section) {
    return ConfigLoader.parse(
            "data: {classes: 2}\nselfTraining: {students: []}\ndevice: {%s}".formatted(section),
            "test")
        .device();
  }
}
