package org.noisystudent.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.config.RandAugmentConfig;
import org.noisystudent.config.RandAugmentConfig.Mode;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TUint8;

final class ImageOpsTest {
  @Test
  void fixedEqualsPillow() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (PillowImages.Operation golden : PillowImages.read().operations()) {
      TestImage actual = run(golden.op(), golden.config(), golden.input(), 0, 0);
      int difference = golden.expected().largestDifference(actual);
      if (difference > golden.tolerance()) {
        wrong.add(golden + " differs by " + difference);
      }
    }
    assertEquals(List.of(), wrong);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 5", "3, 3", "28, 28", "224, 160"})
  void worksAtEveryMagnitudeOnEverySize(int height, int width) {
    TestImage image = TestImage.random(height, width);
    for (Mode mode : Mode.values()) {
      for (double magnitude : new double[] {0, 0.5, 5, 10, 24, 30}) {
        RandAugmentConfig config = new RandAugmentConfig(1, magnitude, mode, 100, 40);
        for (AugmentOp op : AugmentOp.values()) {
          TestImage result = run(op, config, image, 0.3f, 0.999999f);
          assertEquals(height, result.height(), op.name());
          assertEquals(width, result.width(), op.name());
        }
      }
    }
  }

  @Test
  void keepsTheImageWhereFixedThresholdsArePastTheRange() {
    TestImage image = TestImage.random(9, 7);
    for (AugmentOp op : List.of(AugmentOp.SOLARIZE, AugmentOp.POSTERIZE)) {
      RandAugmentConfig fixed = new RandAugmentConfig(1, 27, Mode.FIXED, 100, 40);
      RandAugmentConfig reference = new RandAugmentConfig(1, 27, Mode.REFERENCE, 100, 40);
      assertEquals(0, image.largestDifference(run(op, fixed, image, 0, 0)), op.name());
      assertTrue(image.largestDifference(run(op, reference, image, 0, 0)) > 0, op.name());
    }
  }

  private static TestImage run(
      AugmentOp op, RandAugmentConfig config, TestImage image, float first, float second) {
    try (Graph graph = new Graph();
        TUint8 tensor = image.tensor()) {
      Ops tf = Ops.create(graph);
      ImageOps ops =
          new ImageOps(tf, new ImageSize(image.height(), image.width()), Strength.of(config));
      var output = ops.apply(op, tf.constantOf(tensor), tf.constant(first), tf.constant(second));
      try (Session session = new Session(graph);
          Result result = session.runner().fetch(output).run()) {
        return TestImage.of((TUint8) result.get(0));
      }
    }
  }
}
