package org.noisystudent.beam;

import com.google.common.collect.Iterators;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.noisystudent.pseudolabel.PseudoLabelWriter;
import org.noisystudent.pseudolabel.Scores;
import org.noisystudent.pseudolabel.SelectedImage;
import org.noisystudent.pseudolabel.SelectionTally;
import org.noisystudent.pseudolabel.ShardSelection;

/** The steps of a {@link SelectPipeline} from what is selected to the files and their figures. */
final class WriteSteps {
  private WriteSteps() {}

  /** Says how many images of a shard are selected. */
  static final class Size extends DoFn<ShardSelection, KV<Integer, Integer>> {
    @ProcessElement
    public void size(@Element ShardSelection selection, OutputReceiver<KV<Integer, Integer>> out) {
      out.output(KV.of(selection.shard(), selection.size()));
    }
  }

  /** Counts the images of a shard. */
  static final class Tally extends SelectStep<ShardSelection, SelectionTally> {
    Tally(List<String> words) {
      super(words);
    }

    @ProcessElement
    public void tally(@Element ShardSelection selection, OutputReceiver<SelectionTally> out) {
      int first = task().origin().first(selection.shard());
      out.output(
          selection.tally(
              task().scores(selection.shard()), image -> task().trueLabel(first + image)));
    }
  }

  /** Divides what is selected of a shard among the files that it comes into. */
  static final class Divide extends SelectStep<ShardSelection, KV<Integer, ShardSelection>> {
    private final PCollectionView<Map<Integer, Integer>> sizes;

    Divide(List<String> words, PCollectionView<Map<Integer, Integer>> sizes) {
      super(words);
      this.sizes = sizes;
    }

    @ProcessElement
    public void divide(ProcessContext context) {
      ShardSelection selection = context.element();
      Map<Integer, Integer> all = context.sideInput(sizes);
      int unique = sum(all, all.size());
      if (unique == 0) {
        throw task().nothingKept();
      }
      int files = task().shards(unique);
      int place = sum(all, selection.shard());
      int next = 0;
      int file = (int) ((long) place * files / unique); // at or one before the first one's
      while (next < selection.size()) {
        int end = PseudoLabelWriter.first(file + 1, files, unique) - place;
        if (end > next) {
          int to = Math.min(end, selection.size());
          context.output(KV.of(file, selection.slice(next, to)));
          next = to;
        }
        file++;
      }
    }
  }

  /** Writes a file. */
  static final class Write extends SelectStep<KV<Integer, Iterable<ShardSelection>>, Integer> {
    private final PCollectionView<Map<Integer, Integer>> sizes;

    Write(List<String> words, PCollectionView<Map<Integer, Integer>> sizes) {
      super(words);
      this.sizes = sizes;
    }

    @ProcessElement
    public void write(ProcessContext context) {
      int file = context.element().getKey();
      List<ShardSelection> parts = new ArrayList<>();
      context.element().getValue().forEach(parts::add);
      parts.sort(Comparator.comparingInt(ShardSelection::shard));
      Map<Integer, Integer> all = context.sideInput(sizes);
      int files = task().shards(sum(all, all.size()));
      Iterator<SelectedImage> images =
          Iterators.concat(Iterators.transform(parts.iterator(), this::images));
      task().writeShard(file, files, images);
      context.output(file);
    }

    private Iterator<SelectedImage> images(ShardSelection part) {
      int first = task().origin().first(part.shard());
      Scores scores = task().scores(part.shard());
      return IntStream.range(0, part.size())
          .mapToObj(
              i -> {
                int image = part.images().get(i);
                return new SelectedImage(
                    first + image,
                    task().number(first + image),
                    scores.score(image),
                    part.copies().get(i));
              })
          .iterator();
    }
  }

  /** Puts the files in place: they are counted only once all are written. */
  static final class Publish extends SelectStep<Long, Void> {
    private final PCollectionView<SelectionTally> tally;

    Publish(List<String> words, PCollectionView<SelectionTally> tally) {
      super(words);
      this.tally = tally;
    }

    @ProcessElement
    public void publish(ProcessContext context) {
      task().publish(context.sideInput(tally).statistics());
    }
  }

  /** Returns how many images are selected of the shards before one. */
  private static int sum(Map<Integer, Integer> sizes, int shard) {
    return IntStream.range(0, shard).map(sizes::get).sum();
  }
}
