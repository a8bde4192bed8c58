package org.noisystudent.selftraining;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.data.RecordFrames;
import org.noisystudent.pseudolabel.LabeledImages;
import org.noisystudent.pseudolabel.PredictionShards;
import org.noisystudent.run.RunPlace;
import org.noisystudent.savedmodel.ContentHash;
import org.noisystudent.savedmodel.ModelCard;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.LocalRunStorage;
import org.noisystudent.trainer.MetricsLog;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SelfTrainingTest {
  private Path folder;

  /** One undisturbed run, in the folder {@code whole}; tests that change it take a copy. */
  private JsonNode report;

  private final QuietListener listener = new QuietListener();

  @BeforeAll
  void runOnce(@TempDir Path temporary) throws IOException {
    folder = temporary;
    TinyRun.writeImages(folder);
    report = run("whole", config(List.of()), listener);
  }

  @Test
  void trainsATeacherAStudentAndAControl() throws IOException {
    assertEquals(
        List.of("teacher-0", "student-1", "control-1"),
        report.get("stages").findValuesAsText("name"));
    double best = 0;
    for (JsonNode stage : report.get("stages")) {
      best = Math.max(best, stage.get("top1").asDouble());
      assertEquals(60, stage.get("images").asInt());
    }
    // 24 steps on eight images of a class: how far they go differs from one processor to another
    assertTrue(best > 0.5, report.get("stages").toString());
    JsonNode labels = report.get("pseudoLabels").get(0);
    assertEquals(64, labels.get("scored").asInt());
    assertTrue(labels.get("agreement").asDouble() > 0, labels.toString());
    ModelCard card = ModelCard.read(folder.resolve("whole/savedmodels/student-1")).orElseThrow();
    assertEquals(ContentHash.ofModel(folder.resolve("whole/savedmodels/teacher-0")), card.parent());
    assertEquals(report.get("stages").get(1).get("top1").asDouble(), card.metrics().get("top1"));
    assertTrue(Files.exists(folder.resolve("whole/report.html")));
    assertEquals(List.of(), listener.warnings);
  }

  @Test
  void cutShortInEveryStageItEndsBitForBitAsIfNothingHadHappened() throws IOException {
    Set<String> cuts = new TreeSet<>();
    boolean done = false;
    while (!done) {
      try {
        run("cut", config(List.of()), new CutShort(cuts));
        done = true;
      } catch (CutShort.Cut cut) {
        assertFalse(Files.exists(folder.resolve("cut/report.json")));
      }
    }
    assertEquals(3 + 1 + 8, cuts.size(), cuts.toString());
    for (String model : List.of("teacher-0", "student-1", "control-1")) {
      assertEquals(
          ContentHash.ofModel(folder.resolve("whole/savedmodels/" + model)),
          ContentHash.ofModel(folder.resolve("cut/savedmodels/" + model)));
      String evaluation = "evaluations/" + model + ".json";
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("whole").resolve(evaluation)),
          Files.readAllBytes(folder.resolve("cut").resolve(evaluation)));
    }
    assertEquals(
        ContentHash.of(folder.resolve("whole/pseudolabels")),
        ContentHash.of(folder.resolve("cut/pseudolabels")));
  }

  @Test
  void goesOnFromItsCheckpointWhereThePluginWasMoved() throws IOException {
    Set<String> cuts = new TreeSet<>();
    CutShort first = new CutShort(cuts);
    ExperimentConfig before = config(List.of("device.plugin=/a/plugin.so"));
    assertThrows(CutShort.Cut.class, () -> run("moved", before, first));
    assertEquals(List.of(0L), first.firstSteps);
    CutShort second = new CutShort(cuts);
    ExperimentConfig after = config(List.of("device.plugin=/b/plugin.so"));
    assertThrows(CutShort.Cut.class, () -> run("moved", after, second));
    assertEquals(16L, second.firstSteps.get(0));
  }

  @Test
  void doesAgainWhatWasDamagedAndAllAfterIt() throws IOException {
    Files.createDirectory(folder.resolve("copy"));
    FolderCopy.of(folder.resolve("whole"), folder.resolve("copy"));
    QuietListener untouched = new QuietListener();
    run("copy", config(List.of()), untouched);
    assertEquals(List.of(), untouched.started);
    Files.write(folder.resolve("copy/pseudolabels/iteration-1/selection.json"), new byte[] {1});
    QuietListener again = new QuietListener();
    run("copy", config(List.of()), again);
    assertEquals(List.of("pseudolabels/iteration-1/selection.json"), again.damaged);
    assertEquals("iteration-1/select", again.started.get(0));
    assertEquals(8, again.started.size());
    assertEquals(List.of(0L, 0L), again.firstSteps);
  }

  @Test
  void goesOnWithAnotherStudentAsIfItHadBeenAskedForAtOnce() throws IOException {
    ExperimentConfig two =
        config(
            List.of(
                "selfTraining.control=false",
                "selfTraining.students=[{train: {warmStart: true}}, {train: {warmStart: true}}]"));
    Files.createDirectory(folder.resolve("further"));
    FolderCopy.of(folder.resolve("whole"), folder.resolve("further"));
    QuietListener further = new QuietListener();
    JsonNode result = run("further", two, further);
    List<String> secondStudent =
        List.of(
            "iteration-2/label",
            "iteration-2/select",
            "student-2/train",
            "student-2/export",
            "student-2/evaluate",
            "report");
    assertEquals(secondStudent, further.started);
    assertEquals(
        List.of("teacher-0", "student-1", "student-2"),
        result.get("stages").findValuesAsText("name"));
    run("at-once", two, new QuietListener());
    assertIsAsAtOnce("further", result);
    // another run, which takes over the first one's teacher and student
    QuietListener rest = new QuietListener();
    EarlierRun earlier = new EarlierRun(RunPlace.of(folder.resolve("whole")), two);
    assertIsAsAtOnce("lent", new TinyRun(folder).run("lent", two, Optional.of(earlier), rest));
    assertEquals(secondStudent, rest.started);
    assertEquals(losses("at-once"), losses("lent"));
    QuietListener again = new QuietListener();
    new TinyRun(folder).run("lent", two, Optional.of(earlier), again);
    assertEquals(List.of(), again.started);
  }

  private void assertIsAsAtOnce(String run, JsonNode result) throws IOException {
    JsonNode atOnce = report("at-once");
    assertEquals(atOnce.get("stages").findValues("top1"), result.get("stages").findValues("top1"));
    for (String model : List.of("teacher-0", "student-1", "student-2")) {
      assertEquals(
          ContentHash.ofModel(folder.resolve("at-once/savedmodels/" + model)),
          ContentHash.ofModel(folder.resolve(run + "/savedmodels/" + model)));
    }
  }

  private JsonNode report(String run) throws IOException {
    return Json.tree("report.json", Files.readAllBytes(folder.resolve(run).resolve("report.json")));
  }

  @Test
  void leavesAControlBehindThatIsNoLongerAskedFor() throws IOException {
    Files.createDirectory(folder.resolve("left"));
    FolderCopy.of(folder.resolve("whole"), folder.resolve("left"));
    QuietListener left = new QuietListener();
    JsonNode result = run("left", config(List.of("selfTraining.control=false")), left);
    assertEquals(List.of("report"), left.started);
    assertEquals(List.of("teacher-0", "student-1"), result.get("stages").findValuesAsText("name"));
    assertTrue(result.get("wallSeconds").asDouble() < report.get("wallSeconds").asDouble());
    assertTrue(Files.exists(folder.resolve("left/savedmodels/control-1")));
  }

  @Test
  void takesNothingOverOfAnotherSeedTeacherOrData() throws IOException {
    RunPlace whole = RunPlace.of(folder.resolve("whole"));
    for (String change : List.of("seed=2", "noise.dropout=0.5", "data.labeledPerClass=7")) {
      ExperimentConfig other = config(List.of(change));
      UserErrorException refused =
          assertThrows(UserErrorException.class, () -> new EarlierRun(whole, other));
      assertTrue(refused.getMessage().contains("no stage that this config"), refused.getMessage());
    }
    ExperimentConfig same = config(List.of());
    assertThrows(
        UserErrorException.class, () -> new EarlierRun(RunPlace.of(folder.resolve("none")), same));
  }

  private List<String> losses(String run) {
    return MetricsLog.lines(new LocalRunStorage(folder.resolve(run)), "metrics.jsonl").stream()
        .map(line -> line.get("stage") + " " + line.get("step") + " " + line.get("loss"))
        .toList();
  }

  @Test
  void takesASavedModelAsTheTeacher() throws IOException {
    String teacher = folder.resolve("whole/savedmodels/student-1").toString();
    QuietListener second = new QuietListener();
    List<String> given =
        List.of("selfTraining.teacherModel=" + teacher, "selfTraining.control=false");
    JsonNode result = run("second", config(given), second);
    assertEquals("teacher-0/load", second.started.get(0));
    assertEquals(report.get("stages").get(1).get("top1"), result.get("stages").get(0).get("top1"));
  }

  @Test
  void aStudentMayKeepTheImagesOfTheOneBeforeUnderNewLabels() throws IOException {
    List<String> twice =
        List.of(
            "selfTraining.students=[{}, {pseudoLabel: {perClass: 3, storage: float16}}]",
            "selfTraining.control=false",
            "pseudoLabel.reassign=true",
            "pseudoLabel.perClass=20",
            "train.steps=8");
    run("reassigned", config(twice), new QuietListener());
    Path labels = folder.resolve("reassigned/pseudolabels");
    Map<Long, Long> before = copies(labels.resolve("iteration-1/selected"));
    Map<Long, Long> after = copies(labels.resolve("iteration-2/selected"));
    assertTrue(before.size() > 3 && before.size() < 64, before.toString());
    assertEquals(before, after);
    PredictionShards shards =
        new PredictionShards(new LocalRunStorage(labels), "iteration-2/predictions");
    assertEquals(before.size(), shards.summary().origin().images());
    // the images of a run's predictions are found again, whichever of them were labeled
    for (int iteration = 1; iteration <= 2; iteration++) {
      LocalRunStorage predictions =
          new LocalRunStorage(labels.resolve("iteration-" + iteration + "/predictions"));
      LabeledImages images = LabeledImages.read(predictions);
      assertEquals(images.count(), images.open(predictions).size());
      assertEquals(iteration == 2, images.numbers(predictions).isPresent());
    }
  }

  private static Map<Long, Long> copies(Path selected) throws IOException {
    Map<Long, Long> copies = new TreeMap<>();
    try (DirectoryStream<Path> shards = Files.newDirectoryStream(selected)) {
      for (Path shard : shards) {
        for (byte[] record : RecordFrames.split(shard.toString(), Files.readAllBytes(shard))) {
          Map<String, Feature> features = Example.parseFrom(record).getFeatures().getFeatureMap();
          copies.put(
              features.get("image/index").getInt64List().getValue(0),
              features.get("copies").getInt64List().getValue(0));
        }
      }
    }
    return copies;
  }

  @Test
  void refusesATeacherOfAnotherNumberOfClasses() throws IOException {
    String teacher = folder.resolve("whole/savedmodels/student-1").toString();
    ExperimentConfig three =
        config(
            List.of(
                "data.classes=3",
                "data.labeledPerClass=0",
                "data.unlabeled={format: idx, images: " + folder.resolve("test-images") + "}",
                "selfTraining.teacherModel=" + teacher));
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> run("third", three, new QuietListener()));
    assertTrue(error.getMessage().contains("has 2 classes, but must have 3"), error.getMessage());
    assertFalse(Files.exists(folder.resolve("third/savedmodels/teacher-0")));
  }

  @Test
  void refusesAStudentSmallerThanItsTeacher() {
    List<String> smaller = List.of("selfTraining.teacher.model.width=0.5");
    UserErrorException error =
        assertThrows(
            UserErrorException.class, () -> run("smaller", config(smaller), new QuietListener()));
    assertTrue(
        error
            .getMessage()
            .matches("selfTraining.students\\[0\\].model \\([\\d,]+ parameters\\) must.*"),
        error.getMessage());
    assertTrue(error.getMessage().endsWith("or set selfTraining.allowSmallerStudent"));
  }

  @Test
  void refusesASelectionThatKeepsNothingAndKeepsWhatWasDone() throws IOException {
    ExperimentConfig strict = config(List.of("pseudoLabel.minConfidence=1"));
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> run("strict", strict, new QuietListener()));
    assertTrue(
        error.getMessage().startsWith("pseudoLabel.minConfidence (1.0) must leave images"),
        error.getMessage());
    assertTrue(Files.exists(folder.resolve("strict/savedmodels/teacher-0/saved_model.pb")));
  }

  private ExperimentConfig config(List<String> overrides) throws IOException {
    return new TinyRun(folder).config(overrides);
  }

  private JsonNode run(String name, ExperimentConfig config, RunListener listener) {
    return new TinyRun(folder).run(name, config, listener);
  }
}
