package org.noisystudent.pseudolabel;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Balances classes as the reference does (filter_unlabel.py): each class keeps all images down to a
 * confidence that is a multiple of 0.01, the highest one that leaves enough, and each image is used
 * wanted / kept times in expectation, the fraction by a draw. So a class has more or fewer images
 * than wanted, and of a class with too many, confident ones may be dropped for less confident ones.
 *
 * <p>As in the reference, each shard draws for itself, for its classes in the order in which they
 * first occur, by falling confidence. There only the later shuffle is seeded, with 12345; here the
 * draws are, for each shard alike, by the same generator. Several shards draw at a time, as many as
 * have room: 8 bytes an image kept.
 *
 * @param minConfidence the lowest confidence that is kept, a multiple of 0.01
 * @param perClass images wanted of each class; 0 = all that are confident enough, once
 * @param duplicate whether an image may be used more than once
 */
public record ReferenceBalancer(double minConfidence, int perClass, boolean duplicate) {
  private static final int SEED = 12345;
  private static final int BINS = 101;

  /** "Sometimes the probability can be greater than 1": what is above is no probability. */
  private static final float MAX_CONFIDENCE = 2;

  /** Checks the ranges. */
  public ReferenceBalancer {
    if (Math.rint(100 * minConfidence) / 100 != minConfidence
        || !(minConfidence >= 0 && minConfidence <= 1)) {
      throw new IllegalArgumentException(
          "pseudoLabel.minConfidence (" + minConfidence + ") must be a multiple of 0.01, 0..1");
    }
    if (perClass < 0) {
      throw new IllegalArgumentException("pseudoLabel.perClass (" + perClass + ") must be >= 0");
    }
  }

  /** Returns how often each image is to be used. */
  Copies copies(Scores scores) {
    return copies(scores, rule(scores.classes(), counts(scores)));
  }

  /** Returns how often each image of some shards is to be used, by a rule for all. */
  Copies copies(Scores scores, Rule rule) {
    Drawing drawing = new Drawing(scores, rule);
    int[] blocks = firstBlocks(scores);
    BlockScan.forEach(
        scores.shards(),
        shardsAtOnce(scores),
        shard -> drawing.shard(blocks[shard], blocks[shard + 1]));
    return new Copies(scores, drawing.selected, rule.whole, drawing.more);
  }

  /** Returns the first block of each shard, and behind them the number of blocks. */
  private static int[] firstBlocks(Scores scores) {
    int[] blocks = new int[scores.shards() + 1];
    int block = 0;
    for (int shard = 0; shard < scores.shards(); shard++) {
      while (block < scores.blocks() && scores.firstOf(block) < scores.first(shard + 1)) {
        block++;
      }
      blocks[shard + 1] = block;
    }
    return blocks;
  }

  /** Returns how many shards have room in a quarter of the heap, whichever they are. */
  private static int shardsAtOnce(Scores scores) {
    int largest = 1;
    for (int shard = 0; shard < scores.shards(); shard++) {
      largest = Math.max(largest, scores.first(shard + 1) - scores.first(shard));
    }
    return (int) Math.max(1, Math.min(scores.shards(), BlockScan.sortable() / largest));
  }

  /** Returns the images of each class and bin: what {@link #rule} takes of all images. */
  public int[] counts(Scores scores) {
    int bins = Math.multiplyExact(scores.classes(), BINS);
    return BlockScan.sum(BlockScan.inParallel(scores, () -> new Counts(bins)), each -> each.counts);
  }

  /** The images of each class and bin of some blocks. */
  private static final class Counts implements BlockScan.Worker {
    private final int[] counts;

    Counts(int bins) {
      this.counts = new int[bins];
    }

    @Override
    public void take(int first, long[] block, int count) {
      for (int i = 0; i < count; i++) {
        if (Score.isScored(block[i])) {
          counts[Score.label(block[i]) * BINS + bin(Score.confidence(block[i]))]++;
        }
      }
    }
  }

  /** Returns how often the images of each class are used. */
  public Rule rule(int classes, int[] counts) {
    Rule rule = new Rule(classes);
    for (int c = 0; c < classes; c++) {
      decide(rule, c, Arrays.copyOfRange(counts, c * BINS, (c + 1) * BINS));
    }
    return rule;
  }

