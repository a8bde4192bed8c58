package org.noisystudent.accelerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.accelerator.JoinedProcesses.Outcome;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.run.Stage;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.selftraining.RunListener;
import org.noisystudent.selftraining.SingleTraining;

/** A whole self-training on four devices: by one process, by two and by four. */
@Tag("pjrt")
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProcessesRunTest {
  private static final int REPLICAS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(100);

  private SmallRun small;
  private Quickstart devices;

  /** The run of one process. */
  private JsonNode report;

  private Map<String, String> whole;

  @BeforeAll
  void runByOneProcess(@TempDir Path folder) throws IOException {
    small = new SmallRun(folder);
    small.write();
    devices = new Quickstart(folder);
    ReplicaGroup all = devices.group(REPLICAS);
    report = small.run("one", small.config(), connection(all, all), new Heard());
    whole = small.contents("one");
    assertTrue(whole.size() > 25, whole.keySet().toString());
  }

  @AfterAll
  void closeDevices() {
    devices.close();
  }

  @Test
  void twoAndFourProcessesLeaveWhatOneLeavesBitForBit() throws Exception {
    for (int count : new int[] {2, 4}) {
      String name = "by-" + count;
      List<Heard> heard = heard(count);
      List<Outcome<JsonNode>> ended =
          processes(count, LIMIT).run(name, index -> small.config(), heard);
      for (Outcome<JsonNode> each : ended) {
        assertEquals(report, each.value());
      }
      assertEquals(whole, small.contents(name));
      // each labels its part of the 64 images, in whole shards
      assertEquals(64, heard.stream().mapToInt(each -> each.labeled).sum());
      heard.forEach(each -> assertTrue(each.labeled >= 64 / 5, each.labeled + " images"));
    }
  }

  @Test
  void oneTrainingByTwoProcessesLeavesWhatOneLeaves() throws Exception {
    ExperimentConfig config = small.config("train.steps=8", "resolutionFix.steps=3");
    ReplicaGroup all = devices.group(REPLICAS);
    SingleTraining.Result one = small.train("train-one", config, connection(all, all), new Heard());
    JoinedProcesses joined = new JoinedProcesses(all, 2, LIMIT);
    List<Outcome<SingleTraining.Result>> ended =
        joined.run(
            index ->
                small.train(
                    "train-two",
                    config,
                    connection(joined.of(index), devices.group(2 * index, 2)),
                    new Heard()));
    ended.forEach(each -> assertEquals(one, each.value()));
    assertEquals(small.contents("train-one"), small.contents("train-two"));
  }

  @Test
  void aProcessThatDiesEndsTheOthersAndAllGoOnTogether() throws Exception {
    List<Heard> heard = heard(2);
    heard.get(1).diesAt = "student-1/train step 12";
    Processes two = processes(2, Duration.ofSeconds(30));
    List<Outcome<JsonNode>> ended = two.run("cut", index -> small.config(), heard);
    assertInstanceOf(Heard.Died.class, ended.get(1).failure());
    UserErrorException error = assertInstanceOf(UserErrorException.class, ended.get(0).failure());
    assertEquals(Kind.DEVICE, error.kind());
    assertTrue(error.getMessage().startsWith("student-1: "), error.getMessage());
    assertTrue(
        error.getMessage().contains("the last good checkpoint is ")
            && error.getMessage().contains("step-0000000008: the same command goes on"),
        error.getMessage());
    assertEquals(1, error.getMessage().lines().count());
    assertEquals(Set.of(1), two.disconnected, "what may never end is not waited for");

    heard = heard(2);
    two = processes(2, LIMIT);
    two.run("cut", index -> small.config(), heard).forEach(Outcome::value);
    assertEquals(Set.of(0, 1), two.disconnected);
    assertEquals(List.of("student-1/train 8"), heard.get(0).takenUp);
    assertEquals(heard.get(0).takenUp, heard.get(1).takenUp);
    assertEquals(essence(whole), essence(small.contents("cut")));
  }

  @Test
  void aProcessThatDiesWhileLabelingEndsTheOthersWithTheStage() throws Exception {
    List<Heard> heard = heard(4);
    heard.get(2).diesAt = "iteration-1/label half";
    List<Outcome<JsonNode>> ended =
        processes(4, Duration.ofSeconds(30)).run("label", index -> small.config(), heard);
    for (int index : new int[] {0, 1, 3}) {
      UserErrorException error =
          assertInstanceOf(UserErrorException.class, ended.get(index).failure());
      assertEquals(Kind.DEVICE, error.kind());
      assertTrue(
          error.getMessage().startsWith("all images are labeled: not all 4 processes came"),
          error.getMessage());
    }
    assertFalse(small.text("label/journal.jsonl").contains("iteration-1/select"));
    processes(2, LIMIT).run("label", index -> small.config(), heard(2)).forEach(Outcome::value);
    assertEquals(essence(whole), essence(small.contents("label")));
  }

  @Test
  void processesThatWereGivenDifferentThingsAreRefused() throws Exception {
    Processes two = processes(2, LIMIT);
    List<Outcome<JsonNode>> ended =
        two.run("configs", index -> small.config("seed=" + (1 + index)), heard(2));
    for (Outcome<JsonNode> each : ended) {
      UserErrorException error = assertInstanceOf(UserErrorException.class, each.failure());
      assertEquals(Kind.USAGE, error.kind());
      assertTrue(error.getMessage().contains("is at \"the config: "), error.getMessage());
    }
    assertFalse(Files.exists(small.folder().resolve("configs")));
  }

  @Test
  void aRunDirectoryThatIsNotSharedIsRefused() throws Exception {
    JoinedProcesses joined =
        new JoinedProcesses(devices.group(REPLICAS), 2, Duration.ofSeconds(20));
    List<Outcome<JsonNode>> ended =
        joined.run(
            index ->
                small.run(
                    "unshared-" + index,
                    small.config(),
                    connection(joined.of(index), devices.group(REPLICAS)),
                    new Heard()));
    UserErrorException error = assertInstanceOf(UserErrorException.class, ended.get(1).failure());
    assertEquals(
        small.folder().resolve("unshared-1")
            + " must be a folder that all processes see: it does not hold the"
            + " resolved-config.yaml that the first process has put there",
        error.getMessage());
    assertInstanceOf(UserErrorException.class, ended.get(0).failure());
  }

  /** What is to be the same after a run that was cut short: not the journal, nor times in it. */
  private static Map<String, String> essence(Map<String, String> contents) {
    Map<String, String> essence = new TreeMap<>(contents);
    essence.keySet().removeIf(path -> path.startsWith("journal") || path.startsWith("tensorboard"));
    return essence;
  }

  private Processes processes(int count, Duration limit) {
    return new Processes(new JoinedProcesses(devices.group(REPLICAS), count, limit), count);
  }

  private final class Processes {
    private final JoinedProcesses joined;
    private final int count;
    private final Set<Integer> disconnected = ConcurrentHashMap.newKeySet();

    Processes(JoinedProcesses joined, int count) {
      this.joined = joined;
      this.count = count;
    }

    List<Outcome<JsonNode>> run(
        String name, IntFunction<ExperimentConfig> config, List<Heard> heard)
        throws InterruptedException {
      int own = REPLICAS / count;
      return joined.run(
          index ->
              small.run(
                  name,
                  config.apply(index),
                  new Connection(
                      devices.plugin(),
                      devices.client(),
                      devices.lowering(),
                      joined.of(index),
                      devices.group(index * own, own),
                      () -> disconnected.add(index)),
                  heard.get(index)));
    }
  }

  private Connection connection(ReplicaGroup together, ReplicaGroup alone) {
    return new Connection(
        devices.plugin(), devices.client(), devices.lowering(), together, alone, () -> {});
  }

  private static List<Heard> heard(int count) {
    List<Heard> heard = new ArrayList<>();
    for (int process = 0; process < count; process++) {
      heard.add(new Heard());
    }
    return heard;
  }

  /** What a process is told; it can die of it. */
  private static final class Heard implements RunListener {
    private final List<String> takenUp = new ArrayList<>();
    private String stage = "";
    private String diesAt = "";
    private int labeled;

    /** What ends a process. */
    private static final class Died extends RuntimeException {
      private static final long serialVersionUID = 1;
    }

    private void dieAt(String moment) {
      if (diesAt.equals(stage + " " + moment)) {
        throw new Died();
      }
    }

    @Override
    public void skipped(Stage skipped) {}

    @Override
    public void damaged(Stage damaged, String output) {
      throw new AssertionError(output);
    }

    @Override
    public void started(Stage started) {
      stage = started.name();
    }

    @Override
    public void finished(Stage finished, Duration time) {}

    @Override
    public void started(long firstStep, long steps) {
      if (firstStep > 0) {
        takenUp.add(stage + " " + firstStep);
      }
    }

    @Override
    public void stepped(long done, long steps) {
      dieAt("step " + done);
    }

    @Override
    public void logged(long step, Map<String, Double> numbers) {}

    @Override
    public void warned(String line) {
      throw new AssertionError(line);
    }

    @Override
    public void labeled(int done, int images) {
      if (2 * done >= images) {
        dieAt("half");
      }
      labeled = done;
    }
  }
}
