package org.noisystudent.data;

import java.util.Optional;

/** Which rows of a table of images a source is made of, with their labels and soft targets. */
final class Rows {
  private final int[] numbers;
  private final int[] labels;
  private final Optional<float[][]> targets;

  /**
   * Creates a choice of rows.
   *
   * @param numbers the row of the table that each image is
   * @param labels the class of each image
   * @param targets the probabilities of each image, where there are any
   */
  Rows(int[] numbers, int[] labels, Optional<float[][]> targets) {
    if (numbers.length != labels.length) {
      throw new IllegalArgumentException(
          "labels (" + labels.length + ") must be as many as images (" + numbers.length + ")");
    }
    this.numbers = numbers;
    this.labels = labels;
    this.targets = targets;
  }

  int size() {
    return numbers.length;
  }

  int[] numbers() {
    return numbers;
  }

  int[] labels() {
    return labels;
  }

  Optional<float[][]> targets() {
    return targets;
  }

  Rows subset(int[] indices) {
    return new Rows(
        Choice.of(numbers, indices),
        Choice.of(labels, indices),
        targets.map(all -> Choice.of(all, indices)));
  }

  Rows withTargets(float[][] soft) {
    return new Rows(numbers, labels, Optional.of(Choice.sameSize(soft, size())));
  }

  Optional<float[]> target(int index) {
    return targets.map(all -> all[index].clone());
  }
}
