package org.noisystudent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.savedmodel.UserErrorException;

/** Real processes, of a shell script in this program's place. */
final class LocalJobsTest {
  private static final long PATIENCE_MILLIS = 30_000;

  @TempDir private Path folder;
  private LocalJobs jobs;

  @AfterEach
  void stop() {
    if (jobs != null) {
      jobs.list().forEach(job -> jobs.cancel(job.name()));
    }
  }

  @Test
  void aJobEndsWithItsExitCodeAndLeavesItsLog() throws Exception {
    open("echo \"$1 $3 $4\"; exit 0");
    jobs.submit(job("good"));
    assertEquals(JobState.SUCCEEDED, ends("good").state());
    StringBuilder log = new StringBuilder();
    jobs.logs("good", true, log);
    assertEquals("run --run-dir some/place\n", log.toString());
    assertEquals("config: of good", Files.readString(folder.resolve("good/config.yaml")));
  }

  @Test
  void onlyAMistakeIsNotToBeRetried() throws Exception {
    open("exit 4");
    jobs.submit(job("device"));
    JobStatus device = ends("device");
    assertEquals(JobState.FAILED, device.state());
    assertTrue(device.mayBeRetried());
    assertTrue(device.message().startsWith("exit code 4, see "), device.message());
    open("exit 2");
    jobs.submit(job("mistake"));
    assertFalse(ends("mistake").mayBeRetried());
    assertEquals(List.of("device", "mistake"), jobs.list().stream().map(JobStatus::name).toList());
  }

  @Test
  void aJobThatWasKilledIsPreemptedAndBeginsAgain() throws Exception {
    Path gate = folder.resolve("gate");
    open("while [ ! -e '" + gate + "' ]; do sleep 0.05; done; exit 0");
    jobs.submit(job("long"));
    assertEquals(JobState.RUNNING, jobs.status("long").state());
    kill("long");
    assertEquals(JobState.PREEMPTED, jobs.status("long").state());
    jobs.restart("long");
    assertEquals(JobState.RUNNING, jobs.status("long").state());
    assertEquals(1, jobs.status("long").restarts());
    Files.createFile(gate);
    assertEquals(JobState.SUCCEEDED, ends("long").state());
  }

  @Test
  void workersOfAJobKnowEachOtherAndTheirNumbers() throws Exception {
    open("echo \"$5 $6 $7 $8\"");
    jobs.submit(job("three", 3));
    assertEquals(JobState.SUCCEEDED, ends("three").state());
    String first = Files.readString(folder.resolve("three/log.txt"));
    assertTrue(
        first.matches(
            "--workers 127\\.0\\.0\\.1:\\d+(,127\\.0\\.0\\.1:\\d+){2} --process-index 0\n"),
        first);
    for (int index = 1; index < 3; index++) {
      assertEquals(
          first.replace("index 0", "index " + index),
          Files.readString(folder.resolve("three/log.txt." + index)));
    }
  }

  @Test
  void ofSeveralExitCodesAMistakesCounts() throws Exception {
    open("[ $8 = 0 ] && exit 4; [ $8 = 1 ] && exit 3; exit 137");
    jobs.submit(job("mistake", 3));
    assertTrue(ends("mistake").message().startsWith("exit code 3, "));
    assertFalse(jobs.status("mistake").mayBeRetried());
    open("[ $8 = 0 ] && exit 0; exit 137");
    jobs.submit(job("killed", 2));
    assertTrue(ends("killed").message().startsWith("exit code 137, "));
    assertTrue(jobs.status("killed").mayBeRetried());
  }

  @Test
  void aCancelledJobIsGoneWithAllItsProcesses() throws Exception {
    Path beat = folder.resolve("beat");
    open("while true; do date +%s%N > '" + beat + "'; sleep 0.02; done");
    jobs.submit(job("endless"));
    while (!Files.exists(beat)) {
      Thread.sleep(10);
    }
    jobs.cancel("endless");
    String last = Files.readString(beat);
    Thread.sleep(300);
    assertEquals(last, Files.readString(beat));
    assertEquals(JobState.CANCELLED, jobs.status("endless").state());
  }

  @Test
  void namesAreTakenOnceAndUnknownOnesAreTold() throws Exception {
    open("exit 0");
    jobs.submit(job("one"));
    assertTrue(
        assertThrows(UserErrorException.class, () -> jobs.submit(job("one")))
            .getMessage()
            .contains("the name is taken"));
    assertTrue(
        assertThrows(UserErrorException.class, () -> jobs.status("two"))
            .getMessage()
            .contains("there is no job two"));
    for (String bad : List.of("../one", "One", "one ", "", "-one", "a".repeat(41))) {
      assertThrows(UserErrorException.class, () -> jobs.status(bad), bad);
      assertThrows(UserErrorException.class, () -> job(bad), bad);
    }
  }

  private void open(String script) {
    jobs = new LocalJobs(folder, List.of("sh", "-c", script, "program"), Clock.systemUTC());
  }

  private static JobSpec job(String name) {
    return job(name, 1);
  }

  private static JobSpec job(String name, int workers) {
    return new JobSpec(name, "config: of " + name, Optional.empty(), "", "some/place", 0, workers);
  }

  private JobStatus ends(String name) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (!jobs.status(name).state().isFinal() && System.nanoTime() < end) {
      Thread.sleep(10);
    }
    return jobs.status(name);
  }

  /** Kills the job's processes, as a machine that goes away does. */
  private void kill(String name) throws Exception {
    String record = Files.readString(folder.resolve(name).resolve("job.json"));
    long pid = Long.parseLong(record.replaceAll("(?s).*\"pid\"\\s*:\\s*(\\d+).*", "$1"));
    ProcessHandle shell = ProcessHandle.of(pid).orElseThrow();
    List<ProcessHandle> below = shell.descendants().toList();
    shell.destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
    shell.onExit().get();
  }
}
