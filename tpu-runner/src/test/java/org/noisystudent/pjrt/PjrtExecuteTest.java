package org.noisystudent.pjrt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noisystudent.lowering.DeviceProgram;
import org.noisystudent.pjrt.PjrtException.Code;

@Tag("pjrt")
final class PjrtExecuteTest {
  private static final CompileOptions ONE = CompileOptions.replicas(1);

  @Test
  void aProgramGivenAsHloOrTextComputesExactly() {
    try (CpuPlugin cpu = new CpuPlugin(1)) {
      for (PjrtProgram program : List.of(Golden.hlo("product"), Golden.mlir("product"))) {
        try (PjrtLoadedExecutable product = cpu.client().compile(program, ONE)) {
          PjrtBuffer x = cpu.floats(0, List.of(2L, 3L), 1, 2, 3, 4, 5, 6);
          PjrtBuffer y = cpu.floats(0, List.of(3L, 2L), 1, 10, 2, 20, 3, 30);
          List<PjrtBuffer> results = cpu.run(product, List.of(List.of(x, y))).get(0);
          assertEquals(2, product.executable().numOutputs());
          assertEquals(List.of(2L, 2L), results.get(0).dims());
          assertArrayEquals(
              new float[] {14, 140, 32, 320}, CpuPlugin.floats(results.get(0)), program.format());
          assertEquals(ElementType.S32, results.get(1).type());
          assertEquals(List.of(), results.get(1).dims());
          assertEquals(21, CpuPlugin.oneInt(results.get(1)));
        }
      }
    }
  }

  @Test
  void everyTypeOfATrainingStepGoesInAndOut() {
    try (CpuPlugin cpu = new CpuPlugin(1);
        PjrtLoadedExecutable types = cpu.client().compile(Golden.hlo("types"), ONE)) {
      List<PjrtBuffer> arguments =
          List.of(
              cpu.floats(0, List.of(2L), 0.5f, -2),
              pair(cpu, ElementType.BF16, 0x3f80, 0xc040), // 1, -3
              pair(cpu, ElementType.S32, Integer.MAX_VALUE, 0),
              pair(cpu, ElementType.S64, Long.MAX_VALUE, -5),
              pair(cpu, ElementType.U8, 255, 1),
              pair(cpu, ElementType.PRED, 1, 0),
              pair(cpu, ElementType.U32, 0xffffffffL, 7),
              pair(cpu, ElementType.U64, -1, 7));
      List<PjrtBuffer> results = cpu.run(types, List.of(arguments)).get(0);
      assertArrayEquals(new float[] {1.5f, -1}, CpuPlugin.floats(results.get(0)));
      assertPair(0x4000, 0xc0c0, results.get(1)); // 2, -6
      assertPair(Integer.MAX_VALUE - 1, 0xffffffffL, results.get(2));
      assertPair(-Long.MAX_VALUE, 5, results.get(3));
      assertPair(2, 4, results.get(4));
      assertPair(0, 1, results.get(5));
      assertPair(0, 8, results.get(6));
      assertPair(0, 8, results.get(7));
      for (int i = 0; i < arguments.size(); i++) {
        assertEquals(arguments.get(i).type(), results.get(i).type());
      }
    }
  }

  private static PjrtBuffer pair(CpuPlugin cpu, ElementType type, long first, long second) {
    ByteBuffer data = CpuPlugin.direct(2 * type.bytes());
    put(data, type.bytes(), first);
    put(data, type.bytes(), second);
    return cpu.buffer(0, type, List.of(2L), data.flip());
  }

  private static void put(ByteBuffer data, int bytes, long value) {
    for (int i = 0; i < bytes; i++) {
      data.put((byte) (value >>> (Byte.SIZE * i)));
    }
  }

