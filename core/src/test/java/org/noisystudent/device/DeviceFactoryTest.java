package org.noisystudent.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

final class DeviceFactoryTest {
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

  private static DeviceConfig device(int replicas) {
    return ConfigLoader.parse(
            "data: {classes: 2}\nselfTraining: {students: []}\ndevice: {type: cpu, replicas: %d}"
                .formatted(replicas),
            "test")
        .device();
  }
}
