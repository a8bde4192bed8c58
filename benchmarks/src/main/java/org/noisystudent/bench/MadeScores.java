package org.noisystudent.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.noisystudent.pseudolabel.Score;
import org.noisystudent.pseudolabel.ScoreFile;

/**
 * Made-up scores of many images, written as labeling writes them. Class c is as frequent as 1 / (c
 * + 1), as in large collections from the web, where a few subjects are in most pictures; four
 * tenths of the images belong to no class in particular and have low confidences, the others are
 * the surer the more frequent their number; one in fifty is exactly 1, and one in a thousand cannot
 * be decoded. A pure function of the seed.
 *
 * @param images images in all
 * @param classes classes
 * @param shards files
 * @param seed everything follows from it
 */
record MadeScores(int images, int classes, int shards, long seed) {
  private static final double UNDECODABLE = 0.001;
  private static final double OUT_OF_DOMAIN = 0.4;
  private static final double SATURATED = 0.02;

  /** Writes the files, several at a time, and returns them. */
  List<Path> write(Path folder) {
    double[] cumulated = cumulated();
    List<Path> files = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      files.add(folder.resolve("scores-%05d-of-%05d.bin".formatted(shard, shards)));
    }
    IntStream.range(0, shards)
        .parallel()
        .forEach(
            shard -> {
              try {
                write(files.get(shard), shard, cumulated);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return files;
  }

  private void write(Path file, int shard, double[] cumulated) throws IOException {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + shard);
    int count = first(shard + 1) - first(shard);
    try (ScoreFile.Writer writer = new ScoreFile.Writer(file, count, classes)) {
      for (int i = 0; i < count; i++) {
        writer.add(draw(random, cumulated));
      }
    }
  }

  private static long draw(SplittableRandom random, double[] cumulated) {
    double kind = random.nextDouble();
    if (kind < UNDECODABLE) {
      return Score.NONE;
    }
    int label = label(random.nextDouble(), cumulated);
    double u = random.nextDouble();
    if (kind < UNDECODABLE + OUT_OF_DOMAIN) {
      return Score.of(label, (float) (0.02 + 0.4 * u * u));
    }
    return Score.of(label, kind > 1 - SATURATED ? 1 : (float) (1 - 0.8 * u * u * u));
  }

  /** Looks a class up by its part of the sum: the first one whose end is above. */
  private static int label(double part, double[] cumulated) {
    int low = 0;
    int high = cumulated.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulated[middle] > part) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private double[] cumulated() {
    double all = IntStream.range(0, classes).mapToDouble(c -> 1.0 / (c + 1)).sum();
    double[] cumulated = new double[classes];
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += 1.0 / (c + 1);
      cumulated[c] = sum / all;
    }
    return cumulated;
  }

  private int first(int shard) {
    return (int) ((long) shard * images / shards);
  }
}
