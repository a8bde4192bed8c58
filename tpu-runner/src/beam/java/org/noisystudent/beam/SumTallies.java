package org.noisystudent.beam;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.noisystudent.pseudolabel.SelectionTally;

/** Adds up what the figures of a selection are computed from. */
final class SumTallies extends CombineFn<SelectionTally, SelectionTally, SelectionTally> {
  private final int classes;

  SumTallies(int classes) {
    this.classes = classes;
  }

  @Override
  public SelectionTally createAccumulator() {
    return new SelectionTally(classes);
  }

  @Override
  public SelectionTally addInput(SelectionTally sum, SelectionTally more) {
    sum.add(more);
    return sum;
  }

  @Override
  public SelectionTally mergeAccumulators(Iterable<SelectionTally> sums) {
    SelectionTally all = createAccumulator();
    sums.forEach(all::add);
    return all;
  }

  @Override
  public SelectionTally extractOutput(SelectionTally sum) {
    return sum;
  }

  @Override
  public Coder<SelectionTally> getAccumulatorCoder(
      CoderRegistry registry, Coder<SelectionTally> input) {
    return input;
  }

  @Override
  public Coder<SelectionTally> getDefaultOutputCoder(
      CoderRegistry registry, Coder<SelectionTally> input) {
    return input;
  }
}
