package org.noisystudent.beam;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.transforms.Combine.CombineFn;

/** Adds up counts of the same length; none at all are nothing. */
final class SumCounts extends CombineFn<int[], int[], int[]> {
  @Override
  public int[] createAccumulator() {
    return new int[0];
  }

  @Override
  public int[] addInput(int[] sum, int[] more) {
    if (sum.length == 0) {
      return more.clone(); // an input may not be changed
    }
    for (int i = 0; i < more.length; i++) {
      sum[i] += more[i];
    }
    return sum;
  }

  @Override
  public int[] mergeAccumulators(Iterable<int[]> sums) {
    int[] all = createAccumulator();
    for (int[] sum : sums) {
      all = addInput(all, sum);
    }
    return all;
  }

  @Override
  public int[] extractOutput(int[] sum) {
    return sum;
  }

  @Override
  public Coder<int[]> getAccumulatorCoder(CoderRegistry registry, Coder<int[]> input) {
    return input;
  }

  @Override
  public Coder<int[]> getDefaultOutputCoder(CoderRegistry registry, Coder<int[]> input) {
    return input;
  }
}
