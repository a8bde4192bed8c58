package org.noisystudent.pseudolabel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The passes over all scores that an exact selection takes, as few as memory allows: one that
 * counts, and one that takes what is surely taken and gathers what has to be put in order. That is
 * the images of the interval that the last one taken of their class lies in, and all of a class
 * that is filled up unevenly. Only where these are more than may be held at once, an interval is
 * narrowed by counting again, and classes filled up unevenly are left to further passes.
 */
final class BalancingPasses {
  private final Scores scores;
  private final ClassBalancer balancer;
  private final ThresholdSearch search;
  private final ImageSet taken;
  private final ImageSet more;

  private BalancingPasses(Scores scores, ClassBalancer balancer, ThresholdSearch search) {
    this.scores = scores;
    this.balancer = balancer;
    this.search = search;
    this.taken = new ImageSet(scores.images());
    this.more = new ImageSet(scores.images());
  }

  /** Returns how often each image is to be used. */
  static Copies copies(Scores scores, ConfidenceFilter filter, ClassBalancer balancer) {
    ThresholdSearch search =
        ThresholdSearch.ofProbabilities(scores.classes(), filter, balancer.most());
    do {
      search = search.next(search.count(scores));
    } while (search.undecided() > balancer.sorted() && !search.isDone());
    return new BalancingPasses(scores, balancer, search).copies();
  }

  private Copies copies() {
    List<Integer> labels = new ArrayList<>();
    if (search.undecided() <= balancer.sorted()) {
      labels.addAll(labels(true)); // first, so that they all are of the first group
    } else {
      search.found().take(scores, taken::add); // too many of exactly one confidence
    }
    labels.addAll(labels(false));
    int next = 0;
    do {
      int begin = next;
      int images = 0;
      while (next < labels.size()
          && (next == begin || images <= balancer.sorted() - gathered(labels.get(next)))) {
        images += gathered(labels.get(next));
        next++;
      }
      pass(labels.subList(begin, next));
    } while (next < labels.size());
    int[] each = new int[scores.classes()];
    Arrays.setAll(each, c -> balancer.each(search.used(c)));
    return new Copies(scores, taken, each, more);
  }

  /** Returns the classes that are undecided, or those that are filled up unevenly: none is both. */
  private List<Integer> labels(boolean undecided) {
    List<Integer> labels = new ArrayList<>();
    for (int c = 0; c < scores.classes(); c++) {
      if (undecided ? search.isUndecided(c) : balancer.isUneven(search.used(c))) {
        labels.add(c);
      }
    }
    return labels;
  }

  private int gathered(int label) {
    return search.isUndecided(label) ? search.undecided(label) : search.used(label);
  }

  /** Takes what is surely taken, and puts some classes in order. */
  private void pass(List<Integer> labels) {
    Groups groups = new Groups(labels);
    BlockScan.inParallel(scores, () -> new Gather(groups)).forEach(Gather::handOver);
    BlockScan.forEach(
        labels.size(),
        i -> {
          int label = labels.get(i);
          int begin = groups.begin[i];
          int end = groups.begin[i + 1];
          Arrays.sort(groups.keys, begin, end);
          if (search.isUndecided(label)) {
            for (int at = begin; at < begin + search.wanted(label); at++) {
              taken.add((int) groups.keys[at]);
            }
          } else {
            balancer.oneMore(label, groups.keys, begin, end).forEach(more::add);
          }
        });
  }

  /** What is gathered of which class: keys by class, from begin[i] to begin[i + 1]. */
  private final class Groups {
    private final int[] begin;
    private final int[] group;
    private final int[] floor;
    private final int[] undecided;
    private final int[] upTo;
    private final AtomicIntegerArray next;
    private final long[] keys;

    Groups(List<Integer> labels) {
      int classes = scores.classes();
      this.group = new int[classes];
      this.floor = new int[classes];
      this.undecided = new int[classes];
      this.upTo = new int[classes];
      for (int c = 0; c < classes; c++) {
        floor[c] = search.lowest(c);
        undecided[c] = search.isUndecided(c) ? search.highest(c) : floor[c] - 1;
        upTo[c] = floor[c] - 1;
      }
      this.begin = new int[labels.size() + 1];
      for (int i = 0; i < labels.size(); i++) {
        int label = labels.get(i);
        group[label] = i;
        upTo[label] = search.isUndecided(label) ? undecided[label] : Score.INFINITY;
        begin[i + 1] = begin[i] + gathered(label);
      }
      this.next = new AtomicIntegerArray(begin);
      this.keys = new long[begin[labels.size()]];
    }
  }

  /** Takes and gathers. Some keys of each class are held back, so that threads seldom meet. */
  private final class Gather implements BlockScan.Worker {
    private static final int HELD = 16;

    private final Groups groups;
    private final long[] held;
    private final int[] count;

    Gather(Groups groups) {
      this.groups = groups;
      this.count = new int[groups.begin.length - 1];
      this.held = new long[count.length * HELD];
    }

    @Override
    public void take(int first, long[] block, int images) {
      int[] floor = groups.floor;
      int[] undecided = groups.undecided;
      int[] upTo = groups.upTo;
      long word = 0;
      for (int i = 0; i < images; i++) {
        int label = Score.label(block[i]);
        int bits = Score.bits(block[i]);
        int image = first + i;
        if (label >= 0 && bits >= floor[label] && bits <= Score.INFINITY) {
          if (bits > undecided[label]) {
            word |= 1L << image;
          }
          if (bits <= upTo[label]) {
            hold(groups.group[label], Score.orderKey(block[i], image));
          }
        }
        if (i == images - 1 || (image + 1) % Long.SIZE == 0) {
          taken.addAll(image, word);
          word = 0;
        }
      }
    }

    private void hold(int group, long key) {
      held[group * HELD + count[group]] = key;
      count[group]++;
      if (count[group] == HELD) {
        handOver(group);
      }
    }

    private void handOver(int group) {
      int at = groups.next.getAndAdd(group, count[group]);
      System.arraycopy(held, group * HELD, groups.keys, at, count[group]);
      count[group] = 0;
    }

    /** Hands all over that is held back. */
    void handOver() {
      for (int group = 0; group < count.length; group++) {
        handOver(group);
      }
    }
  }
}
