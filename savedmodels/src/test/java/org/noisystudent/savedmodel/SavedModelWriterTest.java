package org.noisystudent.savedmodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;

class SavedModelWriterTest {
  @TempDir Path folder;

  @Test
  void loadedModelGivesTheProbabilitiesOfTheWrittenOne() {
    Path target = folder.resolve("new/model");
    float[][] expected;
    try (TinyModel model = new TinyModel().initialised();
        TFloat32 images = TinyModel.images(3)) {
      ServingGraph serving = model.standard(EvaluationCrop.NONE);
      TinyModel.write(serving, target);
      ClassifierSignature predict = serving.signatures().get(1);
      Operand<?> input = predict.inputs().get("images");
      try (Result result =
          model
              .session
              .runner()
              .feed(input, images)
              .fetch(predict.outputs().get("probabilities"))
              .run()) {
        expected = rows((TFloat32) result.get(0));
      }
    }

    try (SavedModelClassifier loaded = SavedModelClassifier.load(target, Trust.CHECKED, 1);
        TFloat32 images = TinyModel.images(3)) {
      float[][] actual = loaded.probabilities(images);
      assertEquals(3, actual.length);
      for (int i = 0; i < actual.length; i++) {
        assertArrayEquals(expected[i], actual[i], 1e-6f);
      }
    }
    assertEquals(TinyModel.card(), ModelCard.read(target).orElseThrow());
  }

  @Test
  void writesTheSameBytesForTheSameModel() {
    assertEquals(
        ContentHash.of(TinyModel.write(folder.resolve("one"))),
        ContentHash.of(TinyModel.write(folder.resolve("two"))));
  }

  @Test
  void fillsTheFolderWithTheThreePartsOfAModel() throws IOException {
    Path model = TinyModel.write(folder.resolve("model"));
    assertEquals(List.of("model-card.json", "saved_model.pb", "variables"), list(model));
    assertEquals(
        List.of("variables.data-00000-of-00001", "variables.index"),
        list(model.resolve("variables")));
  }

  @Test
  void saysWhatTensorFlowCouldNotSave() {
    try (TinyModel uninitialised = new TinyModel()) {
      ServingGraph serving = uninitialised.standard(EvaluationCrop.NONE);
      IOException error =
          assertThrows(
              IOException.class,
              () -> SavedModelWriter.writeInto(serving, TinyModel.card(), folder));
      assertTrue(
          error.getMessage().startsWith("variables could not be saved: "), error.getMessage());
      assertEquals(1, error.getMessage().lines().count());
    }
  }

  @Test
  void needsAFolderThatExists() {
    try (TinyModel model = new TinyModel().initialised()) {
      ServingGraph serving = model.standard(EvaluationCrop.NONE);
      Path missing = folder.resolve("missing");
      assertThrows(
          IOException.class, () -> SavedModelWriter.writeInto(serving, TinyModel.card(), missing));
    }
  }

  @Test
  void refusesTwoVariablesOfOneName() {
    try (TinyModel model = new TinyModel()) {
      List<ClassifierSignature> signatures = model.standard(EvaluationCrop.NONE).signatures();
      model.variables.add(model.variables.get(0));
      assertThrows(IllegalArgumentException.class, () -> model.serving(signatures));
    }
  }

  private static List<String> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static float[][] rows(TFloat32 tensor) {
    return StdArrays.array2dCopyOf(tensor);
  }
}
