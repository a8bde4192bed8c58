package org.noisystudent.pjrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/fetch-pjrt-plugin} with a stand-in for Python and pip: no network. */
final class FetchPluginScriptTest {
  private static final Path SCRIPT =
      Path.of(System.getProperty("project.root", ".."), "bin", "fetch-pjrt-plugin")
          .toAbsolutePath();

  @TempDir Path folder;

  /** What a run printed and how it ended. */
  private record Ended(int code, String out, String err) {}

  @Test
  void aWrongCallIsOneLineThatSaysHow() throws Exception {
    String usage = "; usage: bin/fetch-pjrt-plugin cpu|tpu|cuda12 [--dir DIR]\n";
    assertEquals(new Ended(2, "", "error: a plugin is missing" + usage), fetch("false"));
    assertEquals(
        new Ended(2, "", "error: plugin (rocm) must be one of cpu, tpu, cuda12" + usage),
        fetch("false", "rocm"));
    assertEquals(
        new Ended(2, "", "error: argument (--to) must be --dir DIR" + usage),
        fetch("false", "cpu", "--to", "x"));
  }

  @Test
  void aPythonWithoutPipIsNamed() throws Exception {
    assertEquals(
        new Ended(4, "", "error: false must be a Python with pip; PYTHON names another one\n"),
        fetch("false", "cpu", "--dir", folder.toString()));
  }

  @Test
  void pipIsAskedForThePinnedWheelAndItsFailureIsShown() throws Exception {
    Path asked = folder.resolve("asked");
    Path python =
        python(
            """
            [ "$3" = --version ] && exit 0
            echo "$@" >%s
            cat "${@: -1}" >>%s
            echo "a line before"
            echo "ERROR: No matching distribution found"
            echo "a line after"
            exit 1
            """
                .formatted(asked, asked));
    Ended ended = fetch(python.toString(), "tpu", "--dir", cache().toString());
    assertEquals(4, ended.code());
    assertEquals("", ended.out());
    assertTrue(
        ended
            .err()
            .endsWith(
                "error: pip could not fetch libtpu 0.0.42.1: ERROR: No matching distribution"
                    + " found\n"),
        ended.err());
    String arguments = Files.readString(asked);
    assertTrue(arguments.contains("--require-hashes"), arguments);
    assertTrue(arguments.contains("--python-version 311 --abi cp311"), arguments);
    assertTrue(arguments.contains("libtpu==0.0.42.1 --hash=sha256:4d9975c4"), arguments);
    assertEquals(List.of(".lock"), files());
  }

  @Test
  void aLibraryThatIsNotThePinnedOneIsNotInstalled() throws Exception {
    Path python =
        python(
            """
            case "$*" in
              *--version) ;;
              *download*) while [ "$1" != --dest ]; do shift; done; touch "$2/some.whl" ;;
              *zipfile*) mkdir -p "$5/lammps_jax_pjrt_cpu"
                echo other >"$5/lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so" ;;
            esac
            """);
    Ended ended = fetch(python.toString(), "cpu", "--dir", cache().toString());
    assertEquals(4, ended.code());
    assertEquals("", ended.out());
    assertTrue(
        ended.err().endsWith("must have the sha256 " + new PinnedPlugins().sha256("cpu") + "\n"),
        ended.err());
    assertEquals(List.of(".lock"), files());
  }

  private Path cache() {
    return folder.resolve("cache");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(cache())) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private Path python(String body) throws IOException {
    Path python = Files.writeString(folder.resolve("python"), "#!/usr/bin/env bash\n" + body);
    return Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwx------"));
  }

  private Ended fetch(String python, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("PYTHON", python);
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(1, TimeUnit.MINUTES), "it ends");
    } finally {
      process.destroyForcibly();
    }
    return new Ended(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
