package org.noisystudent.pseudolabel;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.noisystudent.config.PseudoLabelConfig;

/** The images that a student learns from, each with its label. Immutable; images ascend. */
public final class Selection {
  private final int[] images;
  private final int[] copies;
  private final int[] labels;
  private final float[][] targets;

  private Selection(int[] images, int[] copies, int[] labels, float[][] targets) {
    this.images = images;
    this.copies = copies;
    this.labels = labels;
    this.targets = targets;
  }

  /** Returns what the settings select of predictions; a pure function of its arguments. */
  public static Selection select(Predictions predictions, PseudoLabelConfig config, long seed) {
    int[] kept = new ConfidenceFilter(config.minConfidence()).keep(predictions);
    int[] uses =
        new ClassBalancer(config.perClass(), config.duplicate(), seed).copies(predictions, kept);
    LabelForm form = new LabelForm(config.labels(), config.temperature());
    int[] images = IntStream.range(0, uses.length).filter(i -> uses[i] > 0).toArray();
    return new Selection(
        images,
        Arrays.stream(images).map(i -> uses[i]).toArray(),
        Arrays.stream(images).map(predictions::top).toArray(),
        Arrays.stream(images)
            .mapToObj(i -> form.target(predictions.probabilities(i), predictions.top(i)))
            .toArray(float[][]::new));
  }

  /** Returns how many distinct images are selected. */
  public int unique() {
    return images.length;
  }

  /** Returns how many images a pass over the selection holds, copies counted. */
  public int total() {
    return Arrays.stream(copies).sum();
  }

  /** Returns the number of the n-th selected image in the source. */
  public int image(int n) {
    return images[n];
  }

  /** Returns how often the n-th selected image is used, at least 1. */
  public int copies(int n) {
    return copies[n];
  }

  /** Returns the most probable class of the n-th selected image. */
  public int label(int n) {
    return labels[n];
  }

  /** Returns a copy of the target of the n-th selected image, [classes], summing to 1. */
  public float[] target(int n) {
    return targets[n].clone();
  }

  /** Returns the selected images, each as often as it is used: [total]. */
  public int[] expandedImages() {
    return expanded().map(n -> images[n]).toArray();
  }

  /** Returns the target of each of {@link #expandedImages}: [total][classes]. */
  public float[][] expandedTargets() {
    return expanded().mapToObj(this::target).toArray(float[][]::new);
  }

  private IntStream expanded() {
    return IntStream.range(0, images.length)
        .flatMap(n -> IntStream.range(0, copies[n]).map(copy -> n));
  }
}
