package org.noisystudent.pseudolabel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.primitives.ImmutableIntArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.config.PseudoLabelConfig;
import org.noisystudent.config.PseudoLabelConfig.Labels;

/** A selection made shard by shard is the one that is made of all scores at once. */
final class ShardSelectionTest {
  private static final int CLASSES = 7;
  private static final int[] TRUE_LABELS = {0, 1, -1};

  @TempDir private Path folder;

  @Test
  void anExactSelectionInPartsIsTheWholeOne() {
    for (int seed = 0; seed < 3; seed++) {
      long[] scores = made(4_000, seed);
      List<long[]> parts = parts(scores, seed);
      for (int perClass : new int[] {0, 5, 300, 1_000}) {
        for (boolean duplicate : new boolean[] {false, true}) {
          ClassBalancer balancer = new ClassBalancer(perClass, duplicate, seed);
          ConfidenceFilter filter = new ConfidenceFilter(0.3);
          Copies whole = balancer.copies(MemoryScores.of(CLASSES, scores), filter);
          assertSame(whole, parts, inParts(balancer, filter, parts));
        }
      }
    }
  }

  @Test
  void aReferenceSelectionInPartsIsTheWholeOne() throws Exception {
    for (int seed = 0; seed < 5; seed++) {
      long[] scores = made(4_000, seed);
      List<long[]> parts = parts(scores, seed);
      ReferenceBalancer balancer = new ReferenceBalancer(0.3, 300, true);
      Copies whole = balancer.copies(inFiles(parts));
      int[] counts = new int[CLASSES * 101];
      for (long[] part : parts) {
        int[] more = balancer.counts(MemoryScores.of(CLASSES, part));
        Arrays.setAll(counts, i -> counts[i] + more[i]);
      }
      ReferenceBalancer.Rule rule = balancer.rule(CLASSES, counts);
      List<ShardSelection> selected = new ArrayList<>();
      for (int shard = 0; shard < parts.size(); shard++) {
        selected.add(
            ShardSelection.reference(
                shard, MemoryScores.of(CLASSES, parts.get(shard)), balancer, rule));
      }
      assertSame(whole, parts, selected);
    }
  }

  @Test
  void tallyingInPartsInAnyOrderGivesTheStatisticsOfTheWhole() {
    long[] scores = made(200_000, 1);
    PseudoLabelConfig config = PredictionsMade.config(Labels.SOFT, 0.3, 20_000, true);
    Selection whole = Selection.select(MemoryScores.of(CLASSES, scores), config, 3);
    List<long[]> parts = parts(scores, 1);
    List<ShardSelection> selected =
        inParts(
            new ClassBalancer(config.perClass(), config.duplicate(), 3),
            new ConfidenceFilter(config.minConfidence()),
            parts);
    List<SelectionTally> tallies = new ArrayList<>();
    int before = 0;
    for (ShardSelection part : selected) {
      int first = before;
      long[] some = parts.get(part.shard());
      tallies.add(
          part.tally(MemoryScores.of(CLASSES, some), image -> TRUE_LABELS[(first + image) % 3]));
      before += some.length;
    }
    Collections.shuffle(tallies, new Random(5));
    SelectionTally all = new SelectionTally(CLASSES);
    tallies.forEach(all::add);
    assertEquals(SelectionStatistics.of(whole, image -> TRUE_LABELS[image % 3]), all.statistics());
  }

  @Test
  void aSearchIsDoneAfterAsManyPassesAsItSays() {
    Scores scores = MemoryScores.of(CLASSES, made(2_000, 4));
    ThresholdSearch search =
        new ClassBalancer(3, true, 0).search(CLASSES, new ConfidenceFilter(0.3));
    assertThrows(IllegalStateException.class, search::found);
    int passes = 0;
    while (!search.isDone()) {
      search = search.next(search.count(scores));
      passes++;
    }
    assertTrue(passes > 1 && passes <= ThresholdSearch.passes(CLASSES), "passes " + passes);
    assertEquals(0, search.count(scores).length);
    assertEquals(3, ThresholdSearch.passes(1_000));
  }

