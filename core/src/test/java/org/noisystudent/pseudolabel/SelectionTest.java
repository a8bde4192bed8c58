package org.noisystudent.pseudolabel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.noisystudent.config.PseudoLabelConfig;
import org.noisystudent.config.PseudoLabelConfig.Labels;
import org.noisystudent.config.PseudoLabelConfig.Storage;

final class SelectionTest {
  private final Scores scores =
      PredictionsMade.scores(
          2, new float[][] {{.75f, .25f}, {.5f, .5f}, {}, {.1f, .9f}, {.8f, .2f}});

  @Test
  void keepsConfidenceThatIsExactlyTheLeast() {
    assertArrayEquals(new int[] {0, 3, 4}, select(0.75, 0).images());
    assertArrayEquals(new int[] {3}, select(0.9, 0).images());
  }

  @Test
  void givesHardLabelsOneClass() {
    LabelForm form = new LabelForm(Labels.HARD, 1);
    assertArrayEquals(new float[] {0, 1}, form.target(new float[] {.1f, .9f}, 1));
  }

  @Test
  void reassignedKeepsImagesAndCopiesUnderNewLabels() {
    Selection selection = select(0.6, 4);
    Scores anew = PredictionsMade.scores(2, new float[][] {{.3f, .7f}, {}, {1, 0}});
    Selection reassigned = selection.reassigned(anew);
    assertArrayEquals(new int[] {0, 3, 4}, selection.images());
    assertArrayEquals(new int[] {0, 2}, reassigned.images());
    assertEquals(selection.copies(0), reassigned.copies(0));
    assertEquals(0, reassigned.copies(1));
    assertEquals(4, reassigned.number(2));
    SelectionStatistics statistics = SelectionStatistics.of(reassigned, image -> -1);
    assertEquals(1, statistics.perClass().get(1).unique());
  }

  @Test
  void sharpensSoftLabelsBelowTemperatureOne() {
    LabelForm form = new LabelForm(Labels.SOFT, 0.5);
    // 0.8^2 / (0.8^2 + 0.2^2)
    assertArrayEquals(
        new float[] {0.9411765f, 0.0588235f}, form.target(new float[] {.8f, .2f}, 0), 1e-6f);
  }

  @Test
  void givesEachImageAsOftenAsItIsUsed() {
    Selection selection = select(0.6, 4);
    int[] copies = IntStream.range(0, 5).map(selection::copies).toArray();
    assertArrayEquals(new int[] {2, 0, 0, 4, 2}, copies);
  }

  @Test
  void countsAgreementOfKnownLabelsOnly() {
    int[] trueLabels = {0, 1, 0, -1, 1};
    SelectionStatistics statistics =
        SelectionStatistics.of(select(0.6, 4), image -> trueLabels[image]);
    assertEquals(1, statistics.undecodable());
    assertEquals(4, statistics.scored());
    assertEquals(8, statistics.kept());
    assertEquals(3, statistics.unique());
    assertEquals(OptionalDouble.of(0.5), statistics.agreement());
    assertEquals(OptionalDouble.empty(), statistics.perClass().get(1).agreement());
    assertEquals((0.75 + 0.9 + 0.8) / 3, statistics.meanConfidence(), 1e-6);
  }

  @Property(tries = 100)
  void addsUpInEveryWay(
      @ForAll @IntRange(min = 0, max = 80) int images,
      @ForAll @IntRange(min = 0, max = 25) int perClass,
      @ForAll boolean duplicate,
      @ForAll PseudoLabelConfig.Selection mode,
      @ForAll long seed) {
    Scores made = PredictionsMade.scores(4, PredictionsMade.rows(images, 4, seed));
    var config =
        PredictionsMade.config(Labels.SOFT, Storage.FLOAT32, mode, 0.35, perClass, duplicate);
    Selection selection = Selection.select(made, config, seed);
    SelectionStatistics statistics = SelectionStatistics.of(selection, image -> 0);
    assertEquals(images, statistics.scored() + statistics.undecodable());
    assertEquals(selection.unique(), selection.images().length);
    assertEquals(IntStream.of(selection.images()).map(selection::copies).sum(), statistics.kept());
    assertEquals(statistics.scored(), sum(statistics.histogramScored()));
    assertEquals(statistics.unique(), sum(statistics.histogramSelected()));
    assertEquals(
        statistics.kept(),
        statistics.perClass().stream().mapToInt(SelectionStatistics.PerClass::kept).sum());
    assertTrue(duplicate || statistics.kept() == statistics.unique());
  }

  @Property(tries = 100)
  void softLabelsAddUpToOne(@ForAll long seed, @ForAll @DoubleRange(min = 0.1, max = 9) double t) {
    for (float[] row : PredictionsMade.distinctRows(10, 4, seed)) {
      double total = 0;
      for (float p : new LabelForm(Labels.SOFT, t).target(row, Score.label(Score.of(row)))) {
        total += p;
      }
      assertEquals(1, total, 1e-5);
    }
  }

  @Property(tries = 50)
  void isTheSameForTheSameSeed(@ForAll long seed) {
    Scores made = PredictionsMade.scores(4, PredictionsMade.rows(50, 4, seed));
    var config = PredictionsMade.config(Labels.HARD, 0.3, 17, true);
    Selection one = Selection.select(made, config, seed);
    Selection other = Selection.select(made, config, seed);
    for (int image = 0; image < 50; image++) {
      assertEquals(one.copies(image), other.copies(image));
    }
  }

  private Selection select(double least, int perClass) {
    return Selection.select(scores, PredictionsMade.config(Labels.SOFT, least, perClass, true), 1);
  }

  private static int sum(Iterable<Integer> counts) {
    int sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }
}
