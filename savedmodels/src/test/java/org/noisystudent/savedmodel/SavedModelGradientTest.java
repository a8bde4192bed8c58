package org.noisystudent.savedmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.primitives.ImmutableIntArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

class SavedModelGradientTest {
  @TempDir Path folder;

  @Test
  void givesWhatTheSignatureGives() {
    Path target = TinyModel.write(folder.resolve("model"));
    try (SavedModelClassifier model = load(target);
        SavedModelBundle bundle = SavedModelBundle.load(target.toString());
        TFloat32 images = TinyModel.images(3);
        TInt64 labels = TInt64.vectorOf(2, 0, 1);
        Result expected =
            bundle.function("input_gradient").call(Map.of("images", images, "labels", labels));
        TFloat32 actual = gradient(model).of(images, ImmutableIntArray.of(2, 0, 1))) {
      assertEquals(expected.get("gradient").orElseThrow(), actual);
    }
  }

  @Test
  void refusesClassesThatDoNotGoWithModelOrImages() {
    try (SavedModelClassifier model = load(TinyModel.write(folder.resolve("model")));
        TFloat32 images = TinyModel.images(1)) {
      for (ImmutableIntArray classes :
          List.of(
              ImmutableIntArray.of(3),
              ImmutableIntArray.of(-1),
              ImmutableIntArray.of(0, 0),
              ImmutableIntArray.of())) {
        assertThrows(
            IllegalArgumentException.class, () -> gradient(model).of(images, classes).close());
      }
    }
  }

  @Test
  void aModelWithoutTheSignatureHasNoGradient() {
    assertEquals(Optional.empty(), gradientOf(tiny -> List.of()));
  }

  @Test
  void aSignatureOfAnotherFormIsNone() {
    assertEquals(
        Optional.empty(),
        gradientOf(
            tiny -> {
              Placeholder<TFloat32> images = images(tiny, 8);
              return List.of(
                  new ClassifierSignature(
                      "input_gradient", Map.of("images", images), Map.of("gradient", images)));
            }));
    assertEquals(
        Optional.empty(), gradientOf(tiny -> List.of(signature(tiny, 9, tiny.tf::identity))));
  }

  @Test
  void refusesAGradientThatIsNotFiniteOrOfAnotherShape() {
    assertProblem(
        tiny -> signature(tiny, 8, images -> tiny.tf.math.div(images, tiny.tf.constant(0f))),
        "gave an input gradient with NaN, but it must be finite");
    assertProblem(
        tiny ->
            signature(
                tiny, 8, images -> tiny.tf.math.mean(images, tiny.tf.constant(new int[] {1, 2}))),
        "gave an input gradient [2, 3], but must give one of the images' shape [2, 8, 8, 3]");
  }

  private void assertProblem(Function<TinyModel, ClassifierSignature> signature, String text) {
    Path target = folder.resolve("problem-" + text.hashCode());
    try (SavedModelClassifier model = load(write(target, t -> List.of(signature.apply(t))));
        TFloat32 images = TinyModel.images(2)) {
      UserErrorException error =
          assertThrows(
              UserErrorException.class,
              () -> gradient(model).of(images, ImmutableIntArray.of(0, 0)).close());
      assertTrue(error.getMessage().contains(text), error.getMessage());
      assertTrue(error.getMessage().contains(target.toString()), error.getMessage());
    }
  }

  private Optional<InputGradient> gradientOf(Function<TinyModel, List<ClassifierSignature>> more) {
    try (SavedModelClassifier model = load(write(folder.resolve("m" + more.hashCode()), more))) {
      return model.inputGradient();
    }
  }

  /** Writes a model that predicts, with more signatures. */
  private static Path write(Path target, Function<TinyModel, List<ClassifierSignature>> more) {
    try (TinyModel tiny = new TinyModel().initialised()) {
      Placeholder<TFloat32> images = images(tiny, 8);
      List<ClassifierSignature> all =
          new ArrayList<>(
              List.of(
                  new ClassifierSignature(
                      "predict", Map.of("images", images), Map.of("logits", tiny.logits(images)))));
      all.addAll(more.apply(tiny));
      return TinyModel.write(tiny.serving(all), target);
    }
  }

  private static ClassifierSignature signature(
      TinyModel tiny, int side, Function<Operand<TFloat32>, Operand<TFloat32>> gradient) {
    Placeholder<TFloat32> images = images(tiny, side);
    Placeholder<TInt64> labels = tiny.tf.placeholder(TInt64.class, Placeholder.shape(Shape.of(-1)));
    return new ClassifierSignature(
        "input_gradient",
        Map.of("images", images, "labels", labels),
        Map.of("gradient", gradient.apply(images)));
  }

  private static Placeholder<TFloat32> images(TinyModel tiny, int side) {
    return tiny.tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, side, side, 3)));
  }

  private static InputGradient gradient(SavedModelClassifier model) {
    return model.inputGradient().orElseThrow();
  }

  private static SavedModelClassifier load(Path model) {
    return SavedModelClassifier.load(model, Trust.CHECKED, 1);
  }
}
