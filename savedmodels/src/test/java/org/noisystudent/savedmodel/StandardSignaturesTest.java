package org.noisystudent.savedmodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

class StandardSignaturesTest {
  @TempDir Path folder;

  @Test
  void servingDefaultAgreesWithPredict() {
    try (SavedModelBundle model = load();
        TFloat32 images = TinyModel.images(3);
        TString files = ImageFiles.tensor(List.of(png(images, 0), png(images, 1), png(images, 2)));
        Result predicted = call(model, "predict", Map.of("images", images));
        Result served = call(model, "serving_default", Map.of("image_bytes", files))) {
      float[][] expected = rows(predicted, "probabilities");
      float[][] actual = rows(served, "probabilities");
      TInt64 classes = (TInt64) served.get("classes").orElseThrow();
      for (int i = 0; i < 3; i++) {
        assertArrayEquals(expected[i], actual[i], 1e-6f);
        int chosen = (int) classes.getLong(i);
        for (float probability : actual[i]) {
          assertEquals(true, probability <= actual[i][chosen]);
        }
      }
    }
  }

  @Test
  void probabilitiesAreTheSoftmaxOfTheLogits() {
    try (SavedModelBundle model = load();
        TFloat32 images = TinyModel.images(2);
        Result predicted = call(model, "predict", Map.of("images", images))) {
      float[][] logits = rows(predicted, "logits");
      float[][] probabilities = rows(predicted, "probabilities");
      for (int i = 0; i < 2; i++) {
        double sum = 0;
        for (float logit : logits[i]) {
          sum += Math.exp(logit);
        }
        for (int c = 0; c < TinyModel.CLASSES; c++) {
          assertEquals(Math.exp(logits[i][c]) / sum, probabilities[i][c], 1e-6);
        }
      }
    }
  }

  @Test
  void gradientMatchesFiniteDifferencesOfEachImagesLoss() {
    try (SavedModelBundle model = load();
        TFloat32 images = TinyModel.images(2);
        TInt64 labels = TInt64.vectorOf(2, 0);
        Result result = call(model, "input_gradient", Map.of("images", images, "labels", labels))) {
      TFloat32 gradient = (TFloat32) result.get("gradient").orElseThrow();
      assertEquals(images.shape(), gradient.shape());
      long[][] pixels = {{0, 0, 0, 0}, {0, 3, 4, 1}, {1, 7, 7, 2}, {1, 2, 5, 0}};
      for (long[] at : pixels) {
        int image = (int) at[0];
        int label = (int) labels.getLong(image);
        float before = images.getFloat(at);
        images.setFloat(before + 4, at);
        double above = loss(model, images, image, label);
        images.setFloat(before - 4, at);
        double below = loss(model, images, image, label);
        images.setFloat(before, at);
        assertEquals((above - below) / 8, gradient.getFloat(at), 2e-6);
      }
    }
  }

  @Test
  void refusesANetworkOfAnotherNumberOfClasses() {
    try (TinyModel model = new TinyModel()) {
      assertThrows(
          IllegalArgumentException.class,
          () -> StandardSignatures.add(model.graph, 8, 4, EvaluationCrop.NONE, model::logits));
    }
  }

  private static double loss(SavedModelBundle model, TFloat32 images, int image, int label) {
    try (Result result = call(model, "predict", Map.of("images", images))) {
      float[] logits = rows(result, "logits")[image];
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp(logit);
      }
      return Math.log(sum) - logits[label];
    }
  }

  private SavedModelBundle load() {
    return SavedModelBundle.load(TinyModel.write(folder.resolve("model")).toString());
  }

  private static Result call(SavedModelBundle model, String name, Map<String, Tensor> inputs) {
    return model.function(name).call(inputs);
  }

  private static float[][] rows(Result result, String name) {
    return StdArrays.array2dCopyOf((TFloat32) result.get(name).orElseThrow());
  }

  private static byte[] png(TFloat32 images, int index) {
    return ImageFiles.png(
        ImageFiles.rgb(
            TinyModel.RESOLUTION,
            TinyModel.RESOLUTION,
            (x, y) ->
                ((int) images.getFloat(index, y, x, 0) << 16)
                    | ((int) images.getFloat(index, y, x, 1) << 8)
                    | (int) images.getFloat(index, y, x, 2)));
  }
}
