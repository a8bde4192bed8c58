package org.noisystudent.selftraining;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.data.RecordFrames;
import org.noisystudent.pseudolabel.PredictionRows;
import org.noisystudent.pseudolabel.PredictionShards;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.storage.LocalRunStorage;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

/** Who labels, and who selects what is labeled. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TeachersTest {
  private static final List<String> SHORT =
      List.of(
          "selfTraining.control=false",
          "selfTraining.students=[{}]",
          "train.steps=8",
          "train.evaluateEvery=0");

  private Path folder;
  private TinyRun runs;
  private String first;
  private String second;

  /** Two models, and what each says alone: the runs {@code a} and {@code b}. */
  @BeforeAll
  void trainTwoTeachers(@TempDir Path temporary) throws IOException {
    folder = temporary;
    runs = new TinyRun(folder);
    TinyRun.writeImages(folder);
    run("a");
    first = folder.resolve("a/savedmodels/teacher-0").toString();
    second = folder.resolve("a/savedmodels/student-1").toString();
    run("b", "selfTraining.teacherModel=" + second, "pseudoLabel.perClass=10");
  }

  @Test
  void severalTeachersSayTheMeanOfWhatEachSaysAlone() throws IOException {
    run("both", "selfTraining.teacherModel=" + first, "pseudoLabel.teachers=[" + second + "]");
    try (PredictionRows a = predictions("a");
        PredictionRows b = predictions("b");
        PredictionRows both = predictions("both")) {
      boolean differ = false;
      for (int i = 0; i < 64; i++) {
        float[] one = a.row(i);
        float[] other = b.row(i);
        float[] mean = {
          (float) (((double) one[0] + other[0]) / 2), (float) (((double) one[1] + other[1]) / 2)
        };
        assertArrayEquals(mean, both.row(i));
        differ |= one[0] != other[0];
      }
      assertTrue(differ);
    }
  }

  @Test
  void aNoisedTeacherSaysOtherThingsAndTheSameAgain() throws IOException {
    String teacher = "selfTraining.teacherModel=" + first;
    String[] views = {"pseudoLabel.viewShift=0", "pseudoLabel.viewFlip=false"};
    run("plain", teacher, views[0], views[1]);
    run("noised", teacher, views[0], views[1], "pseudoLabel.noised=true");
    run("noised-again", teacher, views[0], views[1], "pseudoLabel.noised=true");
    try (PredictionRows plain = predictions("plain");
        PredictionRows noised = predictions("noised");
        PredictionRows again = predictions("noised-again")) {
      int differ = 0;
      for (int i = 0; i < 64; i++) {
        float[] row = noised.row(i);
        assertArrayEquals(row, again.row(i));
        differ += row[0] != plain.row(i)[0] ? 1 : 0;
      }
      assertTrue(differ > 32, differ + " of 64 images");
    }
  }

  @Test
  void aNoisedTeacherWithoutNoiseIsThePlainOne() throws IOException {
    String[] quiet = {
      "selfTraining.teacherModel=" + first,
      "noise={dropout: 0, stochasticDepth: 0, randAugment: {layers: 0}}",
      "augment={crop: none, flip: false, evaluationCrop: none}",
      "pseudoLabel.viewShift=0",
      "pseudoLabel.viewFlip=false",
      "pseudoLabel.noised=false"
    };
    run("quiet", quiet);
    quiet[5] = "pseudoLabel.noised=true";
    run("quiet-noised", quiet);
    try (PredictionRows plain = predictions("quiet");
        PredictionRows noised = predictions("quiet-noised")) {
      for (int i = 0; i < 64; i++) {
        assertArrayEquals(plain.row(i), noised.row(i), 1e-6f);
      }
    }
  }

  @Test
  void aScorerSelectsAndTheTeacherLabels() throws IOException {
    QuietListener listener = new QuietListener();
    runs.run(
        "scored",
        runs.config(
            with(
                "selfTraining.teacherModel=" + first,
                "pseudoLabel.scorer=" + second,
                "pseudoLabel.perClass=10",
                "pseudoLabel.reassign=true",
                "selfTraining.students=[{}, {}]")),
        listener);
    List<String> labeling =
        listener.started.stream().filter(stage -> stage.startsWith("iteration")).toList();
    assertEquals(
        List.of(
            "iteration-1/score",
            "iteration-1/label",
            "iteration-1/select",
            "iteration-2/label",
            "iteration-2/select"),
        labeling);
    // b's teacher is the scorer: it selects the same images, as often
    Map<Long, Map<String, Feature>> byScorer = selected("b", 1);
    Map<Long, Map<String, Feature>> once = selected("scored", 1);
    assertTrue(once.size() < 64, once.keySet().toString());
    assertEquals(byScorer.keySet(), once.keySet());
    assertEquals(once.keySet(), selected("scored", 2).keySet());
    try (PredictionRows teacher = predictions("a")) {
      for (Map.Entry<Long, Map<String, Feature>> image : once.entrySet()) {
        assertEquals(byScorer.get(image.getKey()).get("copies"), image.getValue().get("copies"));
        List<Float> label = image.getValue().get("probabilities").getFloatList().getValueList();
        float[] said = teacher.row(image.getKey().intValue());
        assertEquals(said[0], label.get(0), 1e-6f);
        assertEquals(said[1], label.get(1), 1e-6f);
        assertNotEquals(
            byScorer.get(image.getKey()).get("probabilities"),
            image.getValue().get("probabilities"));
      }
    }
  }

  @Test
  void aTeacherIsDistilledIntoASmallerStudentWhereThatIsAllowed() throws IOException {
    JsonNode report =
        run(
            "distilled",
            "selfTraining.teacher.model.width=0.3",
            "selfTraining.allowSmallerStudent=true");
    assertEquals(List.of("teacher-0", "student-1"), report.get("stages").findValuesAsText("name"));
    assertFalse(report.get("stages").get(1).get("top1").isNull());
  }

  @Test
  void refusesATeacherInTheStepOfAnotherNetwork() {
    UserErrorException error =
        assertThrows(
            UserErrorException.class,
            () ->
                run(
                    "another",
                    "selfTraining.teacherModel=" + first,
                    "selfTraining.teacher.model.variant=b1",
                    "pseudoLabel.online=true"));
    assertTrue(
        error
            .getMessage()
            .startsWith("pseudoLabel.online (true) must have a teacher of the network that"),
        error.getMessage());
  }

  private JsonNode run(String name, String... overrides) throws IOException {
    return runs.run(name, runs.config(with(overrides)), new QuietListener());
  }

  private static List<String> with(String... overrides) {
    List<String> all = new ArrayList<>(SHORT);
    all.addAll(List.of(overrides));
    return all;
  }

  private PredictionRows predictions(String run) {
    LocalRunStorage storage = new LocalRunStorage(folder.resolve(run));
    return new PredictionShards(storage, "pseudolabels/iteration-1/predictions").rows();
  }

  private Map<Long, Map<String, Feature>> selected(String run, int iteration) throws IOException {
    Path place = folder.resolve(run).resolve("pseudolabels/iteration-" + iteration + "/selected");
    Map<Long, Map<String, Feature>> images = new TreeMap<>();
    try (DirectoryStream<Path> shards = Files.newDirectoryStream(place)) {
      for (Path shard : shards) {
        for (byte[] record : RecordFrames.split(shard.toString(), Files.readAllBytes(shard))) {
          Map<String, Feature> features = Example.parseFrom(record).getFeatures().getFeatureMap();
          images.put(features.get("image/index").getInt64List().getValue(0), features);
        }
      }
    }
    return images;
  }
}
