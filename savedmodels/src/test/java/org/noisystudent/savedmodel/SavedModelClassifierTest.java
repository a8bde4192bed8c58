package org.noisystudent.savedmodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class SavedModelClassifierTest {
  @TempDir Path folder;

  @Test
  void knowsItsResolutionAndClasses() {
    try (SavedModelClassifier model = load(TinyModel.write(folder.resolve("model")))) {
      assertEquals(TinyModel.RESOLUTION, model.resolution());
      assertEquals(TinyModel.CLASSES, model.classes());
      model.requireClasses(folder, 3);
    }
  }

  @Test
  void refusesAnotherNumberOfClasses() {
    try (SavedModelClassifier model = load(TinyModel.write(folder.resolve("model")))) {
      UserErrorException error =
          assertThrows(
              UserErrorException.class, () -> model.requireClasses(folder.resolve("model"), 10));
      assertMessage(error, "model", "has 3 classes", "must have 10");
    }
  }

  @Test
  void refusesImagesOfAnotherSize() {
    try (SavedModelClassifier model = load(TinyModel.write(folder.resolve("model")));
        TFloat32 images = TFloat32.tensorOf(Shape.of(1, 9, 9, 3))) {
      assertThrows(IllegalArgumentException.class, () -> model.probabilities(images));
    }
  }

  @Test
  void answersAnEmptyBatchWithNoRows() {
    try (SavedModelClassifier model = load(TinyModel.write(folder.resolve("model")));
        TFloat32 images = TFloat32.tensorOf(Shape.of(0, 8, 8, 3))) {
      assertEquals(0, model.probabilities(images).length);
    }
  }

  @Test
  void takesTheSoftmaxOfAForeignModelsLogits() {
    Path foreign = foreign(8, (tiny, images) -> Map.of("logits", tiny.logits(images)));
    try (SavedModelClassifier expected = load(TinyModel.write(folder.resolve("model")));
        SavedModelClassifier actual = load(foreign);
        TFloat32 images = TinyModel.images(2)) {
      float[][] rows = actual.probabilities(images);
      for (int i = 0; i < 2; i++) {
        assertArrayEquals(expected.probabilities(images)[i], rows[i], 1e-6f);
      }
    }
  }

  @Test
  void takesTheOnlyRowsOfAForeignModelWhateverTheirName() {
    Path foreign =
        foreign(8, (tiny, images) -> Map.of("output_0", tiny.tf.nn.softmax(tiny.logits(images))));
    try (SavedModelClassifier model = load(foreign)) {
      assertEquals(3, model.classes());
    }
  }

  @Test
  void refusesLogitsUnderAnotherName() {
    Path foreign = foreign(8, (tiny, images) -> Map.of("output_0", tiny.logits(images)));
    assertMessage(refused(foreign), "foreign", "must give probabilities that sum to 1");
  }

  @Test
  void refusesSignaturesOfAnotherShapeAndSaysWhatItFound() {
    Path foreign = foreign(-1, (tiny, images) -> Map.of("logits", tiny.logits(images)));
    assertMessage(
        refused(foreign),
        "foreign",
        "needs a signature with one input of float32 images [batch, R, R, 3]",
        "classify(pixels FLOAT[-1, -1, -1, 3] -> logits FLOAT[-1, 3])");
  }

  @Test
  void saysThatAModelTakesOneImageAtATimeOnly() {
    Path foreign =
        foreign(
            8,
            (tiny, images) ->
                Map.of(
                    "logits",
                    tiny.logits(
                        tiny.tf.reshape(images, tiny.tf.constant(new int[] {1, 8, 8, 3})))));
    try (SavedModelClassifier model = load(foreign);
        TFloat32 images = TinyModel.images(2)) {
      UserErrorException error =
          assertThrows(UserErrorException.class, () -> model.probabilities(images));
      assertMessage(error, "foreign", "fails on 2 images at a time");
    }
  }

  @Test
  void refusesAMissingFolder() {
    assertMessage(refused(folder.resolve("none")), "none", "must be an existing folder");
  }

  @Test
  void refusesAFolderThatIsNoSavedModel() {
    assertMessage(refused(folder), "must hold one file saved_model.pb");
  }

  @Test
  void refusesATruncatedGraph() throws IOException {
    Path model = TinyModel.write(folder.resolve("model"));
    Path file = model.resolve("saved_model.pb");
    byte[] all = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(all, all.length / 2));
    assertMessage(refused(model), "saved_model.pb is cut short or damaged");
  }

  @Test
  void refusesMissingVariables() throws IOException {
    Path model = TinyModel.write(folder.resolve("model"));
    Files.delete(model.resolve("variables/variables.index"));
    assertMessage(refused(model), "model");
  }

  @Test
  void refusesAGraphBesideTheOneThatWasChecked() throws IOException {
    Path model = TinyModel.write(folder.resolve("model"));
    Files.createFile(model.resolve("saved_model.cpb"));
    assertMessage(refused(model), "saved_model.cpb");
  }

  private Path foreign(
      int side, BiFunction<TinyModel, Operand<TFloat32>, Map<String, Operand<?>>> outputs) {
    Path target = folder.resolve("foreign");
    try (TinyModel tiny = new TinyModel().initialised()) {
      Operand<TFloat32> images =
          tiny.tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, side, side, 3)));
      ClassifierSignature signature =
          new ClassifierSignature(
              "classify", Map.of("pixels", images), outputs.apply(tiny, images));
      TinyModel.write(tiny.serving(List.of(signature)), target);
    }
    return target;
  }

  private static SavedModelClassifier load(Path model) {
    return SavedModelClassifier.load(model, Trust.CHECKED, 1);
  }

  private static UserErrorException refused(Path model) {
    return assertThrows(UserErrorException.class, () -> load(model).close());
  }

  private static void assertMessage(UserErrorException error, String... parts) {
    assertEquals(UserErrorException.Kind.DATA, error.kind());
    for (String part : parts) {
      assertTrue(error.getMessage().contains(part), error.getMessage());
    }
    assertEquals(1, error.getMessage().lines().count());
  }
}
