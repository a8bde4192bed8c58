package org.noisystudent.lowering;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.noisystudent.model.Architecture;
import org.noisystudent.savedmodel.PredictGraph;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.train.TrainStep;

/** Turns steps into programs, each once. */
public final class Lowering {
  private final ModuleCache cache;
  private final LoweringProcess process;

  /** Creates a lowering with a cache of its own, or one that others share. */
  public Lowering(LoweringOptions options) {
    cache = new ModuleCache(options.cache());
    process = new LoweringProcess(options);
  }

  /**
   * Returns the program of a training's step; the step stays the caller's.
   *
   * @throws UserErrorException of kind DEVICE if XLA cannot compile it, or not in time
   */
  public LoweredModule lower(TrainStep step) {
    return lower(StepCall.of(step.function(), step::attachTo, step));
  }

  /**
   * Returns the program of some steps of a training, one after the other: it takes what the
   * pipeline gives to a step once for each, named {@link #ofStep}, and the numbers that a step is
   * fed as [steps, ...]; it gives the metrics of all, [steps, metrics].
   *
   * @param times how many steps, at least 2
   * @throws UserErrorException of kind DEVICE if XLA cannot compile it, or not in time
   */
  public LoweredModule lower(TrainStep step, int times) {
    try (RepeatedStep repeated = new RepeatedStep(step, times)) {
      return lower(repeated.call());
    }
  }

  /** Returns the name of what the pipeline gives to one of several steps, counted from 0. */
  public static String ofStep(String input, int index) {
    return RepeatedStep.ofStep(input, index);
  }

  /**
   * Returns the program by which a network labels or is evaluated: parameters {@code images}
   * float32 [batch, resolution, resolution, 3] with RGB 0..255 and the variables, result {@code
   * probabilities} float32 [batch, classes].
   *
   * @throws UserErrorException of kind DEVICE if XLA cannot compile it, or not in time
   */
  public LoweredModule lower(Architecture architecture, int batch) {
    return lower(PredictStep.of(architecture, batch));
  }

  /**
   * Returns the program by which a SavedModel labels or is evaluated, as that of a network. Its
   * variables are named as they are shared, or else as their nodes.
   *
   * @throws UserErrorException of kind DATA if the folder is no classifier or is not trusted, of
   *     kind DEVICE if XLA cannot compile it, or not in time
   */
  public LoweredModule lower(Path savedModel, Trust trust, int batch) {
    return lower(PredictStep.of(PredictGraph.read(savedModel, trust), batch));
  }

  LoweredModule lower(StepCall call) {
    String key = ModuleCache.key(call);
    Optional<byte[]> known = cache.read(key);
    if (known.isPresent()) {
      try {
        return ModuleMap.name(call, known.get());
      } catch (IOException e) {
        // damaged: made again below, and written in its place
      }
    }
    byte[] hlo = process.lower(call);
    try {
      LoweredModule module = ModuleMap.name(call, hlo);
      cache.write(key, hlo);
      return module;
    } catch (IOException e) {
      throw new IllegalStateException("XLA wrote a module that cannot be read", e);
    }
  }
}
