package org.noisystudent.accelerator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.noisystudent.data.ProcessShare;
import org.noisystudent.pjrt.DeviceDescription;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * The devices that run a step together, in the order of their replicas: those of the first process,
 * then those of the next, by rising number in each. Every process finds the same order.
 *
 * @param process this process among those that drive the devices
 * @param all numbers of the devices of all processes
 * @param own numbers of those that this process drives
 */
record ProcessDevices(ProcessShare process, List<Integer> all, List<Integer> own) {
  /** Copies the numbers. */
  ProcessDevices {
    all = List.copyOf(all);
    own = List.copyOf(own);
  }

  /**
   * Returns the devices to use of those that there are.
   *
   * @param devices of all processes
   * @param processIndex the number by which they know this process
   * @param replicas how many to use; 0 = all
   * @param platform for messages
   * @throws UserErrorException of kind DEVICE if there are fewer, or not as many in each process
   */
  static ProcessDevices of(
      List<DeviceDescription> devices, int processIndex, int replicas, String platform) {
    SortedMap<Integer, List<Integer>> byProcess = new TreeMap<>();
    devices.stream()
        .sorted(Comparator.comparingInt(DeviceDescription::id))
        .forEach(
            device ->
                byProcess
                    .computeIfAbsent(device.processIndex(), process -> new ArrayList<>())
                    .add(device.id()));
    int processes = byProcess.size();
    if (!byProcess.containsKey(processIndex) || replicas > devices.size()) {
      throw problem(
          "device.replicas (%d) must be at most the devices that there are, %d of platform %s"
              .formatted(replicas, devices.size(), platform));
    }
    int used = replicas == 0 ? devices.size() : replicas;
    if (used % processes != 0) {
      throw problem(
          "device.replicas (%d) must be a multiple of the processes (%d)"
              .formatted(used, processes));
    }
    int each = used / processes;
    List<Integer> all = new ArrayList<>();
    byProcess.forEach(
        (process, own) -> {
          boolean enough = replicas == 0 ? own.size() == each : own.size() >= each;
          if (!enough) {
            throw problem(
                "process %d has %d devices, but each of the %d processes must have %d"
                    .formatted(process, own.size(), processes, each));
          }
          all.addAll(own.subList(0, each));
        });
    int index = byProcess.headMap(processIndex).size();
    return new ProcessDevices(
        new ProcessShare(index, processes), all, all.subList(index * each, (index + 1) * each));
  }

  private static UserErrorException problem(String message) {
    return new UserErrorException(Kind.DEVICE, message);
  }
}
