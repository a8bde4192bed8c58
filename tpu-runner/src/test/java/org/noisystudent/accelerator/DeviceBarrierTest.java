package org.noisystudent.accelerator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.accelerator.JoinedProcesses.Outcome;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.lowering.ArrayType;
import org.noisystudent.pjrt.ElementType;
import org.noisystudent.pjrt.PjrtBuffer;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

@Tag("pjrt")
final class DeviceBarrierTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(300);

  @TempDir static Path folder;

  @Test
  void theProgramSumsOverTwoFourAndEightDevices() {
    ArrayType type = new ArrayType(ElementType.S32, List.of(3L));
    try (Quickstart quickstart = new Quickstart(folder)) {
      for (int devices : new int[] {2, 4, 8}) {
        Accelerator accelerator = quickstart.accelerator(devices);
        List<List<PjrtBuffer>> arguments = new ArrayList<>();
        for (int device = 0; device < devices; device++) {
          arguments.add(List.of(accelerator.send(device, type, 1, device, 1 << (4 * device))));
        }
        try (ReplicaGroup.Program sum =
                accelerator.compile("the barrier", BarrierProgram.of(devices, 3));
            ReplicaGroup.Run run = accelerator.execute(sum, arguments)) {
          accelerator.await(run);
          for (List<PjrtBuffer> result : run.outputs()) {
            ByteBuffer host = HostMemory.zeros(Math.toIntExact(type.bytes()));
            accelerator.receive(result.get(0), host);
            int[] numbers = new int[3];
            host.clear().asIntBuffer().get(numbers);
            int ones = (int) (0x11111111L & ((1L << (4 * devices)) - 1));
            assertArrayEquals(new int[] {devices, devices * (devices - 1) / 2, ones}, numbers);
            result.get(0).close();
          }
        }
        arguments.forEach(each -> each.get(0).close());
      }
      assertEquals(1, quickstart.plugin().handles().total(), "the client alone");
    }
  }

  @Test
  void nobodyGoesOnBeforeAllAreThere() throws Exception {
    try (Quickstart quickstart = new Quickstart(folder)) {
      for (int count : new int[] {2, 4}) {
        JoinedProcesses processes = new JoinedProcesses(quickstart.group(4), count, LIMIT);
        AtomicInteger there = new AtomicInteger();
        List<Outcome<Integer>> seen =
            processes.run(
                index -> {
                  try (DeviceSum sum = sum(processes, index)) {
                    ProcessGroup barrier = sum.barrier(PAUSE);
                    pause(50L * index);
                    there.incrementAndGet();
                    barrier.barrier("the first");
                    int before = there.get();
                    barrier.agree("the second", "the same in all");
                    return before;
                  }
                });
        seen.forEach(each -> assertEquals(count, each.value()));
      }
      assertEquals(1, quickstart.plugin().handles().total(), "the client alone");
    }
  }

  @Test
  void allAreToldWhoCameWithWhat() throws Exception {
    try (Quickstart quickstart = new Quickstart(folder)) {
      JoinedProcesses processes = new JoinedProcesses(quickstart.group(4), 4, LIMIT);
      List<Outcome<Boolean>> seen =
          processes.run(
              index -> {
                try (DeviceSum sum = sum(processes, index)) {
                  ProcessGroup barrier = sum.barrier(PAUSE);
                  barrier.agree("teacher-0: taken up at", index == 2 ? "step 16" : "step 24");
                  return true;
                }
              });
      for (int index = 0; index < 4; index++) {
        assertEquals(
            "process %d of 4 is at \"teacher-0: taken up at: step %d\", but process %d at \"teacher-0: taken up at: step %d\": all must be given the same command, config, data and run directory"
                .formatted(index, index == 2 ? 16 : 24, index == 2 ? 0 : 2, index == 2 ? 24 : 16),
            line(Kind.USAGE, seen.get(index)));
      }
    }
  }

  @Test
  void longValuesThatDifferAtTheirEndDiffer() throws Exception {
    try (Quickstart quickstart = new Quickstart(folder)) {
      JoinedProcesses processes = new JoinedProcesses(quickstart.group(2), 2, LIMIT);
      List<Outcome<Boolean>> seen =
          processes.run(
              index -> {
                try (DeviceSum sum = sum(processes, index)) {
                  ProcessGroup barrier = sum.barrier(PAUSE);
                  barrier.agree("data", "ü".repeat(1000));
                  barrier.agree("data", "ü".repeat(1000) + index);
                  return true;
                }
              });
      seen.forEach(each -> assertTrue(line(Kind.USAGE, each).contains("is at \"data: ü")));
    }
  }

  @Test
  void aProcessThatDoesNotComeEndsTheOthersInTime() throws Exception {
    try (Quickstart quickstart = new Quickstart(folder)) {
      JoinedProcesses processes =
          new JoinedProcesses(quickstart.group(4), 4, Duration.ofMillis(1500));
      List<Outcome<Boolean>> seen =
          processes.run(
              index -> {
                try (DeviceSum sum = sum(processes, index)) {
                  ProcessGroup barrier = sum.barrier(PAUSE);
                  barrier.barrier("teacher-0/train");
                  if (index != 3) {
                    barrier.barrier("teacher-0/export");
                  }
                  return true;
                }
              });
      assertTrue(seen.get(3).value());
      for (Outcome<Boolean> each : seen.subList(0, 3)) {
        String line = line(Kind.DEVICE, each);
        assertTrue(
            line.startsWith(
                "teacher-0/export: not all 4 processes came here within device.waitSeconds"),
            line);
      }
    }
  }

  @Test
  void othersWaitForOneThatWorksAloneLongerThanTheyWaitForOneThatIsGone() throws Exception {
    try (Quickstart quickstart = new Quickstart(folder)) {
      JoinedProcesses processes =
          new JoinedProcesses(quickstart.group(4), 4, Duration.ofSeconds(5));
      List<Outcome<Optional<String>>> seen =
          processes.run(
              index -> {
                try (DeviceSum sum = sum(processes, index)) {
                  ProcessGroup barrier = sum.barrier(PAUSE);
                  Optional<String> made =
                      barrier.alone(
                          "student-1/export",
                          () -> {
                            pause(8000);
                            return "by " + index;
                          });
                  barrier.barrier("student-1/export");
                  return made;
                }
              });
      assertEquals(Optional.of("by 0"), seen.get(0).value());
      seen.subList(1, 4).forEach(each -> assertEquals(Optional.empty(), each.value()));
      assertEquals(1, quickstart.plugin().handles().total(), "the client alone");
    }
  }

  @Test
  void workThatFailsEndsTheOthersInTime() throws Exception {
    try (Quickstart quickstart = new Quickstart(folder)) {
      JoinedProcesses processes =
          new JoinedProcesses(quickstart.group(2), 2, Duration.ofSeconds(5));
      List<Outcome<Optional<String>>> seen =
          processes.run(
              index -> {
                try (DeviceSum sum = sum(processes, index)) {
                  ProcessGroup barrier = sum.barrier(PAUSE);
                  barrier.barrier("student-1/train");
                  return barrier.alone(
                      "student-1/export",
                      () -> {
                        pause(1000);
                        throw new IllegalStateException("the disk is full");
                      });
                }
              });
      assertEquals("the disk is full", seen.get(0).failure().getMessage());
      assertTrue(line(Kind.DEVICE, seen.get(1)).startsWith("student-1/export: not all 2"));
    }
  }

  private static String line(Kind kind, Outcome<?> ended) {
    UserErrorException error = assertInstanceOf(UserErrorException.class, ended.failure());
    assertEquals(kind, error.kind());
    assertFalse(error.getMessage().contains("\n"), error.getMessage());
    return error.getMessage();
  }

  private static DeviceSum sum(JoinedProcesses processes, int index) {
    return new DeviceSum(new Accelerator(processes.of(index), LIMIT));
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
