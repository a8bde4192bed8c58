package org.noisystudent.pseudolabel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ClassBalancerTest {
  private static final int CLASSES = 4;

  @Test
  void keepsTheMostConfidentImagesOfEachClass() {
    float[][] rows = {{.6f, .4f}, {.9f, .1f}, {.2f, .8f}, {.7f, .3f}, {.9f, .1f}};
    assertArrayEquals(new int[] {0, 1, 1, 0, 1}, copies(new ClassBalancer(2, false, 1), rows, 0));
  }

  @Test
  void keepsTheLowerNumberOfEquals() {
    float[][] rows = {{.6f, .4f}, {.6f, .4f}, {.6f, .4f}};
    assertArrayEquals(new int[] {1, 1, 0}, copies(new ClassBalancer(2, true, 1), rows, 0));
  }

  @Test
  void keepsEachImageOnceWithoutBalancing() {
    float[][] rows = {{.5f, .4f}, {.6f, .4f}, {}};
    assertArrayEquals(new int[] {0, 1, 0}, copies(new ClassBalancer(0, true, 1), rows, 0.6));
  }

  @Test
  void tellsConfidencesApartThatDifferInTheLastBit() {
    float more = Math.nextUp(0.5f);
    float[][] rows = {{.5f, .4f}, {more, .4f}, {.5f, .4f}, {Math.nextUp(more), .4f}};
    assertArrayEquals(new int[] {0, 1, 0, 1}, copies(new ClassBalancer(2, true, 1), rows, 0));
    assertArrayEquals(new int[] {1, 1, 0, 1}, copies(new ClassBalancer(3, true, 1), rows, 0));
  }

  @Test
  void neverKeepsWhatIsNoNumber() {
    float[][] rows = {{Float.NaN, .4f}, {.4f, .1f}};
    assertArrayEquals(new int[] {0, 3}, copies(new ClassBalancer(3, true, 1), rows, 0));
  }

  /** Whatever is scored: the search expects probabilities, and begins again where they are not. */
  @Test
  void ordersConfidencesThatAreNoProbabilities() {
    float[][] rows = {{1.5f, .4f}, {Float.POSITIVE_INFINITY, .4f}, {.5f, .4f}, {1e9f, .4f}};
    assertArrayEquals(new int[] {0, 1, 0, 1}, copies(new ClassBalancer(2, true, 1), rows, 0.3));
    assertArrayEquals(new int[] {1, 1, 0, 1}, copies(new ClassBalancer(3, true, 1), rows, 1));
  }

  @Test
  void keepsTheLowerNumbersOfEqualsHoweverManyThereAre() {
    int images = Scores.BLOCK + 100;
    long[] scores = new long[images];
    for (int i = 0; i < images; i++) {
      scores[i] = Score.of(i % 2, i % 7 == 0 ? 1f : 0.75f);
    }
    Scores made = MemoryScores.of(2, scores);
    int perClass = images / 4;
    ConfidenceFilter filter = new ConfidenceFilter(0.3);
    ImageSet expected = new ImageSet(images);
    for (int label = 0; label < 2; label++) {
      int c = label;
      int ones = (int) IntStream.range(0, images).filter(i -> i % 2 == c && i % 7 == 0).count();
      IntStream.range(0, images).filter(i -> i % 2 == c && i % 7 == 0).forEach(expected::add);
      IntStream.range(0, images)
          .filter(i -> i % 2 == c && i % 7 != 0)
          .limit(perClass - ones)
          .forEach(expected::add);
    }
    for (int sorted : new int[] {images, 1000}) {
      ClassBalancer balancer = new ClassBalancer(perClass, false, 1, sorted);
      assertArrayEquals(
          expected.images(), balancer.copies(made, filter).selected().images(), "sorted " + sorted);
    }
    ThresholdSearch search = new ClassBalancer(perClass, false, 1).search(2, filter);
    while (!search.isDone()) {
      search = search.next(search.count(made));
    }
    assertArrayEquals(
        expected.images(), search.found().images(made, new int[2]), "a part that is the whole");
  }

  @Test
  void refusesANegativeCount() {
    var error = assertThrows(IllegalArgumentException.class, () -> new ClassBalancer(-1, true, 1));
    assertEquals("pseudoLabel.perClass (-1) must be >= 0", error.getMessage());
  }

  /**
   * Against sorting the images of each class and shuffling them as a list: the numbers that
   * selections had before they were found by counting, and for any number of classes at a time.
   */
  @Property(tries = 300)
  void agreesWithSorting(
      @ForAll @IntRange(min = 0, max = 60) int images,
      @ForAll @IntRange(min = 1, max = 25) int perClass,
      @ForAll boolean duplicate,
      @ForAll @IntRange(min = 1, max = 40) int sorted,
      @ForAll long seed) {
    float[][] rows = PredictionsMade.rows(images, CLASSES, seed);
    int[] expected = new int[images];
    for (int c = 0; c < CLASSES; c++) {
      int label = c;
      List<Integer> best =
          IntStream.range(0, images)
              .filter(i -> Score.label(Score.of(rows[i])) == label)
              .filter(i -> rows[i][label] >= 0.3f)
              .boxed()
              .sorted(Comparator.comparing((Integer i) -> -rows[i][label]))
              .limit(perClass)
              .collect(Collectors.toCollection(ArrayList::new));
      Collections.shuffle(best, new Random(seed * 31 + label));
      for (int i = 0; i < best.size(); i++) {
        expected[best.get(i)] =
            duplicate ? perClass / best.size() + (i < perClass % best.size() ? 1 : 0) : 1;
      }
    }
    ClassBalancer balancer = new ClassBalancer(perClass, duplicate, seed, sorted);
    assertArrayEquals(expected, copies(balancer, rows, 0.3));
  }

  /** Over more images than a block, and more classes than are looked at in one go. */
  @Test
  void agreesWithSortingOverManyBlocksAndClasses() {
    int images = 3 * Scores.BLOCK + 77;
    int classes = 3000;
    Random random = new Random(5);
    long[] scores = new long[images];
    for (int i = 0; i < images; i++) {
      int label = (int) (classes * random.nextDouble() * random.nextDouble());
      scores[i] = Score.of(label, Math.round(random.nextFloat() * 10_000) / 10_000f);
    }
    Scores made = MemoryScores.of(classes, scores);
    Copies copies = new ClassBalancer(40, true, 3).copies(made, new ConfidenceFilter(0.25));
    Map<Integer, List<Integer>> byClass = new TreeMap<>();
    for (int i = 0; i < images; i++) {
      if (Score.confidence(scores[i]) >= 0.25f) {
        byClass.computeIfAbsent(Score.label(scores[i]), c -> new ArrayList<>()).add(i);
      }
    }
    ImageSet expected = new ImageSet(images);
    byClass.forEach(
        (label, all) -> {
          all.sort(Comparator.comparing(i -> -Score.confidence(scores[i])));
          all.stream().limit(40).forEach(expected::add);
          assertEquals(40, all.stream().limit(40).mapToInt(copies::of).sum(), "class " + label);
        });
    assertArrayEquals(expected.images(), copies.selected().images());
    assertTrue(expected.size() > 80_000 && byClass.size() > 2900, "not much was tested");
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
    ClassBalancer balancer = new ClassBalancer(perClass, true, seed);
    int[] copies = copies(balancer, rows, 0);
    int[] shuffledCopies = copies(balancer, shuffled, 0);
    for (int i = 0; i < images; i++) {
      assertEquals(copies[order.get(i)], shuffledCopies[i]);
    }
  }

  private static int[] copies(ClassBalancer balancer, float[][] rows, double least) {
    Scores scores = PredictionsMade.scores(CLASSES, rows);
    return PredictionsMade.all(scores, balancer.copies(scores, new ConfidenceFilter(least)));
  }
}
