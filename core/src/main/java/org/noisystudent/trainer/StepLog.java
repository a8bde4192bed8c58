package org.noisystudent.trainer;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.noisystudent.train.TrainStep.Metric;

/** The numbers of a training as they are logged: means over the steps since the line before. */
final class StepLog {
  private static final double NANOS = 1e9;
  private final Trainer.Plan plan;
  private final Trainer.Log log;
  private final MetricsLog metrics;
  private final Map<Metric, Double> sums = new EnumMap<>(Metric.class);
  private TensorBoardWriter tensorBoard;
  private int steps;
  private long since;

  StepLog(Trainer.Plan plan, Trainer.Log log) {
    this.plan = plan;
    this.log = log;
    this.metrics = new MetricsLog(log.storage(), log.metrics());
  }

  /** Begins at a step, whatever was logged of the steps after it before. */
  void start(long firstStep) {
    // a line tells of the steps up to its own
    metrics.rewind(plan.name(), firstStep + 1);
    tensorBoard = new TensorBoardWriter(log.storage(), log.events(), firstStep, log.clock());
    clear();
  }

  void add(Map<Metric, Float> step) {
    step.forEach((metric, value) -> sums.merge(metric, (double) value, Double::sum));
    steps++;
  }

  /** Writes a line. */
  void write(long done, double learningRate, OptionalDouble score) {
    double seconds = (System.nanoTime() - since) / NANOS;
    Map<String, Double> numbers = new LinkedHashMap<>();
    sums.forEach(
        (metric, sum) -> {
          if (metric != Metric.UNLABELED_LOSS || plan.batch() > plan.train().labeledBatch()) {
            numbers.put(name(metric), sum / steps);
          }
        });
    numbers.put("learningRate", learningRate);
    score.ifPresent(value -> numbers.put("validationTop1", value));
    numbers.put("imagesPerSecond", steps * plan.batch() / seconds);
    metrics.add(plan.name(), done, numbers);
    tensorBoard.add(done, numbers);
    log.listener().logged(done, numbers);
    clear();
  }

  private void clear() {
    sums.clear();
    steps = 0;
    since = System.nanoTime();
  }

  private static String name(Metric metric) {
    return switch (metric) {
      case LOSS -> "loss";
      case LABELED_LOSS -> "labeledLoss";
      case UNLABELED_LOSS -> "unlabeledLoss";
      case WEIGHT_DECAY -> "weightDecay";
      case LABELED_ACCURACY -> "labeledAccuracy";
    };
  }
}