  private static void assertPair(long first, long second, PjrtBuffer actual) {
    ByteBuffer expected = CpuPlugin.direct(2 * actual.type().bytes());
    put(expected, actual.type().bytes(), first);
    put(expected, actual.type().bytes(), second);
    assertEquals(expected.flip(), actual.toHost(CpuPlugin.LIMIT), actual.type().toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10})
  void anUpdatedArgumentGivesItsMemoryAwayOnItsOwnOrInATuple(int mostAlone) {
    DeviceProgram program = DeviceProgram.of(Golden.hlo("update").code(), mostAlone);
    assertEquals(mostAlone == 0, program.tupled());
    try (CpuPlugin cpu = new CpuPlugin(1);
        PjrtLoadedExecutable update =
            cpu.client()
                .compile(
                    PjrtProgram.hlo(program.hlo()), ONE.withTupledArguments(program.tupled()))) {
      PjrtBuffer weights = cpu.floats(0, List.of(4L), 1, 2, 3, 4);
      PjrtBuffer gradient = cpu.floats(0, List.of(4L), 2, 2, 2, 8);
      List<PjrtBuffer> first = cpu.run(update, List.of(List.of(weights, gradient))).get(0);
      assertTrue(weights.isDeleted(), "donated");
      assertFalse(gradient.isDeleted(), "not aliased");
      // the result is the next run's argument, without a look at it between
      List<PjrtBuffer> second = cpu.run(update, List.of(List.of(first.get(0), gradient))).get(0);
      assertTrue(first.get(0).isDeleted());
      assertArrayEquals(new float[] {-1, 0, 1, -4}, CpuPlugin.floats(second.get(0)));
      PjrtException error =
          assertThrows(
              PjrtException.class, () -> update.execute(List.of(List.of(weights, gradient))));
      assertTrue(error.getMessage().contains("donated"), error.getMessage());
    }
  }

  @Test
  void anArgumentToBeKeptIsNotGivenAway() {
    try (CpuPlugin cpu = new CpuPlugin(1);
        PjrtLoadedExecutable update = cpu.client().compile(Golden.hlo("update"), ONE)) {
      PjrtBuffer weights = cpu.floats(0, List.of(4L), 1, 2, 3, 4);
      PjrtBuffer gradient = cpu.floats(0, List.of(4L), 2, 2, 2, 8);
      try (PjrtExecution run = update.execute(List.of(List.of(weights, gradient)), Set.of(0))) {
        PjrtBuffer updated = cpu.own(run.outputs().get(0).get(0));
        run.await(CpuPlugin.LIMIT);
        assertFalse(weights.isDeleted());
        assertArrayEquals(new float[] {1, 2, 3, 4}, CpuPlugin.floats(weights));
        assertArrayEquals(new float[] {0, 1, 2, 0}, CpuPlugin.floats(updated));
      }
    }
  }

  @Test
  void allReplicasGetTheSumOverAll() {
    try (CpuPlugin cpu = new CpuPlugin(4);
        PjrtLoadedExecutable sum =
            cpu.client().compile(Golden.hlo("all-reduce"), CompileOptions.replicas(4))) {
      assertEquals(List.of(0, 1, 2, 3), sum.devices().stream().map(PjrtDevice::id).toList());
      List<List<PjrtBuffer>> arguments = new ArrayList<>();
      for (int device = 0; device < 4; device++) {
        arguments.add(List.of(cpu.floats(device, List.of(2L), device + 1, 10 * device)));
      }
      for (List<PjrtBuffer> results : cpu.run(sum, arguments)) {
        assertArrayEquals(new float[] {10, 60}, CpuPlugin.floats(results.get(0)));
      }
    }
  }

  @Test
  void aProgramRunsOnTheDevicesOfItsOptions() {
    try (CpuPlugin cpu = new CpuPlugin(4);
        PjrtLoadedExecutable update =
            cpu.client()
                .compile(Golden.hlo("update"), CompileOptions.replicas(2).onDevices(3, 1))) {
      List<Integer> ids = update.devices().stream().map(PjrtDevice::id).toList();
      assertEquals(Set.of(1, 3), Set.copyOf(ids));
      List<List<PjrtBuffer>> arguments = new ArrayList<>();
      for (int id : ids) {
        arguments.add(
            List.of(
                cpu.floats(id, List.of(4L), id, id, id, id),
                cpu.floats(id, List.of(4L), 0, 2, 4, 6)));
      }
      List<List<PjrtBuffer>> results = cpu.run(update, arguments);
      for (int i = 0; i < ids.size(); i++) {
        float id = ids.get(i);
        assertArrayEquals(
            new float[] {id, id - 1, id - 2, id - 3}, CpuPlugin.floats(results.get(i).get(0)));
      }
    }
  }

