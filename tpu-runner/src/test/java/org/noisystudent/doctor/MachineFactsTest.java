package org.noisystudent.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MachineFactsTest {
  @TempDir private Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void readsWhatLinuxTells() throws IOException {
    write(
        "proc/cpuinfo",
        "processor\t: 0\nmodel name\t: A CPU\nflags\t\t: fpu avx512f vme avx2 fma avx sse4_2\n");
    write("proc/meminfo", "MemTotal:       1024 kB\n");
    write("etc/os-release", "NAME=x\nPRETTY_NAME=\"A Linux 12\"\n");
    write("sys/fs/cgroup/memory.max", "max\n");
    write("dev/accel0", "");
    write("dev/accel1", "");
    write("dev/vfio/0", "");
    write("dev/vfio/vfio", "");
    Map<String, Object> facts = new MachineFacts(root).addTo(new Facts()).byName();
    assertEquals("A CPU", facts.get("cpu"));
    assertEquals(List.of("avx", "avx2", "avx512f", "fma", "sse4_2"), facts.get("vectorFeatures"));
    assertEquals("1024 kB", facts.get("memory"));
    assertEquals("A Linux 12", facts.get("distribution"));
    assertEquals(List.of("/dev/accel0", "/dev/accel1", "/dev/vfio/0"), facts.get("deviceFiles"));
    assertFalse(facts.containsKey("memoryLimit"));
    assertFalse(facts.containsKey("nvidiaDriver"));
  }

  @Test
  void leavesOutWhatIsNotTold() throws IOException {
    Map<String, Object> facts = new MachineFacts(root).addTo(new Facts()).byName();
    assertEquals(List.of("system", "architecture", "processors"), List.copyOf(facts.keySet()));
  }

  @Test
  void showsOnlyVariablesOfItsListAndNoHome() {
    Map<String, String> environment =
        Map.of(
            "HOME", "/home/ada",
            "SECRET_TOKEN", "hush",
            "NOISYSTUDENT_PJRT_PLUGIN", "/home/ada/plugin.so",
            "XLA_FLAGS", "--xla_dump_to=/tmp/x");
    assertEquals(
        Map.of("NOISYSTUDENT_PJRT_PLUGIN", "~/plugin.so", "XLA_FLAGS", "--xla_dump_to=/tmp/x"),
        ProgramFacts.environment(environment));
  }
}
