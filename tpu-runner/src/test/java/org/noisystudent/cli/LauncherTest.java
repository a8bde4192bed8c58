package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./noisystudent} with stand-ins for Maven, the JDK and {@code nvidia-smi}. */
final class LauncherTest {
  private static final Path SCRIPT =
      Path.of(System.getProperty("project.root", ".."), "noisystudent").toAbsolutePath();

  @TempDir private Path folder;
  private Path root;
  private Path tools;

  /** What a run printed and how it ended. */
  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void layOutACheckout() throws IOException {
    root = Files.createDirectory(folder.resolve("checkout"));
    tools = Files.createDirectory(folder.resolve("tools"));
    Files.copy(SCRIPT, root.resolve("noisystudent"));
    Files.setPosixFilePermissions(
        root.resolve("noisystudent"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createFile(root.resolve("pom.xml"));
    Files.createDirectories(root.resolve("core/src/main"));
    Files.createFile(root.resolve("core/pom.xml"));
    script(
        tools.resolve("jdk/bin/java"),
        """
        [ "$1" = -XshowSettings:properties ] && { echo "java.specification.version = 17"; exit; }
        echo "growth=${TF_FORCE_GPU_ALLOW_GROWTH:-} ${@: -1}"
        """);
    script(tools.resolve("jdk/bin/javac"), "true");
    script(
        tools.resolve("mvn"),
        """
        echo "mvn $*" >>'%s'
        mkdir -p benchmarks/target core/target
        touch core/target/core.jar
        echo "$PWD/core/target/core.jar" >benchmarks/target/classpath.txt
        """
            .formatted(folder.resolve("builds")));
  }

  private static void script(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/bash\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Ended launch(Map<String, String> variables) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(root.resolve("noisystudent").toString(), "doctor");
    Map<String, String> environment = builder.environment();
    environment.remove("NOISYSTUDENT_GPU");
    environment.remove("TF_FORCE_GPU_ALLOW_GROWTH");
    environment.put("JAVA_HOME", tools.resolve("jdk").toString());
    environment.put("PATH", tools + ":" + environment.get("PATH"));
    environment.putAll(variables);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Returns what Maven was asked for, once for each build. */
  private List<String> builds() throws IOException {
    Path file = folder.resolve("builds");
    return Files.exists(file)
        ? new ArrayList<>(Files.readAllLines(file, StandardCharsets.UTF_8))
        : List.of();
  }

  private void nvidiaSmiPrints(String line) throws IOException {
    script(tools.resolve("nvidia-smi"), "[ \"$1\" = -L ] && echo '" + line + "'");
  }

  @Test
  void buildsForTheCpuWhereNvidiaSmiListsNoGpu() throws Exception {
    nvidiaSmiPrints("No devices were found");
    Ended ended = launch(Map.of());
    assertEquals("growth= doctor\n", ended.out(), ended.err());
    assertEquals(1, builds().size());
    assertFalse(builds().get(0).contains("-Pgpu"), builds().toString());
  }

  @Test
  void buildsForTheGpuThatNvidiaSmiLists() throws Exception {
    nvidiaSmiPrints("GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-0)");
    Ended ended = launch(Map.of());
    assertEquals("growth=true doctor\n", ended.out(), ended.err());
    assertTrue(builds().get(0).contains("-Pgpu"), builds().toString());
    assertTrue(ended.err().contains("NOISYSTUDENT_GPU=0 builds without"), ended.err());
  }

  @Test
  void aVariableDecidesAgainstWhatIsThere() throws Exception {
    nvidiaSmiPrints("GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-0)");
    assertEquals("growth= doctor\n", launch(Map.of("NOISYSTUDENT_GPU", "0")).out());
    assertFalse(builds().get(0).contains("-Pgpu"), builds().toString());
    nvidiaSmiPrints("No devices were found");
    assertEquals("growth=true doctor\n", launch(Map.of("NOISYSTUDENT_GPU", "1")).out());
    assertTrue(builds().get(1).contains("-Pgpu"), builds().toString());
  }

  @Test
  void buildsOnceAndAgainForTheOtherLibrary() throws Exception {
    launch(Map.of("NOISYSTUDENT_GPU", "0"));
    launch(Map.of("NOISYSTUDENT_GPU", "0"));
    assertEquals(1, builds().size());
    launch(Map.of("NOISYSTUDENT_GPU", "1"));
    launch(Map.of("NOISYSTUDENT_GPU", "1"));
    assertEquals(2, builds().size());
  }

  @Test
  void anotherValueIsOneLine() throws Exception {
    assertEquals(
        new Ended(2, "", "error: NOISYSTUDENT_GPU (yes) must be 1, 0 or not set\n"),
        launch(Map.of("NOISYSTUDENT_GPU", "yes")));
  }
}
