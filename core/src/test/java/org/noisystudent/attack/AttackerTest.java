package org.noisystudent.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.primitives.ImmutableIntArray;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.noisystudent.attack.AdversarialCurve.Point;
import org.noisystudent.evaluation.Benchmark;
import org.noisystudent.evaluation.Evaluation;
import org.noisystudent.evaluation.Evaluator;
import org.noisystudent.pseudolabel.ImageBatches;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.savedmodel.InputGradient;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.storage.Json;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Curves of a model of one pixel: black is class 0, gray 1, white 2. */
final class AttackerTest {
  private static final Attack FGSM = Attack.fgsm(new Goal.AwayFromTruth());

  /** Images by their gray: the second cannot be decoded, the last two are taken for others. */
  private static final int[] GRAYS = {10, 99, 120, 250, 60, 200};

  private static final ImmutableIntArray LABELS = ImmutableIntArray.of(0, 1, 1, 2, 1, 1);

  private final Benchmark.LabeledImages images =
      new Benchmark.LabeledImages("grays", (first, end) -> new Grays(), LABELS);

  @Test
  void theFirstPointIsTheEvaluationOfTheImagesAsTheyAre() {
    Evaluation evaluation = new Evaluator().evaluate(new Thirds(), images);
    AdversarialCurve curve = curve(FGSM, List.of(40.0));
    assertEquals(5, curve.images());
    assertEquals(1, curve.undecodable());
    Point clean = curve.points().get(0);
    assertEquals(
        new Point(
            0,
            0,
            evaluation.top1(),
            evaluation.top5(),
            evaluation.meanConfidence(),
            0,
            OptionalDouble.empty()),
        clean);
    assertEquals(0.6, clean.top1(), 1e-9);
  }

  @Test
  void pointsAreByRisingEpsilonEachOnce() {
    AdversarialCurve curve = curve(FGSM, List.of(70.0, 40.0, 0.0, 70.0, -0.0));
    assertEquals(List.of(0.0, 40.0, 70.0), curve.points().stream().map(Point::epsilon).toList());
    // brighter by 40: 10, 120 and 250 stay in their thirds, 60 comes into its own, 200 does not
    assertEquals(0.8, curve.points().get(1).top1(), 1e-9);
    // by 70: 10 is still black; 120 is gray no more, 60 is, 250 is cut at white
    assertEquals(0.6, curve.points().get(2).top1(), 1e-9);
  }

  @Test
  void imagesOfTheTargetDoNotCountAsBroughtThere() {
    AdversarialCurve curve = curve(Attack.fgsm(new Goal.OneClass(1)), List.of(90.0));
    assertEquals("1", curve.target());
    // of 10 and 250, darker by 90, only the second is gray
    assertEquals(OptionalDouble.of(0.5), curve.points().get(1).reachedTarget());
    assertEquals(OptionalDouble.of(0), curve.points().get(0).reachedTarget());
  }

  @Test
  void leastLikelyIsFoundOnTheImagesAsTheyAre() {
    AdversarialCurve curve = curve(Attack.fgsm(new Goal.LeastLikely()), List.of(200.0));
    // darker by 200 all are black, which was least likely for 120 (of equals), 250 and 200
    assertEquals(0.6, curve.points().get(1).reachedTarget().orElseThrow(), 1e-9);
  }

  @Test
  void countsImagesThatGiveNoDirection() {
    InputGradient none = slopes(0);
    AdversarialCurve curve = new Attacker(new Thirds(), none).curve(images, FGSM, List.of(99.0));
    assertEquals(5, curve.points().get(1).withoutGradient());
    assertEquals(curve.points().get(0).top1(), curve.points().get(1).top1());
  }

  @Test
  void isReadBackAsItWasWritten() {
    Attack pgd =
        new Attack(Attack.Method.PGD, 4, OptionalDouble.of(3), true, new Goal.LeastLikely(), 5);
    AdversarialCurve curve = curve(pgd, List.of(8.0));
    byte[] json = Json.document(curve);
    assertEquals(curve, Json.read("curve.json", json, AdversarialCurve.class));
    assertTrue(new String(json, StandardCharsets.UTF_8).contains("least-likely"));
  }

  @Test
  void refusesWhatTheModelOrThePixelsDoNotHave() {
    refused(() -> curve(FGSM, List.of(256.0)), "epsilon (256.0) must be 0 to 255");
    refused(
        () -> curve(Attack.fgsm(new Goal.OneClass(3)), List.of(1.0)), "target (3) must be 0..2");
    var labeled =
        new Benchmark.LabeledImages("g", (first, end) -> new Grays(), ImmutableIntArray.of(3));
    assertThrows(
        UserErrorException.class,
        () -> new Attacker(new Thirds(), brighter()).curve(labeled, FGSM, List.of()));
  }

  private static void refused(Runnable attack, String message) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, attack::run).getMessage());
  }

  private AdversarialCurve curve(Attack attack, List<Double> epsilons) {
    return new Attacker(new Thirds(), brighter()).curve(images, attack, epsilons);
  }

  /** Says of every value that the loss rises with it. */
  private static InputGradient brighter() {
    return slopes(0.25f);
  }

  private static InputGradient slopes(float slope) {
    return (pixels, classes) ->
        TFloat32.tensorOf(pixels.shape(), t -> t.scalars().forEach(value -> value.setFloat(slope)));
  }

  private static final class Grays implements ImageBatches {
    private int next;

    @Override
    public Optional<Batch> next() {
      if (next >= GRAYS.length) {
        return Optional.empty();
      }
      int first = next;
      next += 3;
      int[] numbers = {first, first + 1, first + 2};
      TFloat32 pixels =
          TFloat32.tensorOf(
              Shape.of(3, 1, 1, 3),
              t -> t.scalars().forEachIndexed((at, v) -> v.setFloat(GRAYS[numbers[(int) at[0]]])));
      int[] decoded = Arrays.stream(numbers).map(n -> n == 1 ? Batch.UNDECODABLE : n).toArray();
      return Optional.of(new Batch(pixels, 1, ImmutableIntArray.copyOf(decoded)));
    }

    @Override
    public void close() {}
  }

  private static final class Thirds implements Classifier {
    @Override
    public int classes() {
      return 3;
    }

    @Override
    public int resolution() {
      return 1;
    }

    @Override
    public float[][] probabilities(TFloat32 images) {
      float[][] rows = new float[(int) images.shape().get(0)][];
      Arrays.setAll(
          rows,
          i -> {
            float gray = images.getFloat(i, 0, 0, 0);
            int third = gray < 85 ? 0 : gray < 170 ? 1 : 2;
            float[] row = {0.1f, 0.1f, 0.1f};
            row[third] = 0.8f;
            row[1] += third == 1 ? 0 : 0.05f; // gray is nearer than the other end
            return row;
          });
      return rows;
    }

    @Override
    public void close() {}
  }
}
