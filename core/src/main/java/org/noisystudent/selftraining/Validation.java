package org.noisystudent.selftraining;

import java.util.function.ToDoubleFunction;
import org.noisystudent.device.VariableValues;
import org.noisystudent.evaluation.Benchmark;
import org.noisystudent.evaluation.Evaluator;
import org.noisystudent.export.TrainedNetwork;

/** The score of a training's weights: top-1 accuracy on validation images. */
final class Validation implements ToDoubleFunction<VariableValues>, AutoCloseable {
  private final TrainedNetwork network;
  private final Benchmark images;

  /** Takes over the network. */
  Validation(TrainedNetwork network, Benchmark images) {
    this.network = network;
    this.images = images;
  }

  @Override
  public double applyAsDouble(VariableValues values) {
    network.load(values);
    return new Evaluator().evaluate(network, images).top1();
  }

  @Override
  public void close() {
    network.close();
  }
}
