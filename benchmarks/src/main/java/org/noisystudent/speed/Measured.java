package org.noisystudent.speed;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What a contestant did.
 *
 * @param about the contestant
 * @param perSecond median over the rounds
 * @param slowest of the rounds, a second
 * @param fastest of the rounds, a second
 * @param steps a round
 * @param seconds of each round
 */
record Measured(
    Contestant.About about,
    double perSecond,
    double slowest,
    double fastest,
    int steps,
    List<Double> seconds) {
  Measured {
    seconds = List.copyOf(seconds);
  }

  /**
   * Reads times.
   *
   * @param units what a step does
   */
  static Measured of(Contestant.About about, Rounds.Times times, double units) {
    return new Measured(
        about,
        units * times.stepsPerSecond(0.5),
        units * times.stepsPerSecond(0),
        units * times.stepsPerSecond(1),
        times.steps(),
        times.seconds());
  }

  /** Returns how often it does what the fastest other program of all does once. */
  OptionalDouble ofBestPeer(List<Measured> all) {
    return all.stream()
        .filter(each -> each.about().isPeer())
        .mapToDouble(Measured::perSecond)
        .max()
        .stream()
        .map(best -> perSecond / best)
        .findFirst();
  }
}