  @Test
  void runsAtOnceDoNotMix() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (CpuPlugin cpu = new CpuPlugin(1);
        PjrtLoadedExecutable steps = cpu.client().compile(Golden.hlo("steps"), ONE)) {
      List<PjrtBuffer> arguments = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        arguments.add(cpu.ints(0, List.of(), 100 + i));
      }
      List<Future<Integer>> results = new ArrayList<>();
      for (PjrtBuffer argument : arguments) {
        results.add(threads.submit(() -> run(steps, argument)));
      }
      for (int i = 0; i < results.size(); i++) {
        assertEquals(steps(100 + i), results.get(i).get(2, TimeUnit.MINUTES));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static int run(PjrtLoadedExecutable steps, PjrtBuffer argument) {
    try (PjrtExecution run = steps.execute(List.of(List.of(argument)));
        PjrtBuffer result = run.outputs().get(0).get(0)) {
      return CpuPlugin.oneInt(result);
    }
  }

  /** Returns what the program computes. */
  private static int steps(int count) {
    int sum = 0;
    for (int seed = 0; seed < 2048; seed++) {
      int x = seed;
      for (int i = 0; i < count; i++) {
        x = (x ^ (x >> 15)) * 1664525 + 1013904223;
      }
      sum += x;
    }
    return sum;
  }

  @Test
  void aRunIsStartedWithoutWaitingAndAWaitHasItsLimit() {
    try (CpuPlugin cpu = new CpuPlugin(1);
        PjrtLoadedExecutable steps = cpu.client().compile(Golden.hlo("steps"), ONE)) {
      int many = 3_000_000;
      try (PjrtExecution run = steps.execute(List.of(List.of(cpu.ints(0, List.of(), many))));
          PjrtBuffer result = run.outputs().get(0).get(0)) {
        PjrtException error =
            assertThrows(PjrtException.class, () -> run.await(Duration.ofMillis(1)));
        assertEquals(Code.DEADLINE_EXCEEDED, error.code());
        assertEquals("the device was not done within the limit of 0.001 s", error.getMessage());
        error = assertThrows(PjrtException.class, () -> result.toHost(Duration.ofMillis(1)));
        assertEquals(Code.DEADLINE_EXCEEDED, error.code());
        run.await(CpuPlugin.LIMIT);
        assertEquals(-868528861, CpuPlugin.oneInt(result)); // as C computes it
      }
    }
  }

  @Test
  void whatThePluginRefusesIsSaidInItsWords() {
    try (CpuPlugin cpu = new CpuPlugin(1)) {
      PjrtException error =
          assertThrows(
              PjrtException.class,
              () -> cpu.client().compile(PjrtProgram.hlo(new byte[] {1, 2, 3}), ONE));
      assertTrue(error.getMessage().startsWith("PJRT_Client_Compile: "), error.getMessage());
      error =
          assertThrows(
              PjrtException.class,
              () -> cpu.client().compile(PjrtProgram.mlir("module { nonsense }"), ONE));
      assertTrue(error.getMessage().contains("nonsense"), error.getMessage());
      error =
          assertThrows(
              PjrtException.class,
              () -> cpu.client().compile(Golden.hlo("update"), CompileOptions.replicas(2)));
      assertTrue(error.getMessage().startsWith("PJRT_Client_Compile: "), error.getMessage());
    }
  }

  @Test
  void argumentsThatAreNotOneListADeviceAreRefused() {
    try (CpuPlugin cpu = new CpuPlugin(2);
        PjrtLoadedExecutable update =
            cpu.client().compile(Golden.hlo("update"), CompileOptions.replicas(2))) {
      PjrtBuffer one = cpu.floats(0, List.of(4L), 1, 2, 3, 4);
      assertEquals(
          "arguments (for 1 devices) must be for 2",
          assertThrows(
                  IllegalArgumentException.class, () -> update.execute(List.of(List.of(one, one))))
              .getMessage());
      assertEquals(
          "arguments (2 and 1) must be as many for each device",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> update.execute(List.of(List.of(one, one), List.of(one))))
              .getMessage());
    }
  }
}
