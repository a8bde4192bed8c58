package org.noisystudent.pjrt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.storage.LocalRunStorage;

@Tag("pjrt")
final class CompiledProgramsTest {
  private static final CompileOptions ONE = CompileOptions.replicas(1);

  @TempDir Path folder;

  @Test
  void aProgramIsCompiledOnceAndLoadedThen() throws IOException {
    try (CpuPlugin cpu = new CpuPlugin(1)) {
      update(cpu);
      Path file = onlyFile();
      FileTime written = Files.getLastModifiedTime(file);
      byte[] contents = Files.readAllBytes(file);
      update(cpu);
      assertEquals(file, onlyFile());
      assertEquals(written, Files.getLastModifiedTime(file));
      assertArrayEquals(contents, Files.readAllBytes(file));
    }
    // another process: another client
    try (CpuPlugin cpu = new CpuPlugin(1)) {
      Path file = onlyFile();
      update(cpu);
      assertEquals(file, onlyFile());
    }
  }

  /** A damaged program could crash the process that runs it: it must not come to that. */
  @Test
  void aDamagedFileIsReplaced() throws IOException {
    try (CpuPlugin cpu = new CpuPlugin(1)) {
      for (int damage = 0; damage < 4; damage++) {
        update(cpu);
        Path file = onlyFile();
        byte[] contents = Files.readAllBytes(file);
        switch (damage) {
          case 0 -> contents[contents.length / 2] ^= 1;
          case 1 -> contents[0] ^= 1;
          case 2 -> contents = Arrays.copyOf(contents, 10);
          default -> contents = new byte[0];
        }
        Files.write(file, contents);
        update(cpu);
        Path replaced = onlyFile();
        assertFalse(replaced.equals(file), "the damaged file is gone");
      }
    }
  }

  @Test
  void otherProgramsAndOptionsHaveOtherFiles() {
    try (CpuPlugin cpu = new CpuPlugin(2)) {
      CompiledPrograms programs = programs(cpu);
      programs.compile(cpu.client(), Golden.hlo("update"), ONE).close();
      programs.compile(cpu.client(), Golden.hlo("product"), ONE).close();
      programs.compile(cpu.client(), Golden.mlir("product"), ONE).close();
      programs.compile(cpu.client(), Golden.hlo("update"), ONE.onDevices(1)).close();
      programs.compile(cpu.client(), Golden.hlo("update"), ONE.withEffort(-1)).close();
      programs.compile(cpu.client(), Golden.hlo("update"), CompileOptions.replicas(2)).close();
      assertEquals(6, files().size());
    }
  }

  @Test
  void manyMayCompileTheSameProgramAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (CpuPlugin cpu = new CpuPlugin(1)) {
      List<Future<?>> compiled = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        compiled.add(
            threads.submit(
                () -> programs(cpu).compile(cpu.client(), Golden.hlo("update"), ONE).close()));
      }
      for (Future<?> each : compiled) {
        each.get(2, TimeUnit.MINUTES);
      }
      update(cpu);
    } finally {
      threads.shutdownNow();
    }
  }

  private CompiledPrograms programs(CpuPlugin cpu) {
    return new CompiledPrograms(new LocalRunStorage(folder), cpu.plugin());
  }

  /** Gets the program through the cache and sees that it computes. */
  private void update(CpuPlugin cpu) {
    try (PjrtLoadedExecutable update =
        programs(cpu).compile(cpu.client(), Golden.hlo("update"), ONE)) {
      PjrtBuffer weights = cpu.floats(0, List.of(4L), 1, 2, 3, 4);
      PjrtBuffer gradient = cpu.floats(0, List.of(4L), 2, 2, 2, 8);
      PjrtBuffer updated = cpu.run(update, List.of(List.of(weights, gradient))).get(0).get(0);
      assertArrayEquals(new float[] {0, 1, 2, 0}, CpuPlugin.floats(updated));
    }
  }

  private Path onlyFile() {
    assertEquals(1, files().size(), () -> files().toString());
    return files().get(0);
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
