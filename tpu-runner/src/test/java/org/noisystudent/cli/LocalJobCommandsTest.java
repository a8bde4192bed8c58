package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.process.JavaProcess;
import org.noisystudent.storage.Json;

/** Jobs in the background of this machine: this program, in processes of its own. */
@Tag("slow")
final class LocalJobCommandsTest {
  @TempDir private Path folder;

  @Test
  void aJobThatIsKilledIsBegunAgainByItsWatcherAndEnds() throws Exception {
    Path config = PhotosConfig.write(folder.resolve("tiny.yaml"));
    Program submitted =
        local("submit", config, "--run-dir", folder.resolve("run"), "--set", "train.steps=9");
    assertTrue(submitted.err().contains("submitted tiny, run directory "), submitted.err());
    try {
      awaitCheckpoint();
      kill();
      assertEquals("PREEMPTED", state());
      Program watched =
          local("status", "tiny", "--watch", "--poll-seconds", 1, "--back-off-seconds", 0);
      assertTrue(watched.err().contains("begun again in 0 s (1 of 10)"), watched.err());
      assertTrue(watched.err().contains("tiny succeeded, restarts: 1"), watched.err());
      assertTrue(log().contains("resuming "), log());
      assertTrue(Files.exists(folder.resolve("run/report.json")));
    } finally {
      local("cancel", "tiny");
    }
  }

  @Test
  @Tag("long")
  void aJobOfTwoWorkersOfWhichOneIsKilledIsBegunAgainAndEnds() throws Exception {
    Path config = PhotosConfig.write(folder.resolve("tiny.yaml"));
    List<Object> submit = new ArrayList<>(List.of("submit", config, "--workers", 2));
    submit.addAll(List.of("--run-dir", folder.resolve("run"), "--set", "train.steps=9"));
    local(submit.toArray());
    try {
      awaitCheckpoint();
      byte[] job = Files.readAllBytes(folder.resolve("jobs/tiny/job.json"));
      ProcessHandle.of(Json.tree("job.json", job).get("pid").asLong())
          .orElseThrow()
          .children()
          .sorted(Comparator.comparing(ProcessHandle::pid)) // as they were started
          .toList()
          .get(1)
          .destroyForcibly();
      Program watched =
          local("status", "tiny", "--watch", "--poll-seconds", 1, "--back-off-seconds", 0);
      assertTrue(watched.err().contains("tiny succeeded, restarts: 1"), watched.err());
      assertTrue(log().contains("worker 1 of 2 (127.0.0.1:"), log());
      assertTrue(log().contains("resuming "), log());
      assertTrue(Files.exists(folder.resolve("run/report.json")));
    } finally {
      local("cancel", "tiny");
    }
  }

  @Test
  void noClientOfAClusterIsLoadedForThem() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(JavaProcess.command(Main.class));
    command.add(1, "-verbose:class");
    command.addAll(List.of("list", "--cluster", "local"));
    command.addAll(List.of("--jobs-dir", folder.resolve("jobs").toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    assertTrue(out.contains("org.noisystudent.job.LocalJobs"), "classes are told");
    assertFalse(out.contains("io.fabric8"), "of the cluster's client");
    assertFalse(out.contains("org.tensorflow"), "of TensorFlow");
  }

  private void awaitCheckpoint() throws InterruptedException {
    Path checkpoints = folder.resolve("run/checkpoints/teacher-0");
    long end = System.nanoTime() + 120_000_000_000L;
    while (!Files.exists(checkpoints) && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertTrue(Files.exists(checkpoints), log());
  }

  private String state() throws Exception {
    return local("status", "tiny", "--json").json().get("state").asText();
  }

  private String log() {
    return local("logs", "tiny").out();
  }

  private void kill() throws IOException {
    byte[] job = Files.readAllBytes(folder.resolve("jobs/tiny/job.json"));
    ProcessHandle shell =
        ProcessHandle.of(Json.tree("job.json", job).get("pid").asLong()).orElseThrow();
    List<ProcessHandle> below = shell.descendants().toList();
    shell.destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
    shell.onExit().join();
  }

  /** Runs a command about jobs of this test's own folder. */
  private Program local(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--cluster", "local", "--jobs-dir", folder.resolve("jobs")));
    return Program.succeeds(all.toArray());
  }
}
