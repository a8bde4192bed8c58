package org.noisystudent.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.primitives.ImmutableIntArray;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.attack.Attack.Method;
import org.noisystudent.savedmodel.InputGradient;
import org.noisystudent.savedmodel.SavedModelClassifier;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** Attacks on a linear model of three classes and 12 values, whose gradient is known by hand. */
final class AttackedBatchTest {
  private static final int VALUES = 12;
  private static final int CLASSES = 3;
  private static final Goal AWAY = new Goal.AwayFromTruth();

  /** Exact in float32; the fourth value counts for no class. */
  private static final float[][] WEIGHTS = new float[VALUES][CLASSES];

  static {
    for (int v = 0; v < VALUES; v++) {
      for (int c = 0; c < CLASSES; c++) {
        WEIGHTS[v][c] = v == 3 ? 0 : (v * 7 + c * 5) % 11 - 5;
      }
    }
  }

  @TempDir private Path folder;
  private SavedModelClassifier model;
  private InputGradient gradient;

  @BeforeEach
  void loadModel() {
    model =
        TestModel.load(
            folder.resolve("model"), 2, TestModel::pixels, WEIGHTS, new float[] {0, 1, -1});
    gradient = model.inputGradient().orElseThrow();
  }

  @AfterEach
  void closeModel() {
    model.close();
  }

  @Test
  void fgsmMovesEachValueByEpsilonAlongTheSignComputedByHand() {
    float[] image = ramp(100);
    for (int label = 0; label < CLASSES; label++) {
      float[] after = attack(Attack.fgsm(AWAY), image, 0, label, 8);
      float[] signs = signs(image, label);
      for (int v = 0; v < VALUES; v++) {
        assertEquals(image[v] + 8 * signs[v], after[v], "value " + v + " of class " + label);
      }
      assertEquals(image[3], after[3]);
      assertTrue(loss(after, label) > loss(image, label));
    }
  }

  @Test
  void valuesStayWithinBlackAndWhite() {
    float[] image = new float[VALUES];
    Arrays.fill(image, 0, 6, 254);
    float[] after = attack(Attack.fgsm(AWAY), image, 0, 1, 5);
    float[] signs = signs(image, 1);
    for (int v = 0; v < VALUES; v++) {
      float expected = image[v] + 5 * signs[v];
      assertEquals(Math.max(0, Math.min(255, expected)), after[v], "value " + v);
    }
  }

  @Test
  void stepsAddUpUntilTheyAreProjectedBackWithinEpsilon() {
    float[] image = ramp(90);
    float[] signs = signs(image, 2);
    float[] two = attack(pgd(2, 1.5, false, AWAY, 0), image, 0, 2, 10);
    float[] far = attack(pgd(2, 20, false, AWAY, 0), image, 0, 2, 4);
    for (int v = 0; v < VALUES; v++) {
      assertEquals(image[v] + 3 * signs[v], two[v], "value " + v);
      assertEquals(image[v] + 4 * signs[v], far[v], "value " + v);
    }
  }

  @Test
  void theDefaultStepReachesTheEdgeOfTheBallFromAnyStart() {
    float[] image = ramp(90);
    float[] signs = signs(image, 0);
    Attack rule = new Attack(Method.PGD, 10, OptionalDouble.empty(), true, AWAY, 7);
    assertEquals(2.0, rule.stepSize(8));
    float[] after = attack(rule, image, 5, 0, 8);
    for (int v = 0; v < VALUES; v++) {
      if (v != 3) {
        assertEquals(image[v] + 8 * signs[v], after[v], "value " + v);
      }
    }
    assertTrue(after[3] != image[3] && Math.abs(after[3] - image[3]) <= 8, "the random start");
  }

  @Test
  void aTargetedAttackLowersTheLossOfItsTarget() {
    float[] image = ramp(100);
    Attack fgsm = Attack.fgsm(new Goal.OneClass(1));
    float[] after = attack(fgsm, image, 0, 1, 6);
    float[] signs = signs(image, 1);
    for (int v = 0; v < VALUES; v++) {
      assertEquals(image[v] - 6 * signs[v], after[v], "value " + v);
    }
    assertTrue(loss(after, 1) < loss(image, 1));
  }

  @Test
  void aRandomStartStaysWithinTheBallAndFillsIt() {
    float[] image = ramp(250); // white is near
    float widest = 0;
    for (int number = 0; number < 50; number++) {
      float[] after = attack(pgd(1, 1e-30, true, AWAY, 3), image, number, 0, 20);
      for (int v = 0; v < VALUES; v++) {
        assertTrue(Math.abs(after[v] - image[v]) <= 20 && after[v] <= 255, "value " + after[v]);
        widest = Math.max(widest, Math.abs(after[v] - image[v]));
      }
    }
    assertTrue(widest > 19, "widest " + widest);
  }

