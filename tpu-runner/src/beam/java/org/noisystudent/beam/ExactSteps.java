package org.noisystudent.beam;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.noisystudent.pseudolabel.PredictionShards.Origin;
import org.noisystudent.pseudolabel.ShardSelection;
import org.noisystudent.pseudolabel.ThresholdSearch;

/** The steps of an {@link ExactSelection}. */
final class ExactSteps {
  /** The images taken of a shard, by their numbers in it. */
  static final TupleTag<int[]> TAKEN = new TupleTag<>("taken");

  /** Those of a shard that are used once more than others of their class. */
  static final TupleTag<int[]> MORE = new TupleTag<>("more");

  private ExactSteps() {}

  /** A step that needs what was found so far. */
  private abstract static class SearchStep<I, O> extends SelectStep<I, O> {
    private final PCollectionView<ThresholdSearch> search;

    SearchStep(List<String> words, PCollectionView<ThresholdSearch> search) {
      super(words);
      this.search = search;
    }

    ThresholdSearch search(DoFn<I, O>.ProcessContext context) {
      return context.sideInput(search);
    }
  }

  /** Counts a shard for the next pass. */
  static final class CountParts extends SearchStep<Integer, int[]> {
    CountParts(List<String> words, PCollectionView<ThresholdSearch> search) {
      super(words, search);
    }

    @ProcessElement
    public void count(ProcessContext context) {
      context.output(search(context).count(task().scores(context.element())));
    }
  }

  /** Goes on to the next pass. */
  static final class Narrow extends DoFn<int[], ThresholdSearch> {
    private final PCollectionView<ThresholdSearch> search;

    Narrow(PCollectionView<ThresholdSearch> search) {
      this.search = search;
    }

    @ProcessElement
    public void narrow(ProcessContext context) {
      context.output(context.sideInput(search).next(context.element()));
    }
  }

  /** Counts the images of a shard of exactly the lowest confidence that is taken. */
  static final class CountTies extends SearchStep<Integer, KV<Integer, int[]>> {
    CountTies(List<String> words, PCollectionView<ThresholdSearch> search) {
      super(words, search);
    }

    @ProcessElement
    public void count(ProcessContext context) {
      int shard = context.element();
      context.output(KV.of(shard, search(context).found().tied(task().scores(shard))));
    }
  }

  /** Tells each shard how many of these images there are before it: the shards have an order. */
  static final class TiesBefore
      extends DoFn<KV<Integer, Iterable<KV<Integer, int[]>>>, KV<Integer, int[]>> {
    private final int classes;

    TiesBefore(int classes) {
      this.classes = classes;
    }

    @ProcessElement
    public void addUp(
        @Element KV<Integer, Iterable<KV<Integer, int[]>>> all,
        OutputReceiver<KV<Integer, int[]>> out) {
      SortedMap<Integer, int[]> byShard = new TreeMap<>();
      all.getValue().forEach(tied -> byShard.put(tied.getKey(), tied.getValue()));
      int[] before = new int[classes];
      for (Map.Entry<Integer, int[]> shard : byShard.entrySet()) {
        out.output(KV.of(shard.getKey(), before.clone()));
        Arrays.setAll(before, c -> before[c] + shard.getValue()[c]);
      }
    }
  }

  /** Takes the images of a shard. */
  static final class Take extends SearchStep<KV<Integer, int[]>, KV<Integer, int[]>> {
    Take(List<String> words, PCollectionView<ThresholdSearch> search) {
      super(words, search);
    }

    @ProcessElement
    public void take(ProcessContext context) {
      int shard = context.element().getKey();
      int[] tiedBefore = context.element().getValue();
      context.output(
          KV.of(shard, search(context).found().images(task().scores(shard), tiedBefore)));
    }
  }

  /** Gives what orders the images of each class that is filled up unevenly. */
  static final class UnevenKeys extends SearchStep<Integer, KV<Integer, long[]>> {
    UnevenKeys(List<String> words, PCollectionView<ThresholdSearch> search) {
      super(words, search);
    }

    @ProcessElement
    public void find(ProcessContext context) {
      int shard = context.element();
      balancer()
          .unevenKeys(
              task().scores(shard), task().origin().first(shard), filter(), search(context).found())
          .forEach((label, keys) -> context.output(KV.of(label, keys)));
    }
  }

  /** Chooses the images of a class that are used once more, and tells their shards. */
  static final class OneMore extends SelectStep<KV<Integer, Iterable<long[]>>, KV<Integer, int[]>> {
    OneMore(List<String> words) {
      super(words);
    }

    @ProcessElement
    public void choose(
        @Element KV<Integer, Iterable<long[]>> ofClass, OutputReceiver<KV<Integer, int[]>> out) {
      long[] keys =
          StreamSupport.stream(ofClass.getValue().spliterator(), false)
              .flatMapToLong(LongStream::of)
              .toArray();
      int[] images = balancer().oneMore(ofClass.getKey(), keys);
      Arrays.sort(images);
      Origin origin = task().origin();
      int next = 0;
      for (int shard = 0; next < images.length; shard++) {
        int begin = next;
        while (next < images.length && images[next] < origin.first(shard + 1)) {
          next++;
        }
        if (next > begin) {
          int first = origin.first(shard);
          out.output(
              KV.of(shard, IntStream.range(begin, next).map(i -> images[i] - first).toArray()));
        }
      }
    }
  }

  /** Says how often each image of a shard is used. */
  static final class Copies extends SearchStep<KV<Integer, CoGbkResult>, ShardSelection> {
    Copies(List<String> words, PCollectionView<ThresholdSearch> search) {
      super(words, search);
    }

    @ProcessElement
    public void copies(ProcessContext context) {
      int shard = context.element().getKey();
      CoGbkResult found = context.element().getValue();
      List<int[]> more = new ArrayList<>();
      found.getAll(MORE).forEach(more::add);
      context.output(
          ShardSelection.exact(
              shard,
              task().scores(shard),
              found.getOnly(TAKEN),
              more.stream().flatMapToInt(IntStream::of).sorted().toArray(),
              balancer(),
              search(context).found()));
    }
  }
}
