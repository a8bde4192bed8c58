package org.noisystudent.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class EvaluationTallyTest {
  @Test
  void countsTopOneAndTopFive() {
    EvaluationTally tally = new EvaluationTally(7);
    float[] falling = {.3f, .25f, .2f, .1f, .08f, .05f, .02f};
    tally.add(falling, 0);
    tally.add(falling, 4);
    tally.add(falling, 5);
    tally.addUndecodable();
    Evaluation evaluation = tally.result();
    assertEquals(3, evaluation.images());
    assertEquals(1, evaluation.undecodable());
    assertEquals(1.0 / 3, evaluation.top1(), 1e-12);
    assertEquals(2.0 / 3, evaluation.top5(), 1e-12);
    assertEquals(OptionalDouble.of(1), evaluation.perClass().get(0));
    assertEquals(OptionalDouble.empty(), evaluation.perClass().get(1));
    assertEquals(List.of(1, 0, 0, 0, 0, 0, 0), evaluation.confusion().get(4));
  }

  @Test
  void putsTheLowerClassFirstOfEquals() {
    float[] equal = {.25f, .25f, .25f, .25f};
    assertEquals(0, TopK.top(equal));
    assertEquals(0, TopK.rank(equal, 0));
    assertEquals(3, TopK.rank(equal, 3));
  }

  @Test
  void measuresTheGapBetweenConfidenceAndAccuracy() {
    EvaluationTally tally = new EvaluationTally(2);
    tally.add(new float[] {.9f, .1f}, 0);
    tally.add(new float[] {.9f, .1f}, 1);
    assertEquals(0.4, tally.result().calibrationError(), 1e-6);
    assertEquals(0.9, tally.result().meanConfidence(), 1e-6);
  }

  @Test
  void givesZerosForNoImages() {
    assertEquals(0, new EvaluationTally(2).result().top1());
  }

  @Property(tries = 50)
  void keepsItsSums(@ForAll long seed) {
    Random random = new Random(seed);
    EvaluationTally tally = new EvaluationTally(6);
    int images = random.nextInt(50);
    for (int i = 0; i < images; i++) {
      float[] row = new float[6];
      for (int c = 0; c < 6; c++) {
        row[c] = random.nextInt(5) / 5f;
      }
      tally.add(row, random.nextInt(6));
    }
    Evaluation evaluation = tally.result();
    int sum = evaluation.confusion().stream().flatMap(List::stream).mapToInt(n -> n).sum();
    int right = 0;
    for (int c = 0; c < 6; c++) {
      right += evaluation.confusion().get(c).get(c);
    }
    assertEquals(images, sum);
    assertEquals(images == 0 ? 0 : (double) right / images, evaluation.top1(), 1e-12);
  }
}