  @Test
  void aRandomStartDependsOnSeedAndImageAlone() {
    float[] image = ramp(100);
    Attack attack = pgd(2, 0.5, true, AWAY, 3);
    float[] alone = attack(attack, image, 8, 0, 20);
    assertArrayEquals(alone, attack(attack, image, 8, 0, 20));
    float[] batch = new float[3 * VALUES];
    for (int i = 0; i < 3; i++) {
      System.arraycopy(image, 0, batch, i * VALUES, VALUES);
    }
    float[] together =
        attack(attack, batch, ImmutableIntArray.of(7, 8, 9), ImmutableIntArray.of(0, 0, 0), 20);
    assertArrayEquals(alone, Arrays.copyOfRange(together, VALUES, 2 * VALUES));
    assertFalse(Arrays.equals(alone, Arrays.copyOf(together, VALUES)), "another image");
    float[] otherSeed = attack(pgd(2, 0.5, true, AWAY, 4), image, 8, 0, 20);
    assertFalse(Arrays.equals(alone, otherSeed), "another seed");
  }

  @Test
  void theGradientOfTheImagesThemselvesIsTakenOnceForAllEpsilons() {
    AtomicInteger asked = new AtomicInteger();
    InputGradient counted =
        (images, classes) -> {
          asked.incrementAndGet();
          return gradient.of(images, classes);
        };
    try (TFloat32 images = tensor(ramp(100))) {
      ImmutableIntArray one = ImmutableIntArray.of(0);
      AttackedBatch batch = new AttackedBatch(pgd(3, 1, false, AWAY, 0), counted, images, one, one);
      batch.at(2).close();
      assertEquals(3, asked.get());
      batch.at(4).close();
      assertEquals(5, asked.get());
    }
  }

  @Test
  void saysWhichImagesGiveNoDirection() {
    InputGradient secondOnly =
        (images, classes) -> {
          float[] slopes = new float[2 * VALUES];
          slopes[VALUES + 4] = -1e-30f;
          return tensor(slopes);
        };
    ImmutableIntArray two = ImmutableIntArray.of(0, 1);
    try (TFloat32 images = tensor(new float[2 * VALUES]);
        AttackedBatch.Attacked after =
            new AttackedBatch(Attack.fgsm(AWAY), secondOnly, images, two, two).at(9)) {
      assertEquals("{0}", after.withoutGradient().toString());
    }
  }

  private static Attack pgd(int steps, double stepSize, boolean random, Goal goal, long seed) {
    return new Attack(Method.PGD, steps, OptionalDouble.of(stepSize), random, goal, seed);
  }

  private float[] attack(Attack attack, float[] image, int number, int label, double epsilon) {
    return attack(
        attack, image, ImmutableIntArray.of(number), ImmutableIntArray.of(label), epsilon);
  }

  private float[] attack(
      Attack attack,
      float[] pixels,
      ImmutableIntArray numbers,
      ImmutableIntArray classes,
      double epsilon) {
    try (TFloat32 images = tensor(pixels);
        AttackedBatch.Attacked after =
            new AttackedBatch(attack, gradient, images, numbers, classes).at(epsilon)) {
      float[] values = new float[pixels.length];
      after.pixels().copyTo(DataBuffers.of(values, false, false));
      return values;
    }
  }

  /** Returns pixel values, whole numbers, the first and largest of them given. */
  private static float[] ramp(int from) {
    float[] image = new float[VALUES];
    for (int v = 0; v < VALUES; v++) {
      image[v] = from - 3 * v;
    }
    return image;
  }

  private static TFloat32 tensor(float[] values) {
    return TFloat32.tensorOf(
        Shape.of(values.length / VALUES, 2, 2, 3), DataBuffers.of(values, true, false));
  }

  /**
   * Returns the signs of d loss / d value = sum over c of (p(c) - [c = label]) w(value, c) / 255.
   */
  private static float[] signs(float[] image, int label) {
    double[] probabilities = probabilities(image);
    float[] signs = new float[VALUES];
    for (int v = 0; v < VALUES; v++) {
      double slope = 0;
      for (int c = 0; c < CLASSES; c++) {
        slope += (probabilities[c] - (c == label ? 1 : 0)) * WEIGHTS[v][c];
      }
      signs[v] = (float) Math.signum(slope);
    }
    return signs;
  }

  private static double loss(float[] image, int label) {
    return -Math.log(probabilities(image)[label]);
  }

  private static double[] probabilities(float[] image) {
    double[] exponentials = new double[CLASSES];
    for (int c = 0; c < CLASSES; c++) {
      double logit = c == 0 ? 0 : c == 1 ? 1 : -1;
      for (int v = 0; v < VALUES; v++) {
        logit += image[v] / 255.0 * WEIGHTS[v][c];
      }
      exponentials[c] = Math.exp(logit);
    }
    double sum = Arrays.stream(exponentials).sum();
    return Arrays.stream(exponentials).map(e -> e / sum).toArray();
  }
}
