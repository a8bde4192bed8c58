package org.noisystudent.importer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noisystudent.device.VariableValues;
import org.noisystudent.importer.TinyNetworks.Numbers;
import org.noisystudent.savedmodel.UserErrorException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

final class TensorFlowCheckpointTest {
  private static final String STEM = "efficientnet-b0/stem/conv2d/kernel";

  @TempDir private Path folder;
  private final Map<String, Numbers> values = TinyNetworks.values("b0", 1);

  @ParameterizedTest
  @ValueSource(strings = {"tpu_batch_normalization", "batch_normalization"})
  void readsVariablesUnderEitherNameOfBatchNorm(String batchNorm) {
    CheckpointImport read =
        imported(named(values, name -> name.replace("tpu_batch_normalization", batchNorm)));
    assertEquals(
        "TensorFlow checkpoint, last weights: there are no moving averages, 10 classes",
        read.summary());
    assertReads(values, read);
  }

  @Test
  void takesTheMovingAveragesWhereThereAreAny() {
    Map<String, Numbers> averages = TinyNetworks.values("b0", 2);
    Map<String, Numbers> all = new LinkedHashMap<>(values);
    all.putAll(named(averages, name -> name + "/ExponentialMovingAverage"));
    CheckpointImport read = imported(all);
    assertEquals("TensorFlow checkpoint, moving averages, 10 classes", read.summary());
    assertReads(averages, read);
  }

  @Test
  void passesOverWhatOnlyATrainingNeeds() {
    Map<String, Numbers> all = new LinkedHashMap<>(values);
    all.putAll(named(values, name -> name + "/RMSProp"));
    all.putAll(named(values, name -> name + "/RMSProp_1"));
    all.putAll(named(TinyNetworks.values("b0", 3), name -> "teacher_model/" + name));
    assertReads(values, imported(all));
  }

  @Test
  void findsTheNetworkUnderAnyScope() {
    assertReads(values, imported(named(values, name -> "outer/" + name)));
  }

  @Test
  void isNamedByItsPrefixItsIndexOrItsFolder() {
    Path prefix = CheckpointWriter.write(folder.resolve("model.ckpt-5"), values);
    for (Path named : List.of(prefix, Path.of(prefix + ".index"), folder)) {
      assertReads(values, CheckpointImport.of(named, TinyNetworks.model("b0")));
    }
    CheckpointWriter.write(folder.resolve("model.ckpt-6"), values);
    assertEquals(
        "checkpoint (%s) must be one of [%s, %s]"
            .formatted(folder, prefix, folder.resolve("model.ckpt-6")),
        errorOf(folder));
  }

  @Test
  void listsAllThatIsMissingExtraOrMisshapenInOneError() {
    Map<String, Numbers> wrong = new LinkedHashMap<>(values);
    wrong.remove("efficientnet-b0/head/tpu_batch_normalization/gamma");
    wrong.remove("efficientnet-b0/blocks_1/se/conv2d/bias");
    wrong.put("efficientnet-b0/blocks_99/conv2d/kernel", numbers(1, 1, 2, 3));
    wrong.put("other/kernel", numbers(5));
    wrong.put(STEM, numbers(5, 5, 3, 8));
    Path prefix = CheckpointWriter.write(folder.resolve("model.ckpt"), wrong);
    assertEquals(
        """
        checkpoint (%s.index) must have the variables of efficientnet-b0: 2 are missing, 2 extra, 1 misshapen
        missing: efficientnet-b0/blocks_1/se/conv2d/bias, float32 [2]
        missing: efficientnet-b0/head/tpu_batch_normalization/gamma, float32 [64]
        extra: efficientnet-b0/blocks_99/conv2d/kernel, float32 [1, 1, 2, 3]
        extra: other/kernel, float32 [5]
        misshapen: efficientnet-b0/stem/conv2d/kernel (float32 [5, 5, 3, 8]) must be float32 [3, 3, 3, 8]\
        """
            .formatted(prefix),
        errorOf(prefix));
  }

  @Test
  void listsAveragesThatAreMissing() {
    Map<String, Numbers> all = new LinkedHashMap<>(values);
    all.putAll(named(values, name -> name + "/ExponentialMovingAverage"));
    all.remove(STEM + "/ExponentialMovingAverage");
    Path prefix = CheckpointWriter.write(folder.resolve("model.ckpt"), all);
    assertTrue(
        errorOf(prefix).contains("missing: " + STEM + "/ExponentialMovingAverage, float32"),
        errorOf(prefix));
  }

