package org.noisystudent.accelerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.noisystudent.data.ProcessShare;
import org.noisystudent.pjrt.DeviceDescription;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

final class ProcessDevicesTest {
  /** A TPU v3-16 as its processes see it: neighbours on a row of the mesh are not all of a host. */
  private static final int[][] V3_16 = {{0, 1, 2, 3, 8, 9, 10, 11}, {4, 5, 6, 7, 12, 13, 14, 15}};

  @Test
  void oneProcessHasAllDevicesByTheirNumbers() {
    ProcessDevices devices = of(0, 0, new int[][] {{2, 0, 1}});
    assertEquals(ProcessShare.WHOLE, devices.process());
    assertEquals(List.of(0, 1, 2), devices.all());
    assertEquals(List.of(0, 1, 2), devices.own());
    assertEquals(List.of(0, 1), of(0, 2, new int[][] {{2, 0, 1}}).all());
  }

  @Test
  void everyProcessFindsTheSameOrderAndItsOwnPartOfIt() {
    List<Integer> together = new ArrayList<>();
    for (int process = 0; process < V3_16.length; process++) {
      ProcessDevices devices = of(process, 0, V3_16);
      assertEquals(new ProcessShare(process, 2), devices.process());
      assertEquals(of(0, 0, V3_16).all(), devices.all());
      together.addAll(devices.own());
    }
    assertEquals(of(0, 0, V3_16).all(), together);
    assertEquals(List.of(4, 5, 6, 7, 12, 13, 14, 15), of(1, 16, V3_16).own());
  }

  @Test
  void replicasAreThoseOfAllProcessesAndAsManyOfEach() {
    ProcessDevices devices = of(1, 4, V3_16);
    assertEquals(List.of(0, 1, 4, 5), devices.all());
    assertEquals(List.of(4, 5), devices.own());
    refused("device.replicas (3) must be a multiple of the processes (2)", 3, V3_16);
    refused(
        "device.replicas (17) must be at most the devices that there are, 16 of platform tpu",
        17,
        V3_16);
  }

  @Test
  void processesWithUnlikeNumbersOfDevicesAreRefused() {
    int[][] unlike = {{0, 1, 2}, {3}};
    refused("process 0 has 3 devices, but each of the 2 processes must have 2", 0, unlike);
    refused("process 1 has 1 devices, but each of the 2 processes must have 2", 4, unlike);
    assertEquals(List.of(0, 3), of(1, 2, unlike).all());
  }

  private static void refused(String line, int replicas, int[][] ids) {
    for (int process = 0; process < ids.length; process++) {
      int own = process;
      UserErrorException error =
          assertThrows(UserErrorException.class, () -> of(own, replicas, ids));
      assertEquals(line, error.getMessage());
      assertEquals(Kind.DEVICE, error.kind());
    }
  }

  /** Returns what a process finds, told of the devices in an order that is not theirs. */
  private static ProcessDevices of(int processIndex, int replicas, int[][] ids) {
    List<DeviceDescription> devices = new ArrayList<>();
    for (int process = ids.length - 1; process >= 0; process--) {
      for (int id : ids[process]) {
        devices.add(new DeviceDescription(id, process, "TPU v3"));
      }
    }
    return ProcessDevices.of(devices, processIndex, replicas, "tpu");
  }
}
