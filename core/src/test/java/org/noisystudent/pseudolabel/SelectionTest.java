package org.noisystudent.pseudolabel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.noisystudent.config.PseudoLabelConfig.Labels;

final class SelectionTest {
  private final Predictions predictions =
      new Predictions(2, new float[][] {{.75f, .25f}, {.5f, .5f}, {}, {.1f, .9f}, {.8f, .2f}});

  @Test
  void keepsConfidenceThatIsExactlyTheLeast() {
    assertArrayEquals(new int[] {0, 3, 4}, new ConfidenceFilter(0.75).keep(predictions));
    assertArrayEquals(new int[] {3}, new ConfidenceFilter(0.9).keep(predictions));
  }

  @Test
  void givesHardLabelsOneClass() {
    Selection selection =
        Selection.select(predictions, PredictionsMade.config(Labels.HARD, 0.75, 0, true), 1);
    assertEquals(3, selection.unique());
    assertArrayEquals(new float[] {0, 1}, selection.target(1));
    assertEquals(1, selection.label(1));
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
    Selection selection =
        Selection.select(predictions, PredictionsMade.config(Labels.SOFT, 0.6, 4, true), 1);
    assertArrayEquals(new int[] {0, 0, 3, 3, 3, 3, 4, 4}, selection.expandedImages());
    assertEquals(8, selection.expandedTargets().length);
  }

  @Test
  void countsAgreementOfKnownLabelsOnly() {
    Selection selection =
        Selection.select(predictions, PredictionsMade.config(Labels.SOFT, 0.6, 4, true), 1);
    SelectionStatistics statistics =
        SelectionStatistics.of(predictions, selection, new int[] {0, 1, 0, -1, 1});
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
      @ForAll long seed) {
    Predictions made = new Predictions(4, PredictionsMade.rows(images, 4, seed));
    var config = PredictionsMade.config(Labels.SOFT, 0.35, perClass, duplicate);
    Selection selection = Selection.select(made, config, seed);
    SelectionStatistics statistics = SelectionStatistics.of(made, selection, new int[images]);
    assertEquals(images, statistics.scored() + statistics.undecodable());
    assertEquals(selection.total(), selection.expandedImages().length);
    assertEquals(selection.total(), statistics.kept());
    assertEquals(statistics.scored(), sum(statistics.histogramScored()));
    assertEquals(statistics.unique(), sum(statistics.histogramSelected()));
    assertEquals(
        statistics.kept(),
        statistics.perClass().stream().mapToInt(SelectionStatistics.PerClass::kept).sum());
    assertTrue(duplicate || statistics.kept() == statistics.unique());
    for (int n = 0; n < selection.unique(); n++) {
      double total = 0;
      for (float p : selection.target(n)) {
        total += p;
      }
      assertEquals(1, total, 1e-5);
    }
  }

  @Property(tries = 50)
  void isTheSameForTheSameSeed(@ForAll long seed) {
    Predictions made = new Predictions(4, PredictionsMade.rows(50, 4, seed));
    var config = PredictionsMade.config(Labels.HARD, 0.3, 17, true);
    assertArrayEquals(
        Selection.select(made, config, seed).expandedImages(),
        Selection.select(made, config, seed).expandedImages());
  }

  private static int sum(Iterable<Integer> counts) {
    int sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }
}
