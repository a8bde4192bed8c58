package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.config.ModelConfig;
import org.noisystudent.config.ModelConfig.Compute;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.Inspection;
import org.noisystudent.model.VariableSpec;
import org.noisystudent.savedmodel.ModelCard;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

final class ImportCheckpointCommandTest {
  private static final int STRAWBERRY = 949;

  @TempDir private Path folder;

  @Test
  void importsAWholeNetworkThatPredictNamesClassesWith() throws Exception {
    Path checkpoint = writeLite0(folder.resolve("model.ckpt-1"));
    Path model = folder.resolve("model");
    Program imported =
        Program.succeeds(
            "import-checkpoint",
            checkpoint,
            "--variant",
            "lite0",
            "--resolution",
            64,
            "--out",
            model);
    assertEquals("", imported.out());
    assertEquals(
        List.of(
            checkpoint
                + ": TensorFlow checkpoint, last weights: there are no moving averages,"
                + " 1000 classes of ImageNet",
            "lite0 as " + model),
        imported.err().lines().toList());
    assertEquals(64, ModelCard.read(model).orElseThrow().resolution());
    Path photo = Photos.REAL.resolve("animal/chelsea.jpg");
    String label =
        Program.succeeds("predict", "--model", model, photo, "--top", 1, "--json")
            .json()
            .at("/images/0/predictions/0/label")
            .asText();
    assertEquals("strawberry", label);
  }

  @Test
  void saysWhatIsNoCheckpoint() throws IOException {
    Path none = folder.resolve("none");
    Path out = folder.resolve("out");
    Program.fails(3, "import-checkpoint", none, "--variant", "b0", "--out", out)
        .says("checkpoint (" + none + ") must be a PyTorch file, or a TensorFlow checkpoint");
    Path text = Photos.text(folder.resolve("text.pth"));
    Program.fails(3, "import-checkpoint", text, "--variant", "b0", "--out", out)
        .says("checkpoint (" + text + ") must be a TensorFlow checkpoint or a PyTorch file");
    assertFalse(Files.exists(out));
  }

  @Test
  void listsWhatDoesNotFitLineByLine() {
    Path golden =
        Path.of(System.getProperty("project.root", ".."))
            .resolve("test-data/golden/official-checkpoint/lite0");
    Path out = folder.resolve("out");
    Program program =
        Program.fails(3, "import-checkpoint", golden, "--variant", "lite0", "--out", out);
    List<String> lines = program.err().lines().toList();
    assertTrue(
        lines.get(0).startsWith("error: checkpoint (" + golden + ".index) must have the variables"),
        lines.get(0));
    assertTrue(lines.size() > 100, program.err());
    assertTrue(lines.stream().allMatch(line -> line.startsWith("error: ")), program.err());
    assertFalse(Files.exists(out));
  }

  @Test
  void refusesWrongOptions() throws IOException {
    Path golden =
        Path.of(System.getProperty("project.root", ".."))
            .resolve("test-data/golden/official-checkpoint/lite0");
    Path out = folder.resolve("out");
    Program.fails(2, "import-checkpoint", golden, "--variant", "b9", "--out", out)
        .says("model.variant (b9) must be one of b0, b1");
    Program.fails(
            2, "import-checkpoint", golden, "--variant", "b0", "--resolution", 5, "--out", out)
        .says("--resolution (5) must be 8 to 4096");
    Files.createDirectory(out);
    Program.fails(3, "import-checkpoint", golden, "--variant", "b0", "--out", out)
        .says("--out (" + out + ") must not exist yet");
  }

  /** Writes a Lite0 whose classifier is all biases, those for strawberries the largest. */
  private static Path writeLite0(Path prefix) {
    ModelConfig model = new ModelConfig("lite0", 0, 0, 0, false, 2, 0.99, 1e-3, Compute.FLOAT32);
    List<VariableSpec> variables = Inspection.of(Architecture.of(model, 1000)).variables();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      List<Operand<?>> values = new ArrayList<>();
      for (VariableSpec variable : variables) {
        Operand<TFloat32> zeros = tf.fill(tf.constant(variable.shape()), tf.constant(0f));
        boolean biases = variable.name().endsWith("head/dense/bias");
        values.add(
            biases
                ? tf.oneHot(
                    tf.constant(STRAWBERRY), tf.constant(1000), tf.constant(9f), tf.constant(0f))
                : zeros);
      }
      String[] names = variables.stream().map(VariableSpec::name).toArray(String[]::new);
      String[] wholes = Collections.nCopies(names.length, "").toArray(String[]::new);
      session
          .runner()
          .addTarget(
              tf.train.save(
                  tf.constant(prefix.toString()), tf.array(names), tf.array(wholes), values))
          .run()
          .close();
      return prefix;
    }
  }
}
