package org.noisystudent.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.cli.Main;
import org.noisystudent.cli.PhotosConfig;
import org.noisystudent.cli.RunContents;
import org.noisystudent.process.ChildProgram;
import org.noisystudent.process.FreePorts;

/** The loop by workers, each started as a user starts it on a machine of its own. */
@Tag("slow")
final class WorkersRunTest {
  private static final int FIRST_CHECKPOINT_SECONDS = 120;

  @TempDir private Path folder;

  @Test
  @Tag("long")
  void oneThatIsKilledEndsTheOtherAndBothGoOnToTheSameEnd() throws Exception {
    List<ChildProgram> whole = start("whole", 2);
    ended(whole, 0);
    assertTrue(whole.get(0).err().contains("seed 1, process 0 of 2"), whole.get(0).err());
    assertTrue(whole.get(0).out().contains("student-1"), whole.get(0).out());
    assertEquals("", whole.get(1).out());

    List<ChildProgram> cut = start("cut", 2);
    awaitCheckpoint("cut", cut);
    cut.get(1).kill();
    assertEquals(4, cut.get(0).exitCode(), cut.get(0).err());
    String error = error(cut.get(0));
    assertTrue(error.contains("worker 1 of 2 (127.0.0.1:"), error);
    assertTrue(error.contains(") is gone"), error);
    assertTrue(error.contains("the same command"), error);
    ended(start("cut", 2), 0);
    assertEquals(RunContents.of(folder.resolve("whole")), RunContents.of(folder.resolve("cut")));
  }

  @Test
  @Tag("long")
  void oneOfFourThatHangsEndsTheOthersInTime() throws Exception {
    List<ChildProgram> four = start("hung", 4, "device.waitSeconds=20", "train.steps=2000");
    awaitCheckpoint("hung", four);
    four.get(2).freeze();
    long frozen = System.nanoTime();
    for (int index : new int[] {0, 1, 3}) {
      assertEquals(4, four.get(index).exitCode(), four.get(index).err());
    }
    // the limit, once for each that waits for one that waits, and the start of the last message
    assertTrue(System.nanoTime() - frozen < 90_000_000_000L);
    List<String> errors = List.of(error(four.get(0)), error(four.get(1)), error(four.get(3)));
    assertTrue(
        errors.stream()
            .anyMatch(
                error ->
                    error.contains(
                        "not all 4 workers did their part within device.waitSeconds (20)")),
        errors.toString());
    four.get(2).kill();
  }

  @Test
  void oneThatDoesNotComeIsNamed() throws Exception {
    Path config = config();
    String addresses = FreePorts.addresses(2);
    try (ChildProgram alone =
        worker("missing", config, addresses, 0, List.of("device.waitSeconds=1"))) {
      assertEquals(4, alone.exitCode(), alone.err());
      String error = error(alone);
      assertTrue(error.startsWith("error: worker 1 of 2 (127.0.0.1:"), error);
      assertTrue(error.contains("must be there within device.waitSeconds (1), but "), error);
      assertTrue(alone.err().contains("waiting for worker 1 of 2"), alone.err());
    }
    assertFalse(Files.exists(folder.resolve("missing")));
  }

  @Test
  @Tag("long")
  void workersOfAnotherConfigAreRefused() throws Exception {
    Path config = config();
    String addresses = FreePorts.addresses(2);
    List<String> waiting = List.of("device.waitSeconds=60");
    try (ChildProgram one = worker("other", config, addresses, 0, waiting);
        ChildProgram other =
            worker("other", config, addresses, 1, List.of("device.waitSeconds=60", "seed=2"))) {
      assertEquals(2, one.exitCode(), one.err());
      assertEquals(2, other.exitCode(), other.err());
      assertTrue(
          error(one).contains("all must be given the same command, config, data"), error(one));
    }
  }

  private Path config() throws IOException {
    return PhotosConfig.write(folder.resolve("photos.yaml"));
  }

  private List<ChildProgram> start(String run, int workers, String... overrides)
      throws IOException {
    Path config = config();
    String addresses = FreePorts.addresses(workers);
    List<String> all = new ArrayList<>(List.of("train.labeledBatch=8", "train.steps=12"));
    all.addAll(List.of(overrides));
    List<ChildProgram> started = new ArrayList<>();
    for (int index = 0; index < workers; index++) {
      started.add(worker(run, config, addresses, index, all));
    }
    return started;
  }

  private ChildProgram worker(
      String run, Path config, String addresses, int index, List<String> overrides)
      throws IOException {
    List<Object> arguments = new ArrayList<>(List.of("run", config));
    arguments.addAll(List.of("--run-dir", folder.resolve(run)));
    arguments.addAll(List.of("--workers", addresses, "--process-index", index));
    overrides.forEach(each -> arguments.addAll(List.of("--set", each)));
    return ChildProgram.start(
        Files.createTempDirectory(folder, "worker"),
        Map.of(),
        List.of(),
        Main.class,
        arguments.toArray());
  }

  private static void ended(List<ChildProgram> programs, int code) {
    programs.forEach(program -> assertEquals(code, program.exitCode(), program.err()));
  }

  /** Returns the one line that says what is wrong. */
  private static String error(ChildProgram program) {
    List<String> errors = program.err().lines().filter(line -> line.startsWith("error: ")).toList();
    assertEquals(1, errors.size(), program.err());
    assertFalse(program.err().contains("\tat "), program.err());
    return errors.get(0);
  }

  private void awaitCheckpoint(String run, List<ChildProgram> workers) throws InterruptedException {
    Path checkpoints = folder.resolve(run).resolve("checkpoints/teacher-0");
    long end = System.nanoTime() + FIRST_CHECKPOINT_SECONDS * 1_000_000_000L;
    while (!Files.exists(checkpoints)) {
      assertTrue(System.nanoTime() < end, workers.get(0).err());
      Thread.sleep(10);
    }
  }
}
