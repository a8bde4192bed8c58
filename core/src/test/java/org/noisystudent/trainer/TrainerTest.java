package org.noisystudent.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.checkpoint.Checkpoints;
import org.noisystudent.checkpoint.TrainedModel;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.device.FakeProcesses;
import org.noisystudent.device.VariableValues;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.LocalRunStorage;

final class TrainerTest {
  private static final String CONFIG =
      "train: {steps: 25, checkpointEvery: 4, keepCheckpoints: 2, logEvery: 3, labeledBatch: 2,"
          + " evaluateEvery: %d}\ndata: {classes: 2, validationImages: 1,"
          + " labeled: {format: folder, images: a}, unlabeled: {format: folder, images: b},"
          + " test: {format: folder, images: c}}\n";

  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();

  @Test
  void goesOnFromTheLastCheckpointAsIfNothingHadHappened() {
    FakeDevice whole = new FakeDevice();
    train(whole, "whole", 25, 0);
    train(new FakeDevice(), "cut", 10, 0);
    FakeDevice resumed = new FakeDevice();
    List<String> kept = train(resumed, "cut", 25, 0);
    assertEquals(whole.weight(), resumed.weight());
    assertEquals(List.of("ckpt/m/step-0000000024", "ckpt/m/step-0000000025"), kept);
    assertEquals(kept.size(), new LocalRunStorage(folder.resolve("cut")).list("ckpt/m").size());
    assertEquals(metrics("whole"), metrics("cut"));
  }

  @Test
  void severalProcessesGoOnFromOneCheckpointOrNotAtAll() throws Exception {
    train(new FakeDevice(), "cut", 10, 0);
    List<Object> ended =
        new FakeProcesses(2)
            .run(
                processes ->
                    trainer(
                            new FakeDevice(processes),
                            processes.writes() ? "cut" : "elsewhere",
                            "id",
                            0)
                        .run(Trainer.Start.fromScratch()));
    for (Object each : ended) {
      String line = ((UserErrorException) each).getMessage();
      assertTrue(line.contains("m: goes on from step 8 of training id"), line);
      assertTrue(line.contains("m: goes on from step 0 of training id"), line);
    }
  }

  @Test
  void theProcessThatDoesNotWriteTrainsAndSavesNothing() throws Exception {
    FakeDevice one = new FakeDevice();
    List<String> kept = train(one, "one", 25, 0);
    List<Object> weights =
        new FakeProcesses(2)
            .run(
                processes -> {
                  FakeDevice device = new FakeDevice(processes);
                  trainer(device, "of-" + processes.share().index(), "id", 0)
                      .run(Trainer.Start.fromScratch());
                  return device.weight();
                });
    assertEquals(List.of(one.weight(), one.weight()), weights);
    assertEquals(kept, checkpoints("of-0").keepLast(2));
    assertEquals(List.of(), checkpoints("of-1").keepLast(2));
  }

