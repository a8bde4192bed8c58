package org.noisystudent.pseudolabel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ClassBalancerTest {
  private static final int CLASSES = 4;

  @Test
  void keepsTheMostConfidentImagesOfEachClass() {
    Predictions predictions =
        new Predictions(
            2, new float[][] {{.6f, .4f}, {.9f, .1f}, {.2f, .8f}, {.7f, .3f}, {.9f, .1f}});
    int[] copies = new ClassBalancer(2, false, 1).copies(predictions, new int[] {0, 1, 2, 3, 4});
    assertArrayEquals(new int[] {0, 1, 1, 0, 1}, copies);
  }

  @Test
  void keepsTheLowerNumberOfEquals() {
    Predictions predictions =
        new Predictions(2, new float[][] {{.6f, .4f}, {.6f, .4f}, {.6f, .4f}});
    int[] copies = new ClassBalancer(2, true, 1).copies(predictions, new int[] {0, 1, 2});
    assertArrayEquals(new int[] {1, 1, 0}, copies);
  }

  @Test
  void keepsEachImageOnceWithoutBalancing() {
    Predictions predictions = new Predictions(2, new float[][] {{.6f, .4f}, {.6f, .4f}});
    int[] copies = new ClassBalancer(0, true, 1).copies(predictions, new int[] {1});
    assertArrayEquals(new int[] {0, 1}, copies);
  }

  @Test
  void refusesANegativeCount() {
    var error = assertThrows(IllegalArgumentException.class, () -> new ClassBalancer(-1, true, 1));
    assertEquals("pseudoLabel.perClass (-1) must be >= 0", error.getMessage());
  }

  /** Against a selection by counting how many images are better. */
  @Property(tries = 200)
  void agreesWithBruteForce(
      @ForAll @IntRange(min = 0, max = 60) int images,
      @ForAll @IntRange(min = 1, max = 25) int perClass,
      @ForAll long seed) {
    Predictions predictions = new Predictions(CLASSES, PredictionsMade.rows(images, CLASSES, seed));
    int[] kept = new ConfidenceFilter(0.3).keep(predictions);
    int[] copies = new ClassBalancer(perClass, true, seed).copies(predictions, kept);
    for (int image = 0; image < images; image++) {
      int self = image;
      boolean isKept = Arrays.stream(kept).anyMatch(k -> k == self);
      long better = Arrays.stream(kept).filter(other -> beats(predictions, other, self)).count();
      assertEquals(isKept && better < perClass, copies[image] > 0);
    }
    for (int c = 0; c < CLASSES; c++) {
      int label = c;
      int[] ofClass =
          IntStream.range(0, images)
              .filter(i -> copies[i] > 0 && predictions.top(i) == label)
              .map(i -> copies[i])
              .toArray();
      if (ofClass.length > 0) {
        assertEquals(perClass, Arrays.stream(ofClass).sum());
        int least = Arrays.stream(ofClass).min().orElseThrow();
        int most = Arrays.stream(ofClass).max().orElseThrow();
        assertTrue(most - least <= 1);
      }
    }
  }

  /** Numbering the images differently numbers the selection differently, and nothing else. */
  @Property(tries = 100)
  void doesNotDependOnTheOrderOfImages(
      @ForAll @IntRange(min = 1, max = 60) int images,
      @ForAll @IntRange(min = 0, max = 25) int perClass,
      @ForAll long seed) {
    float[][] rows = PredictionsMade.distinctRows(images, CLASSES, seed);
    List<Integer> order = new ArrayList<>(IntStream.range(0, images).boxed().toList());
    Collections.shuffle(order, new Random(seed + 1));
    float[][] shuffled = order.stream().map(i -> rows[i]).toArray(float[][]::new);
    int[] all = IntStream.range(0, images).toArray();
    ClassBalancer balancer = new ClassBalancer(perClass, true, seed);
    int[] copies = balancer.copies(new Predictions(CLASSES, rows), all);
    int[] shuffledCopies = balancer.copies(new Predictions(CLASSES, shuffled), all);
    for (int i = 0; i < images; i++) {
      assertEquals(copies[order.get(i)], shuffledCopies[i]);
    }
  }

  private static boolean beats(Predictions predictions, int other, int image) {
    if (!predictions.isScored(image) || predictions.top(other) != predictions.top(image)) {
      return false;
    }
    float theirs = predictions.confidence(other);
    float own = predictions.confidence(image);
    return theirs > own || (theirs == own && other < image);
  }
}
