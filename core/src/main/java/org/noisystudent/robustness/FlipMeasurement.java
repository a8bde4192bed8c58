package org.noisystudent.robustness;

import com.google.common.collect.Lists;
import com.google.common.primitives.ImmutableIntArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.noisystudent.evaluation.TopK;
import org.noisystudent.pseudolabel.ImageBatches;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** Measures how often a classifier's answer changes along sequences of perturbed images. */
public final class FlipMeasurement {
  /** Sequences that are opened at a time: videos are in memory then. */
  private static final int OPENED = 32;

  private static final int NONE = -1;

  private final Classifier classifier;
  private final SequenceImages images;
  private final KeptResults kept;
  private final int difficulty;

  /**
   * Creates a measurement.
   *
   * @param classifier stays the caller's
   * @param images opens sequences
   * @param kept what was measured before, and is not measured again
   * @param difficulty how many frames apart those are that are compared, but for noise
   */
  public FlipMeasurement(
      Classifier classifier, SequenceImages images, KeptResults kept, int difficulty) {
    this.classifier = classifier;
    this.images = images;
    this.kept = kept;
    this.difficulty = difficulty;
  }

  /** Is told how far a measurement is. */
  @FunctionalInterface
  public interface Listener {
    /** Says that some sequences of a perturbation are done. */
    void report(Perturbation perturbation, int done, int all);
  }

  /**
   * Measures all folders.
   *
   * @param baseline the flip probability, 0..1, of the model that they are normalised by
   * @throws UserErrorException of kind DATA if a sequence is too short, or none can be read
   */
  public FlipRates measure(
      SequenceFolders folders, Function<Perturbation, OptionalDouble> baseline, Listener listener) {
    List<FlipRates.Measured> measured = new ArrayList<>();
    for (Map.Entry<Perturbation, Path> entry : folders.folders().entrySet()) {
      Perturbation perturbation = entry.getKey();
      measured.add(
          kept.get(
              perturbation.toString(),
              FlipRates.Measured.class,
              () -> measure(perturbation, entry.getValue(), listener)));
    }
    return FlipRates.of(measured, baseline);
  }

  private FlipRates.Measured measure(Perturbation perturbation, Path folder, Listener listener) {
    FlipProbability flips = new FlipProbability(perturbation.noise(), difficulty);
    List<FrameSequence> sequences = SequenceFolders.sequences(folder);
    int done = 0;
    for (List<FrameSequence> some : Lists.partition(sequences, OPENED)) {
      listener.report(perturbation, done, sequences.size());
      Optional<SequenceImages.Opened> opened = images.open(some);
      opened.ifPresent(these -> add(these, flips));
      done += some.size();
    }
    if (flips.sequences() == 0) {
      throw new UserErrorException(Kind.DATA, folder + ": no sequence can be read");
    }
    return new FlipRates.Measured(
        perturbation.toString(),
        flips.sequences(),
        sequences.size() - flips.sequences(),
        flips.value());
  }

  private void add(SequenceImages.Opened opened, FlipProbability flips) {
    ImmutableIntArray classes = classes(opened);
    int first = 0;
    for (SequenceImages.Opened.Sequence sequence : opened.sequences()) {
      int end = first + sequence.frames();
      if (sequence.frames() < flips.leastFrames()) {
        throw new UserErrorException(
            Kind.DATA,
            "%s: frames (%d) must be at least %d"
                .formatted(sequence.place(), sequence.frames(), flips.leastFrames()));
      }
      ImmutableIntArray frames = classes.subArray(first, end);
      if (!frames.contains(NONE)) {
        flips.add(frames);
      }
      first = end;
    }
  }

  /** Returns the most probable class of each frame, NONE where it cannot be decoded. */
  private ImmutableIntArray classes(SequenceImages.Opened opened) {
    ImmutableIntArray.Builder classes = ImmutableIntArray.builder(opened.frames());
    opened
        .images()
        .forEach(
            opened.frames(),
            batch -> {
              float[][] probabilities = classifier.probabilities(batch.images());
              for (int i = 0; i < probabilities.length; i++) {
                boolean decoded = batch.indices().get(i) != ImageBatches.Batch.UNDECODABLE;
                classes.add(decoded ? TopK.top(probabilities[i]) : NONE);
              }
            });
    return classes.build();
  }
}
