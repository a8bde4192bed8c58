package org.noisystudent.selftraining;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.checkpoint.Checkpoints;
import org.noisystudent.savedmodel.ContentHash;
import org.noisystudent.savedmodel.ModelCard;
import org.noisystudent.savedmodel.SavedModelClassifier;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.train.TrainStep;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ResolutionFixTest {
  private static final List<String> FIXED =
      List.of(
          "seed=2",
          "selfTraining.control=false",
          "selfTraining.students=[{}]",
          "resolutionFix={resolution: 12, steps: 20, trainable: blocks, frozenBlocks: 3}");

  private Path folder;
  private TinyRun runs;
  private JsonNode report;
  private final QuietListener listener = new QuietListener();

  @BeforeAll
  void runOnce(@TempDir Path temporary) throws IOException {
    folder = temporary;
    runs = new TinyRun(folder);
    TinyRun.writeImages(folder);
    report = runs.run("whole", runs.config(FIXED), listener);
  }

  @Test
  void everyModelIsFixedBeforeItIsExported() {
    assertEquals(
        List.of(
            "teacher-0/train",
            "teacher-0/fix-resolution",
            "teacher-0/export",
            "teacher-0/evaluate",
            "iteration-1/label",
            "iteration-1/select",
            "student-1/train",
            "student-1/fix-resolution",
            "student-1/export",
            "student-1/evaluate",
            "report"),
        listener.started);
    for (JsonNode stage : report.get("stages")) {
      assertTrue(stage.get("top1").asDouble() > 0.7, stage.toString());
    }
  }

  @Test
  void whatIsExportedAndTeachesHasTheNewResolution() throws IOException {
    for (String model : List.of("teacher-0", "student-1")) {
      Path place = folder.resolve("whole/savedmodels").resolve(model);
      assertEquals(12, ModelCard.read(place).orElseThrow().resolution());
      try (SavedModelClassifier classifier = SavedModelClassifier.load(place, Trust.CHECKED, 1)) {
        assertEquals(12, classifier.resolution());
      }
    }
  }

  @Test
  void frozenVariablesKeepTheirAveragesBitForBitAndTheOthersLearn() {
    Path checkpoints = folder.resolve("whole/checkpoints");
    int frozen = 0;
    int learned = 0;
    try (var before = Checkpoints.open(checkpoints.resolve("student-1"));
        var after = Checkpoints.open(checkpoints.resolve("student-1-resolution-fix"))) {
      for (Map.Entry<String, TFloat32> now : after.values().byName().entrySet()) {
        String name = now.getKey();
        TFloat32 was = before.values().byName().get(TrainStep.averageOf(name));
        if (was == null) {
          continue; // a slot or an average
        }
        boolean isFrozen = name.matches("[^/]*/(stem|blocks_[012])/.*");
        if (isFrozen) {
          assertArrayEquals(floats(was), floats(now.getValue()), name);
          assertFalse(after.values().byName().containsKey(TrainStep.averageOf(name)), name);
          assertFalse(after.values().byName().containsKey(name + "/RMSProp"), name);
          frozen++;
        } else {
          assertFalse(Arrays.equals(floats(was), floats(now.getValue())), name);
          learned++;
        }
      }
    }
    // of the stem, of block 0, which does not expand, and of two blocks that do
    assertEquals(5 + 14 + 2 * 19, frozen);
    assertTrue(learned > 4 * 19, "only " + learned);
  }

  @Tag("long")
  @Test
  void cutShortItEndsBitForBitAsIfNothingHadHappened() throws IOException {
    Set<String> cuts = new TreeSet<>();
    boolean done = false;
    while (!done) {
      try {
        runs.run("cut", runs.config(FIXED), new CutShort(cuts));
        done = true;
      } catch (CutShort.Cut cut) {
        assertFalse(Files.exists(folder.resolve("cut/report.json")));
      }
    }
    assertTrue(cuts.contains("student-1/fix-resolution step 18"), cuts.toString());
    for (String model : List.of("teacher-0", "student-1")) {
      assertEquals(
          ContentHash.ofModel(folder.resolve("whole/savedmodels/" + model)),
          ContentHash.ofModel(folder.resolve("cut/savedmodels/" + model)));
    }
  }

  @Test
  void refusesToFreezeMoreBlocksThanThereAre() throws IOException {
    List<String> many =
        List.of("resolutionFix={resolution: 12, trainable: blocks, frozenBlocks: 8}");
    var config = runs.config(many);
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> runs.run("many", config, new QuietListener()));
    assertEquals(
        "resolutionFix.frozenBlocks (8) must be <= the blocks of efficientnet-b0 (7)",
        error.getMessage());
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.copyTo(DataBuffers.of(values, false, false));
    return values;
  }
}
