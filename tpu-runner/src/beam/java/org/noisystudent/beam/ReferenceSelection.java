package org.noisystudent.beam;

import java.util.List;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.noisystudent.pseudolabel.ReferenceBalancer;
import org.noisystudent.pseudolabel.ShardSelection;

/**
 * From the numbers of the shards of the scores to what the reference selects of each: the images of
 * each bin of confidence are counted, then every shard draws for itself.
 */
final class ReferenceSelection
    extends PTransform<PCollection<Integer>, PCollection<ShardSelection>> {
  private final List<String> words;

  ReferenceSelection(List<String> words) {
    this.words = words;
  }

  @Override
  public PCollection<ShardSelection> expand(PCollection<Integer> shards) {
    PCollectionView<ReferenceBalancer.Rule> rule =
        shards
            .apply("count bins", ParDo.of(new CountBins(words)))
            .setCoder(JavaCoder.of(int[].class))
            .apply("add up", Combine.globally(new SumCounts()))
            .apply("decide", ParDo.of(new Decide(words)))
            .setCoder(JavaCoder.of(ReferenceBalancer.Rule.class))
            .apply("rule", View.asSingleton());
    return shards.apply("draw", ParDo.of(new Draw(words, rule)).withSideInputs(rule));
  }

  static final class CountBins extends SelectStep<Integer, int[]> {
    CountBins(List<String> words) {
      super(words);
    }

    @ProcessElement
    public void count(@Element Integer shard, OutputReceiver<int[]> out) {
      out.output(referenceBalancer().counts(task().scores(shard)));
    }
  }

  static final class Decide extends SelectStep<int[], ReferenceBalancer.Rule> {
    Decide(List<String> words) {
      super(words);
    }

    @ProcessElement
    public void decide(@Element int[] counts, OutputReceiver<ReferenceBalancer.Rule> out) {
      out.output(referenceBalancer().rule(task().origin().classes(), counts));
    }
  }

  static final class Draw extends SelectStep<Integer, ShardSelection> {
    private final PCollectionView<ReferenceBalancer.Rule> rule;

    Draw(List<String> words, PCollectionView<ReferenceBalancer.Rule> rule) {
      super(words);
      this.rule = rule;
    }

    @ProcessElement
    public void draw(ProcessContext context) {
      int shard = context.element();
      context.output(
          ShardSelection.reference(
              shard, task().scores(shard), referenceBalancer(), context.sideInput(rule)));
    }
  }
}