  @Test
  void takesTheCheckpointBeforeADamagedOne() throws IOException {
    FakeDevice whole = new FakeDevice();
    train(whole, "whole", 25, 0);
    train(new FakeDevice(), "cut", 10, 0);
    Path last = folder.resolve("cut/ckpt/m/step-0000000008");
    Files.write(last.resolve("variables.data-00000-of-00001"), new byte[4]);
    FakeDevice resumed = new FakeDevice();
    train(resumed, "cut", 25, 0);
    assertEquals(whole.weight(), resumed.weight());
    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).contains("step-0000000008 is damaged"), warnings.get(0));
  }

  @Test
  void refusesCheckpointsOfAnotherTraining() {
    train(new FakeDevice(), "run", 10, 0);
    Trainer other = trainer(new FakeDevice(), "run", "another", 0);
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> other.run(Trainer.Start.fromScratch()));
    assertTrue(error.getMessage().contains("is of another training"), error.getMessage());
  }

  @Test
  void stopsAtALossThatIsNoNumberAndNamesTheLastGoodCheckpoint() {
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> train(new FakeDevice(9), "run", 25, 0));
    assertTrue(
        error
            .getMessage()
            .startsWith("m: the loss is not a finite number at step 9; the last good"),
        error.getMessage());
    assertTrue(error.getMessage().contains("step-0000000008;"), error.getMessage());
  }

  @Test
  void savesNoVariablesThatAreNoNumbers() {
    // the loss of the first step is still a number, the weights that it leaves are not
    FakeDevice device = new FakeDevice(Long.MAX_VALUE, 2);
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> train(device, "run", 25, 0));
    assertTrue(
        error.getMessage().startsWith("m: a variable is not a finite number at step 4"),
        error.getMessage());
    assertTrue(error.getMessage().contains("there is no checkpoint yet"), error.getMessage());
    assertEquals(List.of(), new LocalRunStorage(folder.resolve("run")).list("ckpt/m"));
  }

  @Test
  void keepsTheBestCheckpointApart() {
    List<Double> scores = new ArrayList<>(List.of(0.1, 0.9, 0.5, 0.9, 0.3));
    Trainer trainer =
        trainer(new FakeDevice(), "run", "id", 6, Optional.of(values -> scores.remove(0)), 25);
    List<String> kept = trainer.run(Trainer.Start.fromScratch());
    assertEquals("ckpt/m/best", kept.get(kept.size() - 1));
    try (Checkpoints.Restored best = checkpoints("run").toExport()) {
      assertEquals(12, best.checkpoint().step());
      assertEquals(0.9, best.checkpoint().score().orElseThrow());
    }
    assertEquals(0, scores.size());
  }

  @Test
  void writesTheSameCheckpointBytesTwice() throws IOException {
    train(new FakeDevice(), "one", 25, 0);
    train(new FakeDevice(), "two", 25, 0);
    for (String file : List.of("variables.index", "variables.data-00000-of-00001")) {
      String path = "ckpt/m/step-0000000025/" + file;
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("one").resolve(path)),
          Files.readAllBytes(folder.resolve("two").resolve(path)));
    }
  }

  private List<String> train(FakeDevice device, String run, int until, int evaluateEvery) {
    try {
      return trainer(device, run, "id", evaluateEvery, Optional.empty(), until)
          .run(Trainer.Start.fromScratch());
    } catch (Stopped stopped) {
      return List.of();
    }
  }

  private Trainer trainer(FakeDevice device, String run, String identity, int evaluateEvery) {
    return trainer(device, run, identity, evaluateEvery, Optional.empty(), 25);
  }

  private Trainer trainer(
      FakeDevice device,
      String run,
      String identity,
      int evaluateEvery,
      Optional<ToDoubleFunction<VariableValues>> validation,
      int until) {
    TrainingConfig config = ConfigLoader.parse(CONFIG.formatted(evaluateEvery), "test").training();
    TrainedModel model =
        new TrainedModel(
            config.model(), 2, List.of(), EvaluationCrop.NONE, Json.tree(Map.of()), Map.of(), "");
    return new Trainer(
        new Trainer.Plan("m", identity, model, config.train(), 3, 2, validation),
        device,
        checkpoints(run),
        new Trainer.Log(
            new LocalRunStorage(folder.resolve(run)),
            "metrics.jsonl",
            "events/m",
            new StopAt(until),
            Clock.systemUTC()));
  }

  private Checkpoints checkpoints(String run) {
    return new Checkpoints(new LocalRunStorage(folder.resolve(run)), "ckpt/m");
  }

  private List<JsonNode> metrics(String run) {
    List<JsonNode> lines = new ArrayList<>();
    byte[] bytes = new LocalRunStorage(folder.resolve(run)).read("metrics.jsonl");
    for (JsonNode line : Json.lines("metrics", bytes)) {
      ((ObjectNode) line).remove("imagesPerSecond");
      lines.add(line);
    }
    assertTrue(lines.size() > 8, new String(bytes, StandardCharsets.UTF_8));
    return lines;
  }

  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final class StopAt implements TrainingListener {
    private final int step;

    StopAt(int step) {
      this.step = step;
    }

    @Override
    public void started(long firstStep, long steps) {}

    @Override
    public void stepped(long done, long steps) {
      if (done == step && done < steps) {
        throw new Stopped();
      }
    }

    @Override
    public void logged(long step, Map<String, Double> numbers) {}

    @Override
    public void warned(String line) {
      warnings.add(line);
    }
  }
}