  /** Returns the bin of a confidence: bin b begins at b / 100, and the last one is 1 and above. */
  static int bin(double confidence) {
    int bin = (int) Math.min(BINS - 1, confidence * 100);
    while (bin < BINS - 1 && (bin + 1) / 100.0 <= confidence) {
      bin++;
    }
    while (bin > 0 && bin / 100.0 > confidence) {
      bin--;
    }
    return bin;
  }

  private void decide(Rule rule, int label, int[] counts) {
    int bin = BINS - 1;
    int kept = counts[bin];
    boolean enough = perClass > 0 && kept >= perClass;
    while (!enough && bin / 100.0 > minConfidence) {
      bin--;
      kept += counts[bin];
      enough = perClass > 0 && kept >= perClass;
    }
    rule.threshold[label] = bin / 100.0;
    double copies = perClass == 0 || kept == 0 ? 1 : (double) perClass / kept;
    if (!duplicate) {
      copies = Math.min(copies, 1);
    }
    rule.whole[label] = (int) copies;
    rule.fraction[label] = copies - rule.whole[label];
  }

  /**
   * What is decided for each class: how often its images are used, and from which confidence on.
   */
  public static final class Rule implements Serializable {
    private static final long serialVersionUID = 1;

    private final int[] whole;
    private final double[] fraction;
    private final double[] threshold;

    Rule(int classes) {
      this.whole = new int[classes];
      this.fraction = new double[classes];
      this.threshold = new double[classes];
    }
  }

  private static final class Drawing {
    final Scores scores;
    final ImageSet selected;
    final ImageSet more;
    private final int[] whole;
    private final double[] fraction;
    private final double[] threshold;

    Drawing(Scores scores, Rule rule) {
      this.scores = scores;
      this.selected = new ImageSet(scores.images());
      this.more = new ImageSet(scores.images());
      this.whole = rule.whole;
      this.fraction = rule.fraction;
      this.threshold = rule.threshold;
    }

    private boolean isKept(long score) {
      // In double precision, as NumPy before version 2 compares a float32 with a Python number.
      double confidence = Score.confidence(score);
      return Score.isScored(score)
          && confidence >= threshold[Score.label(score)]
          && confidence <= MAX_CONFIDENCE;
    }

    /** Draws for the images of some blocks, a shard. */
    void shard(int begin, int end) {
      int[] kept = new int[whole.length];
      List<Integer> order = new ArrayList<>();
      boolean[] seen = new boolean[whole.length];
      long[] block = new long[Scores.BLOCK];
      for (int b = begin; b < end; b++) {
        int count = scores.read(b, block);
        for (int i = 0; i < count; i++) {
          int label = Score.label(block[i]);
          if (label >= 0 && !seen[label]) {
            seen[label] = true;
            order.add(label);
          }
          if (isKept(block[i])) {
            kept[label]++;
          }
        }
      }
      draw(order, kept, keys(begin, end, order, kept));
    }

    /** Returns the keys of the images kept, class by class. */
    private long[] keys(int begin, int end, List<Integer> order, int[] kept) {
      int[] next = new int[whole.length];
      int all = 0;
      for (int label : order) {
        next[label] = all;
        all += kept[label];
      }
      long[] keys = new long[all];
      long[] block = new long[Scores.BLOCK];
      for (int b = begin; b < end; b++) {
        int count = scores.read(b, block);
        for (int i = 0; i < count; i++) {
          if (isKept(block[i])) {
            int at = next[Score.label(block[i])]++;
            keys[at] = Score.orderKey(block[i], scores.firstOf(b) + i);
          }
        }
      }
      BlockScan.forEach(
          order.size(),
          i -> {
            int last = next[order.get(i)];
            Arrays.sort(keys, last - kept[order.get(i)], last);
          });
      return keys;
    }

    private void draw(List<Integer> order, int[] kept, long[] keys) {
      MersenneTwister random = new MersenneTwister(SEED);
      int at = 0;
      for (int label : order) {
        for (int i = 0; i < kept[label]; i++) {
          int image = (int) keys[at++];
          boolean once = random.nextDouble() < fraction[label];
          if (once) {
            more.add(image);
          }
          if (once || whole[label] > 0) {
            selected.add(image);
          }
        }
      }
    }
  }
}
