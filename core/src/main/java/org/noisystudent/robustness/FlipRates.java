package org.noisystudent.robustness;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * How often a model's answer changes along sequences of ever more perturbed images.
 *
 * @param perturbations those that were measured, in the order of {@link Perturbation}
 * @param meanFlipRate mFR: mean of the flip rates of the ten that are scored, in percent; empty
 *     unless all were measured, and can be normalised
 * @param meanFlipProbability mean flip probability, 0..1, of the scored ones that were measured.
 *     Not normalised, and so not the mFR
 */
public record FlipRates(
    List<Row> perturbations, OptionalDouble meanFlipRate, OptionalDouble meanFlipProbability) {
  /** Copies the list. */
  public FlipRates {
    perturbations = List.copyOf(perturbations);
  }

  /**
   * One perturbation.
   *
   * @param perturbation its name
   * @param scored whether it is one of the ten
   * @param sequences sequences that were measured
   * @param left sequences that were left out, as a frame could not be decoded
   * @param flipProbability mean over sequences of the fraction of changes, 0..1
   * @param flipRate FR: the flip probability over that of the model it is normalised by; empty
   *     where there is none
   */
  public record Row(
      String perturbation,
      boolean scored,
      int sequences,
      int left,
      double flipProbability,
      OptionalDouble flipRate) {}

  /**
   * One perturbation as it was measured.
   *
   * @param name of it
   */
  record Measured(String name, int sequences, int left, double flipProbability) {}

  /**
   * Returns the scores.
   *
   * @param baseline the flip probability of the model that they are normalised by: AlexNet's
   */
  static FlipRates of(List<Measured> measured, Function<Perturbation, OptionalDouble> baseline) {
    List<Row> rows = measured.stream().map(one -> row(one, baseline)).toList();
    List<Row> scored = rows.stream().filter(Row::scored).toList();
    boolean complete =
        scored.size() == Perturbation.scoredOnes().size()
            && scored.stream().allMatch(row -> row.flipRate().isPresent());
    return new FlipRates(
        rows,
        complete
            ? OptionalDouble.of(
                100
                    * scored.stream()
                        .mapToDouble(row -> row.flipRate().orElseThrow())
                        .average()
                        .orElseThrow())
            : OptionalDouble.empty(),
        scored.stream().mapToDouble(Row::flipProbability).average());
  }

  private static Row row(Measured one, Function<Perturbation, OptionalDouble> baseline) {
    Perturbation perturbation = Perturbation.named(one.name());
    OptionalDouble of = baseline.apply(perturbation);
    return new Row(
        one.name(),
        perturbation.scored(),
        one.sequences(),
        one.left(),
        one.flipProbability(),
        of.isPresent()
            ? OptionalDouble.of(one.flipProbability() / of.getAsDouble())
            : OptionalDouble.empty());
  }

  /** Returns the flip probability of a perturbation, where it was measured. */
  public OptionalDouble flipProbability(Perturbation perturbation) {
    return perturbations.stream()
        .filter(row -> row.perturbation().equals(perturbation.toString()))
        .mapToDouble(Row::flipProbability)
        .findFirst();
  }
}
