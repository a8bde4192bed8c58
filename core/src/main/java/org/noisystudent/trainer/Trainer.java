package org.noisystudent.trainer;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.noisystudent.checkpoint.Checkpoints;
import org.noisystudent.checkpoint.TrainedModel;
import org.noisystudent.config.TrainConfig;
import org.noisystudent.device.Device;
import org.noisystudent.device.DeviceFailedException;
import org.noisystudent.device.VariableValues;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.RunStorage;
import org.noisystudent.train.LearningRate;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep.Metric;

/**
 * The training loop: for each step a batch, the step itself, the log and, now and then, a
 * checkpoint. Cut short anywhere and run again, it goes on from its last checkpoint and ends with
 * the same weights as if nothing had happened.
 *
 * <p>Several processes train together: each runs the same steps, and the one that writes saves.
 */
public final class Trainer {
  private final Plan plan;
  private final Device device;
  private final Checkpoints checkpoints;
  private final StepLog log;
  private final TrainingListener listener;
  private final LearningRate learningRate;

  /**
   * What is trained.
   *
   * @param name of the model, such as {@code student-1}
   * @param identity what else the result depends on: a checkpoint of another one is refused
   * @param model describes it in checkpoints
   * @param train steps, schedule, checkpoints
   * @param seed of initial weights and masks
   * @param batch images a step
   * @param validation the score of some weights, higher is better; used where {@code
   *     train.evaluateEvery} is not 0
   */
  public record Plan(
      String name,
      String identity,
      TrainedModel model,
      TrainConfig train,
      long seed,
      int batch,
      Optional<ToDoubleFunction<VariableValues>> validation) {}

  /**
   * Where a training's progress goes.
   *
   * @param storage takes the files
   * @param metrics path of the log of numbers, shared by the trainings of a run
   * @param events folder of TensorBoard's event files
   * @param listener is told of each step
   * @param clock for times in event files
   */
  public record Log(
      RunStorage storage, String metrics, String events, TrainingListener listener, Clock clock) {}

  /** Where a training that has no checkpoint starts from. */
  @FunctionalInterface
  public interface Start {
    /** Sets some variables of a device whose variables all have their first values. */
    void apply(Device device);

    /** Returns the start from first values alone. */
    static Start fromScratch() {
      return device -> {};
    }
  }

  /**
   * Creates a trainer.
   *
   * @param device holds the variables; it stays the caller's
   */
  public Trainer(Plan plan, Device device, Checkpoints checkpoints, Log log) {
    this.plan = plan;
    this.device = device;
    this.checkpoints = checkpoints;
    this.listener = log.listener();
    this.learningRate = new LearningRate(plan.train());
    this.log = new StepLog(plan, log);
  }

  /**
   * Trains to the last step, and returns the paths of the checkpoints that stay.
   *
   * @throws UserErrorException if the loss or a variable is no longer a number, or the device is
   *     lost
   */
  public List<String> run(Start start) {
    try {
      return runOrFail(start);
    } catch (DeviceFailedException e) {
      throw new UserErrorException(
          Kind.DEVICE,
          "%s: %s; %s: the same command goes on from there"
              .formatted(plan.name(), e.getMessage(), lastPlace()),
          e);
    }
  }

  private List<String> runOrFail(Start start) {
    TrainConfig train = plan.train();
    long first = resume(start);
    device.seek(first);
    log.start(first);
    listener.started(first, train.runSteps());
    for (long step = first; step < train.runSteps(); step++) {
      float rate = (float) learningRate.at(step);
      float decay = StepInputs.emaDecayAt(train.emaDecay(), step);
      int seed = Long.hashCode(plan.seed());
      device.start(new StepInputs(rate, decay, seed, (int) step));
      long done = step + 1;
      boolean last = done == train.runSteps();
      boolean save = last || done % train.checkpointEvery() == 0;
      boolean write = save || done % train.logEvery() == 0;
      if (write || isValidated(done, last)) {
        finish(done);
      }
      OptionalDouble score = validate(done, last, save);
      if (write) {
        log.write(done, rate, score);
      }
      listener.stepped(done, train.runSteps());
    }
    List<String> kept = checkpoints.keepLast(train.keepCheckpoints());
    // what comes next reads the last checkpoint
    device.processes().barrier(plan.name() + " is trained");
    return kept;
  }

  /** Gives the variables their values, and returns the steps that are done. */
  private long resume(Start start) {
    Optional<Checkpoints.Restored> last = checkpoints.last(plan.identity(), listener::warned);
    if (last.isEmpty()) {
      agree(0);
      device.initialize(plan.seed());
      start.apply(device);
      return 0;
    }
    try (Checkpoints.Restored restored = last.get()) {
      agree(restored.checkpoint().step());
      device.load(restored.values());
      return restored.checkpoint().step();
    }
  }

  /** All processes go on from the same checkpoint, or none does. */
  private void agree(long step) {
    device
        .processes()
        .agree(plan.name(), "goes on from step " + step + " of training " + plan.identity());
  }

  /** Takes the metrics of the steps since the last time; the device is not asked after each. */
  private void finish(long done) {
    List<Map<Metric, Float>> steps = device.finish();
    long step = done - steps.size();
    for (Map<Metric, Float> metrics : steps) {
      requireNumbers(metrics.values().stream().allMatch(Float::isFinite), "the loss", step++);
      log.add(metrics);
    }
  }

  private boolean isValidated(long done, boolean last) {
    int every = plan.train().evaluateEvery();
    return every > 0 && (last || done % every == 0);
  }

  /** Saves and scores the variables where it is time to; returns the score. */
  private OptionalDouble validate(long done, boolean last, boolean save) {
    boolean score = isValidated(done, last);
    if (!save && !score) {
      return OptionalDouble.empty();
    }
    OptionalDouble result = OptionalDouble.empty();
    try (VariableValues values = device.read()) {
      requireNumbers(values.areFinite(), "a variable", done);
      if (score) {
        double value = plan.validation().orElseThrow().applyAsDouble(values);
        result = OptionalDouble.of(value);
        if (device.processes().writes()) {
          checkpoints.saveIfBest(done, plan.identity(), plan.model(), value, values);
        }
      }
      if (save && device.processes().writes()) {
        checkpoints.save(done, plan.identity(), plan.model(), values);
        checkpoints.keepLast(plan.train().keepCheckpoints());
      }
    }
    return result;
  }

  private void requireNumbers(boolean numbers, String what, long step) {
    if (!numbers) {
      throw new UserErrorException(
          Kind.USAGE,
          "%s: %s is not a finite number at step %d; %s; lower train.learningRate.peak or raise %s"
              .formatted(plan.name(), what, step, lastPlace(), "train.learningRate.warmupSteps"));
    }
  }

  private String lastPlace() {
    return checkpoints
        .lastPlace()
        .map(place -> "the last good checkpoint is " + place)
        .orElse("there is no checkpoint yet");
  }
}
