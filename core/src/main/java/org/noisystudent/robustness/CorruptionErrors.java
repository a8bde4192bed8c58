package org.noisystudent.robustness;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What a model does on corrupted images; fractions are 0..1.
 *
 * @param corruptions those that were measured, in the order of {@link Corruption}
 * @param meanCorruptionError mCE: mean of the corruption errors of the 15 that are scored, in
 *     percent; empty unless all five severities of each were measured, and can be normalised
 * @param meanError mean top-1 error of the scored corruptions that were measured. Not normalised,
 *     and so not the mCE
 */
public record CorruptionErrors(
    List<Row> corruptions, OptionalDouble meanCorruptionError, OptionalDouble meanError) {
  /** Copies the list. */
  public CorruptionErrors {
    corruptions = List.copyOf(corruptions);
  }

  /**
   * One corruption.
   *
   * @param corruption its name
   * @param scored whether it is one of the 15
   * @param severities those that were measured, rising
   * @param error mean top-1 error of the severities
   * @param corruptionError CE: the error over that of the model it is normalised by; empty where
   *     there is none, or a severity is missing
   */
  public record Row(
      String corruption,
      boolean scored,
      List<Cell> severities,
      double error,
      OptionalDouble corruptionError) {
    /** Copies the list. */
    public Row {
      severities = List.copyOf(severities);
    }
  }

  /**
   * One severity of a corruption.
   *
   * @param severity 1..5
   * @param images images that were measured
   * @param undecodable images that could not be decoded, left out
   * @param error top-1 error
   * @param meanConfidence mean top probability
   * @param calibrationError expected calibration error
   */
  public record Cell(
      int severity,
      int images,
      int undecodable,
      double error,
      double meanConfidence,
      double calibrationError) {}

  /**
   * One corruption with its cells.
   *
   * @param corruption which one
   * @param severities what was measured, not empty
   */
  record Measured(Corruption corruption, List<Cell> severities) {
    double error() {
      return severities.stream().mapToDouble(Cell::error).average().orElseThrow();
    }

    boolean complete() {
      return severities.size() == Corruption.SEVERITIES;
    }
  }

  /**
   * Returns the scores.
   *
   * @param baseline the mean top-1 error of the model that errors are normalised by: AlexNet's
   */
  static CorruptionErrors of(
      List<Measured> measured, Function<Corruption, OptionalDouble> baseline) {
    List<Row> rows = measured.stream().map(one -> row(one, baseline)).toList();
    List<Row> scored = rows.stream().filter(Row::scored).toList();
    boolean complete =
        scored.size() == Corruption.scoredOnes().size()
            && scored.stream().allMatch(row -> row.corruptionError().isPresent());
    return new CorruptionErrors(
        rows,
        complete
            ? OptionalDouble.of(
                100
                    * scored.stream()
                        .mapToDouble(row -> row.corruptionError().orElseThrow())
                        .average()
                        .orElseThrow())
            : OptionalDouble.empty(),
        scored.stream().mapToDouble(Row::error).average());
  }

  private static Row row(Measured one, Function<Corruption, OptionalDouble> baseline) {
    OptionalDouble of = one.complete() ? baseline.apply(one.corruption()) : OptionalDouble.empty();
    return new Row(
        one.corruption().toString(),
        one.corruption().scored(),
        one.severities(),
        one.error(),
        of.isPresent()
            ? OptionalDouble.of(one.error() / of.getAsDouble())
            : OptionalDouble.empty());
  }

  /** Returns the mean top-1 error of a corruption, where all its severities were measured. */
  public OptionalDouble error(Corruption corruption) {
    return corruptions.stream()
        .filter(row -> row.corruption().equals(corruption.toString()))
        .filter(row -> row.severities().size() == Corruption.SEVERITIES)
        .mapToDouble(Row::error)
        .findFirst();
  }
}
