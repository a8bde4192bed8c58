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
      SavedModelWriter.write(serving, TinyModel.card(), target);
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
  void leavesNothingBehindWhenSavingFails() throws IOException {
    try (TinyModel uninitialised = new TinyModel()) {
      ServingGraph serving = uninitialised.standard(EvaluationCrop.NONE);
      UserErrorException error =
          assertThrows(
              UserErrorException.class,
              () -> SavedModelWriter.write(serving, TinyModel.card(), folder.resolve("model")));
      assertTrue(error.getMessage().contains("could not be written"), error.getMessage());
    }
    assertEquals(List.of(), list(folder));
  }

  @Test
  void removesWhatAKilledProcessLeft() throws IOException {
    Path left = Files.createDirectories(folder.resolve(".model.partial/variables"));
    Files.writeString(left.resolve("old"), "half");
    TinyModel.write(folder.resolve("model"));
    assertEquals(List.of(folder.resolve("model")), list(folder));
    assertEquals(
        List.of("variables.data-00000-of-00001", "variables.index"),
        list(folder.resolve("model/variables")).stream()
            .map(file -> file.getFileName().toString())
            .toList());
  }

  @Test
  void refusesATargetThatExists() throws IOException {
    Path target = Files.createDirectory(folder.resolve("model"));
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> TinyModel.write(target));
    assertTrue(error.getMessage().contains("must not exist yet"), error.getMessage());
    assertEquals(List.of(target), list(folder));
  }

  @Test
  void refusesATargetInsideAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> TinyModel.write(file.resolve("model")));
    assertEquals(UserErrorException.Kind.DATA, error.kind());
  }

  @Test
  void refusesTwoVariablesOfOneName() {
    try (TinyModel model = new TinyModel()) {
      List<ClassifierSignature> signatures = model.standard(EvaluationCrop.NONE).signatures();
      model.variables.add(model.variables.get(0));
      assertThrows(IllegalArgumentException.class, () -> model.serving(signatures));
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static float[][] rows(TFloat32 tensor) {
    return StdArrays.array2dCopyOf(tensor);
  }
}