  @Test
  void aSliceKeepsTheCopiesOfItsImages() {
    ShardSelection some =
        new ShardSelection(2, ImmutableIntArray.of(3, 5, 9), ImmutableIntArray.of(1, 4, 2));
    assertEquals(
        new ShardSelection(2, ImmutableIntArray.of(5, 9), ImmutableIntArray.of(4, 2)),
        some.slice(1, 3));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ShardSelection(0, ImmutableIntArray.of(1), ImmutableIntArray.of()));
  }

  /** Few confidences, so that many images are equally confident; some without a prediction. */
  private static long[] made(int images, long seed) {
    Random random = new Random(seed);
    return LongStream.range(0, images)
        .map(
            i -> {
              int label = random.nextInt(CLASSES) * random.nextInt(2);
              float confidence = random.nextInt(4) == 0 ? random.nextFloat() : 0.75f;
              return random.nextInt(20) == 0 ? Score.NONE : Score.of(label, confidence);
            })
        .toArray();
  }

  /** Parts of different lengths, one of them empty. */
  private static List<long[]> parts(long[] scores, long seed) {
    int[] cuts =
        IntStream.concat(
                IntStream.of(0, 0, scores.length), new Random(seed).ints(5, 0, scores.length))
            .sorted()
            .toArray();
    List<long[]> parts = new ArrayList<>();
    for (int i = 1; i < cuts.length; i++) {
      parts.add(Arrays.copyOfRange(scores, cuts[i - 1], cuts[i]));
    }
    return parts;
  }

  private static List<ShardSelection> inParts(
      ClassBalancer balancer, ConfidenceFilter filter, List<long[]> parts) {
    List<MemoryScores> scores = parts.stream().map(p -> MemoryScores.of(CLASSES, p)).toList();
    ThresholdSearch search = balancer.search(CLASSES, filter);
    for (int pass = 0; pass < ThresholdSearch.passes(CLASSES); pass++) {
      int[] counts = {};
      for (MemoryScores part : scores) {
        int[] sum = counts;
        int[] more = search.count(part);
        counts =
            IntStream.range(0, more.length)
                .map(i -> more[i] + (sum.length == 0 ? 0 : sum[i]))
                .toArray();
      }
      search = search.next(counts);
    }
    ClassThresholds thresholds = search.found();
    List<int[]> taken = new ArrayList<>();
    Map<Integer, List<Long>> keys = new TreeMap<>();
    int[] ties = new int[CLASSES];
    int before = 0;
    for (MemoryScores part : scores) {
      taken.add(thresholds.images(part, ties));
      int[] more = thresholds.tied(part);
      Arrays.setAll(ties, c -> ties[c] + more[c]);
      balancer
          .unevenKeys(part, before, filter, thresholds)
          .forEach(
              (label, some) ->
                  LongStream.of(some)
                      .forEach(k -> keys.computeIfAbsent(label, l -> new ArrayList<>()).add(k)));
      before += part.images();
    }
    int[] more =
        keys.entrySet().stream()
            .flatMapToInt(
                e ->
                    IntStream.of(
                        balancer.oneMore(
                            e.getKey(), e.getValue().stream().mapToLong(k -> k).toArray())))
            .sorted()
            .toArray();
    List<ShardSelection> selected = new ArrayList<>();
    int first = 0;
    for (int shard = 0; shard < scores.size(); shard++) {
      int begin = first;
      int end = first + scores.get(shard).images();
      int[] own =
          IntStream.of(more).filter(i -> i >= begin && i < end).map(i -> i - begin).toArray();
      selected.add(
          ShardSelection.exact(
              shard, scores.get(shard), taken.get(shard), own, balancer, thresholds));
      first = end;
    }
    return selected;
  }

  private Scores inFiles(List<long[]> parts) throws Exception {
    List<Path> files = new ArrayList<>();
    for (long[] part : parts) {
      Path file = folder.resolve("scores-" + files.size());
      try (ScoreFile.Writer writer = new ScoreFile.Writer(file, part.length, CLASSES)) {
        for (long score : part) {
          writer.add(score);
        }
      }
      files.add(file);
    }
    return ScoreFiles.open(files, CLASSES);
  }

  private static void assertSame(Copies whole, List<long[]> parts, List<ShardSelection> actual) {
    int before = 0;
    for (int shard = 0; shard < parts.size(); shard++) {
      int first = before;
      ShardSelection part = actual.get(shard);
      int[] copies = new int[parts.get(shard).length];
      for (int i = 0; i < part.size(); i++) {
        copies[part.images().get(i)] = part.copies().get(i);
      }
      assertArrayEquals(
          IntStream.range(0, copies.length).map(i -> whole.of(first + i)).toArray(), copies);
      before += copies.length;
    }
  }
}
