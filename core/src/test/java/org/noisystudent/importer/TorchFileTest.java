package org.noisystudent.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noisystudent.importer.TinyNetworks.Numbers;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.Inspection;
import org.noisystudent.model.VariableSpec;
import org.noisystudent.savedmodel.UserErrorException;
import org.tensorflow.ndarray.Shape;

final class TorchFileTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"b0", "lite0"})
  void readsEveryVariableInTheOrderOfItsOwnDimensions(String variant) {
    Map<String, Numbers> values = TinyNetworks.values(variant, 5);
    Path file = network(variant, values, "").write(folder.resolve("weights.pth"));
    CheckpointImport imported = CheckpointImport.of(file, TinyNetworks.model(variant));
    assertEquals("PyTorch state dictionary, its only weights, 10 classes", imported.summary());
    TensorFlowCheckpointTest.assertReads(values, imported);
  }

  @Test
  void listsAllThatIsMissingExtraOrMisshapenInOneError() {
    Path file =
        network("lite0", TinyNetworks.values("lite0", 5), "_bn0.weight")
            .add("_blocks.40._bn0.weight", new float[4], 0, new long[] {4}, new long[] {1})
            .addCount("_bn0.weight", 3)
            .write(folder.resolve("weights.pth"));
    assertEquals(
        """
        checkpoint (%s) must have the variables of efficientnet-lite0: 0 are missing, 1 extra, 1 misshapen
        extra: _blocks.40._bn0.weight, float32 [4]
        misshapen: _bn0.weight (int64 []) must be float32 [32]\
        """
            .formatted(file),
        errorOf(file));
  }

  /** A call of posix.system as Python's pickle writes it in protocols 2, 4 and 0. */
  @ParameterizedTest
  @CsvSource({
    "63706f7369780a73797374656d0a, posix.system",
    "8c05706f7369788c0673797374656d93, posix.system",
    "2869706f7369780a73797374656d0a, posix.system",
    "635f5f6275696c74696e5f5f0a6576616c0a, __builtin__.eval",
    "63746f7263682e6e6e0a4d6f64756c650a, torch.nn.Module",
  })
  void refusesByItsNameWhatIsNoPartOfATensor(String opcodes, String name) {
    Path file = new TorchWriter().addRaw("a", opcodes).write(folder.resolve("evil.pth"));
    String error = errorOf(file);
    assertTrue(
        error.startsWith("PyTorch file (" + file + ") must hold tensors alone, but before byte "),
        error);
    assertTrue(error.endsWith(" it asks for " + name + ": refused, nothing was run"), error);
  }

  @Test
  void refusesOpcodesThatTensorsDoNotNeed() {
    Path file = new TorchWriter().addRaw("a", "8201").write(folder.resolve("evil.pth")); // EXT1
    assertTrue(errorOf(file).endsWith(" is the pickle opcode 0x82"), errorOf(file));
  }

  @Test
  void refusesACallOfWhatIsNoFunction() {
    String storage = "63746f7263680a466c6f617453746f726167650a"; // torch.FloatStorage
    Path file = new TorchWriter().addRaw("a", storage + "2952").write(folder.resolve("a.pth"));
    assertTrue(errorOf(file).contains("it asks for a call of FLOAT_STORAGE"), errorOf(file));
  }

  @Test
  void refusesADictionaryWithMoreThanTensors() {
    Path file = new TorchWriter().addRaw("epoch", "4b05").write(folder.resolve("a.pth"));
    assertEquals(
        "PyTorch file (%s) must be a dictionary of tensors by name alone, but epoch is Long"
            .formatted(file),
        errorOf(file));
  }

  @Test
  void refusesATensorOutsideItsStorage() {
    for (long[] stride : new long[][] {{2}, {-1}, {Integer.MAX_VALUE}}) {
      Path file =
          new TorchWriter()
              .add("a", new float[4], 0, new long[] {3}, stride)
              .write(folder.resolve("a.pth"));
      assertTrue(errorOf(file).contains("lies outside its storage"), errorOf(file));
    }
  }

  @Test
  void saysWhereAFileWasCutShort() throws IOException {
    byte[] whole =
        new TorchWriter()
            .add("a", new float[7], 0, new long[] {7}, new long[] {1})
            .addCount("b", 1)
            .toBytes();
    Path file = folder.resolve("short.pth");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      String error = errorOf(file);
      assertTrue(
          error.startsWith("PyTorch file (%s) ends at byte %d, but ".formatted(file, length)),
          error);
      assertEquals(1, error.lines().count(), error);
    }
  }

  @Test
  void everyDamagedByteIsFoundOrHarmless() throws IOException {
    byte[] whole =
        new TorchWriter()
            .add("a", new float[7], 0, new long[] {7}, new long[] {1})
            .addCount("b", 1)
            .toBytes();
    Path file = folder.resolve("damaged.pth");
    int found = 0;
    for (int at = 0; at < whole.length; at++) {
      for (int flipped : new int[] {0x01, 0x55, 0x80, 0xff}) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) flipped;
        Files.write(file, damaged);
        try {
          TorchFile.open(file);
        } catch (UserErrorException e) {
          found++;
          assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        }
      }
    }
    assertTrue(found > 2 * whole.length, found + " of " + 4 * whole.length);
  }

  @Test
  void saysWhatAFileIsThatIsNoneOfTheTwo() throws IOException {
    Path text = Files.writeString(folder.resolve("a.txt"), "hello");
    assertEquals(
        "checkpoint (%s) must be a TensorFlow checkpoint or a PyTorch file, but begins with 0x68"
            .formatted(text),
        errorOf(text));
    Path zip = Files.writeString(folder.resolve("a.pth"), "PK\3\4", StandardCharsets.US_ASCII);
    assertTrue(errorOf(zip).contains("_use_new_zipfile_serialization=False"), errorOf(zip));
    Path pickle = folder.resolve("a.pkl");
    Files.write(pickle, HexFormat.of().parseHex("80024b012e"));
    assertTrue(errorOf(pickle).contains("must begin with PyTorch's magic number"));
    Path none = folder.resolve("none");
    assertEquals(
        "checkpoint (%s) must be a PyTorch file, or a TensorFlow checkpoint with an .index file: there is neither"
            .formatted(none),
        errorOf(none));
  }

  private static String errorOf(Path file) {
    return assertThrows(
            UserErrorException.class, () -> CheckpointImport.of(file, TinyNetworks.model("lite0")))
        .getMessage();
  }

  /**
   * Writes a network's variables as PyTorch's: each a view of a storage where its numbers are in
   * TensorFlow's order, after one that does not belong to it. Only where that order is of the same
   * dimensions is the view contiguous. One of them may be left out, by its name.
   */
  private static TorchWriter network(String variant, Map<String, Numbers> values, String leftOut) {
    Architecture architecture = TinyNetworks.architecture(variant);
    TorchWriter writer = new TorchWriter();
    for (VariableSpec variable : Inspection.of(architecture).variables()) {
      float[] numbers = values.get(variable.name()).values();
      float[] storage = new float[numbers.length + 1];
      storage[0] = Float.NaN;
      System.arraycopy(numbers, 0, storage, 1, numbers.length);
      String name = new TorchNames().weight(architecture, variable).name();
      int[] axes = axes(variable, name);
      Shape shape = variable.shape();
      long[] sizes = new long[axes.length];
      long[] strides = new long[axes.length];
      for (int d = 0; d < axes.length; d++) {
        sizes[d] = shape.get(axes[d]);
        strides[d] = shape.subShape(axes[d] + 1, axes.length).size();
      }
      if (name.equals(leftOut)) {
        continue;
      }
      writer.add(name, storage, 1, sizes, strides);
      if (name.endsWith(".running_var")) {
        writer.addCount(name.replace("running_var", "num_batches_tracked"), 0);
      }
    }
    return writer;
  }

  /** Returns which of TensorFlow's dimensions each of PyTorch's is, as its documentation says. */
  private static int[] axes(VariableSpec variable, String name) {
    if (name.endsWith("_depthwise_conv.weight")) {
      return new int[] {2, 3, 0, 1}; // [channels, 1, height, width]
    }
    return switch (variable.shape().numDimensions()) {
      case 4 -> new int[] {3, 2, 0, 1}; // [out, in, height, width]
      case 2 -> new int[] {1, 0}; // [out, in]
      default -> new int[] {0};
    };
  }
}
