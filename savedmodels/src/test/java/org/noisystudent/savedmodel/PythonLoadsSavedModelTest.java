package org.noisystudent.savedmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** Needs the path of a Python with TensorFlow 2.18 in NOISYSTUDENT_PYTHON. */
@Tag("python")
@Tag("slow")
class PythonLoadsSavedModelTest {
  private static final String PYTHON = "NOISYSTUDENT_PYTHON";

  @TempDir Path folder;

  @Test
  void pythonComputesWhatJavaComputes() throws IOException, InterruptedException {
    Path model = TinyModel.write(folder.resolve("model"));
    Path expected = folder.resolve("expected.json");
    new ObjectMapper().writeValue(expected.toFile(), javaResults(model));

    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                python(),
                Path.of("src/test/python/check_savedmodel.py").toAbsolutePath().toString(),
                model.toString(),
                expected.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(5, TimeUnit.MINUTES), "Python took more than 5 minutes");
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), text);
    System.out.println(text);
  }

  private static String python() {
    String python = System.getProperty(PYTHON, System.getenv().getOrDefault(PYTHON, ""));
    assertTrue(!python.isEmpty(), PYTHON + " must name a Python with TensorFlow 2.18");
    return python;
  }

  private static Map<String, Object> javaResults(Path folder) {
    List<byte[]> files =
        List.of(
            ImageFiles.png(ImageFiles.rgb(8, 8, (x, y) -> (x * 30) + (y * 7000))),
            ImageFiles.png(ImageFiles.gray(13, 31, 77)),
            ImageFiles.jpeg(ImageFiles.rgb(50, 20, (x, y) -> (x * 5) + (y * 300000))),
            ImageFiles.cmykJpeg(16, 24, 200, 10, 30, 0));
    try (SavedModelBundle model = SavedModelBundle.load(folder.toString());
        TFloat32 images = TinyModel.images(4);
        TInt64 labels = TInt64.vectorOf(2, 0, 1, 2);
        TString encoded = ImageFiles.tensor(files);
        Result predict = call(model, "predict", Map.of("images", images));
        Result serving = call(model, "serving_default", Map.of("image_bytes", encoded));
        Result gradient =
            call(model, "input_gradient", Map.of("images", images, "labels", labels))) {
      return Map.of(
          "variables",
          3,
          "images",
          StdArrays.array4dCopyOf(images),
          "labels",
          StdArrays.array1dCopyOf(labels),
          "files",
          files.stream().map(Base64.getEncoder()::encodeToString).toList(),
          "outputs",
          Map.of(
              "predict",
              Map.of(
                  "logits",
                  rows(predict, "logits"),
                  "probabilities",
                  rows(predict, "probabilities")),
              "serving_default",
              Map.of(
                  "classes",
                  StdArrays.array1dCopyOf((TInt64) serving.get("classes").orElseThrow()),
                  "probabilities",
                  rows(serving, "probabilities")),
              "input_gradient",
              Map.of(
                  "gradient",
                  StdArrays.array4dCopyOf((TFloat32) gradient.get("gradient").orElseThrow()))));
    }
  }

  private static Result call(SavedModelBundle model, String name, Map<String, Tensor> inputs) {
    return model.function(name).call(inputs);
  }

  private static float[][] rows(Result result, String name) {
    return StdArrays.array2dCopyOf((TFloat32) result.get(name).orElseThrow());
  }
}
