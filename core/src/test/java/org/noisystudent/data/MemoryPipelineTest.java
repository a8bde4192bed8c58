package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.exceptions.TFOutOfRangeException;

class MemoryPipelineTest {
  private static final MemoryImages LABELED = PipelineRun.numbered(13, 3);
  private static final ImageSource UNLABELED =
      PipelineRun.numbered(29, 3).withTargets(PipelineRun.softLabels(29, 3));

  @Test
  void parallelismDoesNotChangeABatch() {
    try (PipelineRun one = PipelineRun.training(input(LABELED, 4, 1));
        PipelineRun four = PipelineRun.training(input(LABELED, 4, 4))) {
      for (int step = 0; step < 12; step++) {
        assertEquals(one.next(), four.next());
      }
    }
  }

  @Test
  void startingAtAStepEqualsHavingRunUpToIt() {
    try (PipelineRun run = PipelineRun.training(input(LABELED, 4, 2))) {
      for (int step = 0; step < 9; step++) {
        run.next();
      }
      PipelineRun.Batch ninth = run.next();
      run.start(9);
      assertEquals(ninth, run.next());
    }
  }

  @Test
  void everyEpochVisitsEveryImageOnceInAnotherOrder() {
    try (PipelineRun run = PipelineRun.training(labeledOnly(LABELED, 13))) {
      long[] first = run.next().requested();
      long[] second = run.next().requested();
      assertFalse(Arrays.equals(first, second));
      assertArrayEquals(LongStream.range(0, 13).toArray(), Arrays.stream(first).sorted().toArray());
      assertArrayEquals(
          LongStream.range(0, 13).toArray(), Arrays.stream(second).sorted().toArray());
    }
  }

  @Test
  void theLabeledStreamDoesNotDependOnTheUnlabeledOne() {
    try (PipelineRun both = PipelineRun.training(input(LABELED, 4, 2));
        PipelineRun alone = PipelineRun.training(labeledOnly(LABELED, 4))) {
      for (int step = 0; step < 8; step++) {
        assertArrayEquals(alone.next().requested(), Arrays.copyOf(both.next().requested(), 4));
      }
    }
  }

  @Test
  void anImageKeepsItsPixelsAndItsTarget() {
    try (PipelineRun run = PipelineRun.training(input(LABELED, 4, 2))) {
      PipelineRun.Batch batch = run.next();
      for (int i = 0; i < 10; i++) {
        int index = (int) batch.used()[i];
        assertEquals(index, batch.firstPixel(i));
        float[] expected =
            i < 4
                ? PipelineRun.oneHot(LABELED.label(index), 3)
                : UNLABELED.target(index).orElseThrow();
        assertArrayEquals(expected, batch.targets()[i]);
      }
    }
  }

  @Test
  void aTeacherSeesTheUnlabeledImagesOfTheBatch() {
    TrainingInput in = input(LABELED, 4, 2);
    ImageTransform inverted = (scope, image, seed) -> scope.tf().bitwise.invert(image);
    TrainingInput looked =
        new TrainingInput(
            in.labeled(),
            in.unlabeled(),
            in.labeledBatch(),
            in.unlabeledBatch(),
            in.classes(),
            in.resolution(),
            in.transform(),
            in.seed(),
            in.parallelism(),
            Optional.of(new TeacherView(4, inverted)));
    try (PipelineRun run = PipelineRun.training(looked)) {
      for (int step = 0; step < 5; step++) {
        Map<Long, Integer> pixels = run.nextSeenByTeacher();
        assertEquals(in.unlabeledBatch(), pixels.size());
        pixels.forEach((image, pixel) -> assertEquals(255 - image, (long) pixel));
      }
    }
  }

