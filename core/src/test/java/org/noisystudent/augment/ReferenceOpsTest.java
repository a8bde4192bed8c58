package org.noisystudent.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.noisystudent.augment.ReferenceImages.Operation;
import org.noisystudent.config.RandAugmentConfig;
import org.noisystudent.config.RandAugmentConfig.Mode;
import org.noisystudent.data.ImageTransform;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/** The operations against the reference's own code, bit for bit. */
final class ReferenceOpsTest {
  private static final int TILE = 32;
  private static final List<AugmentOp> OPS = List.of(AugmentOp.values());

  @Test
  void everyOperationAloneEqualsTheReferences() throws IOException {
    ReferenceImages images = ReferenceImages.read();
    List<Operation> operations = images.operations();
    assertEquals(990, operations.size());
    assertEquals(List.of(), different(images, operations));
  }

  @Test
  void fixedEqualsTfModelsWhereNothingOverflows() throws IOException {
    ReferenceImages images = ReferenceImages.read();
    List<Operation> operations = images.withoutOverflow();
    assertEquals(440, operations.size());
    assertEquals(List.of(), different(images, operations));
  }

  @Test
  void everyOperationInsideThePipelineEqualsTheReferences() throws IOException {
    ReferenceImages images = ReferenceImages.read();
    for (String name : List.of("coffee", "cat")) {
      for (double magnitude : new double[] {5, 27}) {
        Map<AugmentOp, Operation> golden = new LinkedHashMap<>();
        for (Operation operation : images.operations()) {
          if (operation.input().equals(name) && operation.config().magnitude() == magnitude) {
            golden.putIfAbsent(operation.op(), operation);
          }
        }
        List<TestImage> results = pickEach(images.input(name), golden);
        for (int i = 0; i < OPS.size(); i++) {
          Operation operation = golden.get(OPS.get(i));
          assertEquals(operation.digest(), results.get(i).digest(), operation.toString());
        }
      }
    }
  }

  /** Runs one layer on as many elements of a dataset as there are operations. */
  private static List<TestImage> pickEach(TestImage image, Map<AugmentOp, Operation> golden) {
    int count = OPS.size();
    float[][] random = new float[count][];
    for (int i = 0; i < count; i++) {
      Operation operation = golden.get(OPS.get(i));
      random[i] = new float[] {(i + 0.5f) / count, operation.first(), operation.second()};
    }
    RandAugment layer = layers(golden.get(AugmentOp.INVERT).config(), 1, image);
    ImageTransform transform =
        (scope, input, seed) -> {
          Ops tf = scope.tf();
          Operand<TInt64> number =
              tf.slice(seed, tf.constant(new int[] {1}), tf.constant(new int[] {1}));
          Operand<TFloat32> row = tf.gather(tf.constant(random), number, tf.constant(0)); // [1, 3]
          return layer.apply(
              scope, input, tf.unstack(tf.reshape(row, tf.constant(new int[] {3})), 3L).output());
        };
    return Transforms.run(transform, image, count, 2);
  }

  @Test
  void twoLayersEqualTheReferences() throws IOException {
    ReferenceImages images = ReferenceImages.read();
    List<String> wrong = new ArrayList<>();
    for (JsonNode row : images.rows("twoLayers")) {
      TestImage image = images.input(row.get(0).asText());
      RandAugmentConfig config =
          new RandAugmentConfig(
              2,
              row.get(1).asDouble(),
              Mode.REFERENCE,
              row.get(2).asDouble(),
              row.get(3).asDouble());
      RandAugment layers = layers(config, 2, image);
      float first = (float) row.get(6).asDouble();
      float second = (float) row.get(7).asDouble();
      float[] picks = {(row.get(4).asInt() + 0.5f) / 16, (row.get(5).asInt() + 0.5f) / 16};
      ImageTransform transform =
          (scope, input, seed) -> {
            List<Operand<TFloat32>> random = new ArrayList<>();
            for (float value : new float[] {picks[0], first, second, picks[1], first, second}) {
              random.add(scope.tf().constant(value));
            }
            return layers.apply(scope, input, random);
          };
      if (!row.get(8).asText().equals(Transforms.run(transform, image, 1, 1).get(0).digest())) {
        wrong.add(row.toString());
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void looksLikeTheReferencesPictures() throws IOException {
    ReferenceImages images = ReferenceImages.read();
    BufferedImage sheet =
        ImageIO.read(ReferenceImages.folder().resolve("reference-sheet.png").toFile());
    JsonNode magnitudes = images.rows("sheetMagnitudes");
    for (int column = 0; column < magnitudes.size(); column++) {
      double magnitude = magnitudes.get(column).asDouble();
      Map<AugmentOp, Operation> shown = new LinkedHashMap<>(); // each with its first numbers
      for (Operation operation : images.operations()) {
        if (operation.input().equals("cat") && operation.config().magnitude() == magnitude) {
          shown.putIfAbsent(operation.op(), operation);
        }
      }
      List<TestImage> results = run(images.input("cat"), List.copyOf(shown.values()));
      int row = 0;
      for (AugmentOp op : shown.keySet()) {
        TestImage tile = tile(sheet, row, column);
        assertEquals(0, tile.largestDifference(results.get(row)), op + " at " + magnitude);
        row++;
      }
      assertEquals(sheet.getHeight(), row * TILE);
    }
  }

  private static TestImage tile(BufferedImage sheet, int row, int column) {
    byte[] values = new byte[TILE * TILE * 3];
    for (int i = 0; i < values.length; i++) {
      int rgb = sheet.getRGB(column * TILE + i / 3 % TILE, row * TILE + i / 3 / TILE);
      values[i] = (byte) (rgb >> (8 * (2 - i % 3)));
    }
    return new TestImage(TILE, TILE, values);
  }

  private static RandAugment layers(RandAugmentConfig config, int layers, TestImage image) {
    return new RandAugment(
        new RandAugmentConfig(
            layers,
            config.magnitude(),
            config.mode(),
            config.translateConst(),
            config.cutoutConst()),
        new ImageSize(image.height(), image.width()));
  }

  private static List<String> different(ReferenceImages images, List<Operation> operations) {
    Map<String, List<Operation>> byInput =
        operations.stream().collect(Collectors.groupingBy(Operation::input));
    List<String> wrong = new ArrayList<>();
    byInput.forEach(
        (name, some) -> {
          List<TestImage> results = run(images.input(name), some);
          for (int i = 0; i < some.size(); i++) {
            if (!some.get(i).digest().equals(results.get(i).digest())) {
              wrong.add(some.get(i).toString());
            }
          }
        });
    return wrong;
  }

  /** Runs operations on one image in one graph, each by itself. */
  private static List<TestImage> run(TestImage image, List<Operation> operations) {
    List<TestImage> results = new ArrayList<>();
    try (Graph graph = new Graph();
        TUint8 tensor = image.tensor()) {
      Ops tf = Ops.create(graph);
      ImageSize size = new ImageSize(image.height(), image.width());
      Operand<TUint8> input = tf.constantOf(tensor);
      List<Operand<TUint8>> outputs = new ArrayList<>();
      for (Operation operation : operations) {
        outputs.add(
            new ImageOps(tf, size, Strength.of(operation.config()))
                .apply(
                    operation.op(),
                    input,
                    tf.constant(operation.first()),
                    tf.constant(operation.second())));
      }
      try (Session session = new Session(graph)) {
        Session.Runner runner = session.runner();
        outputs.forEach(runner::fetch);
        try (Result result = runner.run()) {
          result.forEach(entry -> results.add(TestImage.of((TUint8) entry.getValue())));
        }
      }
    }
    return results;
  }
}