  @Test
  void refusesACheckpointOfSomethingElse() {
    Path prefix = CheckpointWriter.write(folder.resolve("model.ckpt"), Map.of("w", numbers(2)));
    assertEquals(
        "checkpoint (%s) must be of one EfficientNet, but its variables named SCOPE/stem/conv2d/kernel are of none"
            .formatted(prefix),
        errorOf(prefix));
  }

  @Test
  void refusesNumbersThatAreNotFinite() {
    Map<String, Numbers> wrong = new LinkedHashMap<>(values);
    wrong.get(STEM).values()[0] = Float.NaN;
    CheckpointImport read = imported(wrong);
    assertThrows(UserErrorException.class, read::read);
  }

  @Test
  void saysWhereADataFileWasCutShort() throws IOException {
    Path prefix = CheckpointWriter.write(folder.resolve("model.ckpt"), values);
    Path data = Path.of(prefix + ".data-00000-of-00001");
    cut(data, 1000);
    String error = errorOf(prefix);
    assertTrue(
        error.startsWith("checkpoint (" + data + ") ends at byte 1000, but efficientnet-b0/"),
        error);
    assertEquals(1, error.lines().count());
    Files.delete(data);
    assertEquals(
        "checkpoint (%s) must be there, beside %s.index".formatted(data, prefix), errorOf(prefix));
  }

  @Test
  void saysWhereAnIndexWasCutShort() throws IOException {
    Path prefix = CheckpointWriter.write(folder.resolve("model.ckpt"), values);
    Path index = Path.of(prefix + ".index");
    for (int length : new int[] {0, 1, 47, 48, (int) Files.size(index) - 1}) {
      Path again = CheckpointWriter.write(folder.resolve("again.ckpt"), values);
      Path file = Path.of(again + ".index");
      cut(file, length);
      assertEquals(
          "checkpoint (%s) ends at byte %d without the footer of a table: cut short"
              .formatted(file, length),
          errorOf(again));
    }
  }

  @Test
  void everyDamagedByteOfAnIndexIsFoundOrHarmless() throws IOException {
    Path prefix = CheckpointWriter.write(folder.resolve("model.ckpt"), values);
    Path index = Path.of(prefix + ".index");
    byte[] whole = Files.readAllBytes(index);
    int found = 0;
    for (int at = 0; at < whole.length; at += 7) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x55;
      Files.write(index, damaged);
      try {
        BundleIndex.read(prefix);
      } catch (UserErrorException e) {
        found++;
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      }
    }
    assertTrue(found > whole.length / 7 * 9 / 10, found + " of " + whole.length / 7);
  }

  @Test
  void saysThatADataFileWasDamaged() throws IOException {
    Path prefix = CheckpointWriter.write(folder.resolve("model.ckpt"), values);
    Path data = Path.of(prefix + ".data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(data);
    bytes[bytes.length / 2] ^= 1;
    Files.write(data, bytes);
    CheckpointImport read = CheckpointImport.of(prefix, TinyNetworks.model("b0"));
    UserErrorException error = assertThrows(UserErrorException.class, read::read);
    assertTrue(
        error.getMessage().startsWith("checkpoint (" + prefix + ") is damaged: "),
        error.getMessage());
    assertEquals(1, error.getMessage().lines().count());
  }

  private CheckpointImport imported(Map<String, Numbers> variables) {
    Path prefix = CheckpointWriter.write(folder.resolve("model.ckpt"), variables);
    return CheckpointImport.of(prefix, TinyNetworks.model("b0"));
  }

  private static String errorOf(Path checkpoint) {
    return assertThrows(
            UserErrorException.class,
            () -> CheckpointImport.of(checkpoint, TinyNetworks.model("b0")))
        .getMessage();
  }

  static void assertReads(Map<String, Numbers> expected, CheckpointImport imported) {
    try (VariableValues read = imported.read()) {
      assertEquals(expected.keySet(), read.byName().keySet());
      expected.forEach(
          (name, numbers) -> {
            var tensor = read.byName().get(name);
            assertEquals(numbers.shape(), tensor.shape(), name);
            float[] values = new float[numbers.values().length];
            tensor.copyTo(DataBuffers.of(values, false, false));
            assertArrayEquals(numbers.values(), values, name);
          });
    }
  }

  private static Map<String, Numbers> named(
      Map<String, Numbers> variables, UnaryOperator<String> rename) {
    Map<String, Numbers> renamed = new LinkedHashMap<>();
    variables.forEach((name, numbers) -> renamed.put(rename.apply(name), numbers));
    return renamed;
  }

  private static Numbers numbers(long... sizes) {
    return new Numbers(
        Shape.of(sizes), new float[(int) Arrays.stream(sizes).reduce(1, (a, b) -> a * b)]);
  }

  private static void cut(Path file, int length) throws IOException {
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
  }
}