  @Test
  void processesShareTheBatchesOfOne() {
    TrainingInput in = input(LABELED, 4, 2);
    try (PipelineRun whole = PipelineRun.training(in);
        PipelineRun first = PipelineRun.training(in.of(new ProcessShare(0, 2)));
        PipelineRun second = PipelineRun.training(in.of(new ProcessShare(1, 2)))) {
      for (PipelineRun run : List.of(whole, first, second)) {
        run.start(3);
      }
      for (int step = 3; step < 9; step++) {
        PipelineRun.Batch all = whole.next();
        PipelineRun.Batch low = first.next();
        PipelineRun.Batch high = second.next();
        for (int row = 0; row < 10; row++) {
          boolean labeled = row < 4;
          int own = labeled ? row % 2 : 2 + (row - 4) % 3;
          PipelineRun.Batch part = (labeled ? row < 2 : row < 7) ? low : high;
          assertEquals(all.requested()[row], part.requested()[own]);
          assertArrayEquals(all.pixels(row), part.pixels(own));
          assertArrayEquals(all.targets()[row], part.targets()[own]);
        }
      }
    }
  }

  @Test
  void aBatchThatCannotBeSharedIsRefused() {
    TrainingInput in = input(LABELED, 4, 2);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> in.of(new ProcessShare(0, 4)));
    assertEquals("batch (6) must be divisible by the processes (4)", refused.getMessage());
  }

  @Test
  void aSubsetServesItsOwnNumbersAndCopies() {
    ImageSource subset = LABELED.subset(new int[] {7, 7, 2});
    try (PipelineRun run = PipelineRun.training(labeledOnly(subset, 3))) {
      PipelineRun.Batch batch = run.next();
      int[] pixels = new int[3];
      for (int i = 0; i < 3; i++) {
        pixels[(int) batch.used()[i]] = batch.firstPixel(i);
      }
      assertArrayEquals(new int[] {7, 7, 2}, pixels);
    }
  }

  @Test
  void oneImageIsAnEpochToo() {
    try (PipelineRun run = PipelineRun.training(labeledOnly(LABELED.subset(new int[] {5}), 2))) {
      assertArrayEquals(new long[] {0, 0}, run.next().requested());
    }
  }

  @Test
  void anotherSeedIsAnotherOrder() {
    TrainingInput in = labeledOnly(LABELED, 13);
    TrainingInput other =
        new TrainingInput(
            LABELED,
            Optional.empty(),
            13,
            0,
            3,
            4,
            PipelineRun.IDENTITY,
            in.seed() + 1,
            2,
            Optional.empty());
    try (PipelineRun a = PipelineRun.training(in);
        PipelineRun b = PipelineRun.training(other)) {
      assertFalse(Arrays.equals(a.next().requested(), b.next().requested()));
    }
  }

  @Test
  void inferenceServesARangeInOrderAndEnds() {
    InferenceInput in = new InferenceInput(LABELED, 4, 2, 4, PipelineRun.TWO_VIEWS, 3, 9, 2);
    try (PipelineRun run = PipelineRun.inference(in)) {
      PipelineRun.Batch first = run.next();
      assertArrayEquals(new long[] {3, 4, 5, 6}, first.requested());
      assertEquals(8, first.images());
      assertEquals(3, first.firstPixel(0));
      assertEquals(255 - 3, first.firstPixel(1));
      assertArrayEquals(new long[] {7, 8}, run.next().requested());
      assertThrows(TFOutOfRangeException.class, run::next);
    }
  }

  private static TrainingInput input(ImageSource labeled, int batch, int parallelism) {
    return new TrainingInput(
        labeled,
        Optional.of(UNLABELED),
        batch,
        6,
        3,
        4,
        PipelineRun.NOISE,
        11,
        parallelism,
        Optional.empty());
  }

  private static TrainingInput labeledOnly(ImageSource labeled, int batch) {
    return new TrainingInput(
        labeled, Optional.empty(), batch, 0, 3, 4, PipelineRun.IDENTITY, 11, 2, Optional.empty());
  }
}
