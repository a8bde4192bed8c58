package org.noisystudent.speed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * Rounds in which contestants take turns, so that what slows the machine for a while slows all of
 * them.
 */
final class Rounds {
  private Rounds() {}

  /**
   * What one contestant did.
   *
   * @param steps of each round
   * @param seconds of each round
   */
  record Times(int steps, List<Double> seconds) {
    Times {
      seconds = List.copyOf(seconds);
    }

    /** Returns steps a second, of a fraction of the rounds at most: 0.5 is the median. */
    double stepsPerSecond(double quantile) {
      List<Double> sorted = new ArrayList<>(seconds);
      sorted.sort(Collections.reverseOrder());
      int index = (int) Math.round(quantile * (sorted.size() - 1));
      return steps / sorted.get(index);
    }
  }

  /**
   * Runs the rounds.
   *
   * @param secondsPerRound about how long each contestant's part of a round is
   * @param log is told of each round
   * @return the times of each contestant
   */
  static List<Times> run(
      List<Contestant> contestants, int rounds, double secondsPerRound, Consumer<String> log) {
    List<Integer> steps = new ArrayList<>();
    List<List<Double>> seconds = new ArrayList<>();
    for (Contestant contestant : contestants) {
      contestant.run(1); // the first is slow
      int tried = 1;
      double took = contestant.run(tried);
      while (took < secondsPerRound / 4) { // some steps may have been done ahead
        tried *= 2;
        took = contestant.run(tried);
      }
      steps.add((int) Math.max(1, Math.round(secondsPerRound * tried / took)));
      seconds.add(new ArrayList<>());
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < contestants.size(); i++) {
        seconds.get(i).add(contestants.get(i).run(steps.get(i)));
      }
      log.accept("round " + (round + 1) + " of " + rounds);
    }
    List<Times> times = new ArrayList<>();
    for (int i = 0; i < contestants.size(); i++) {
      times.add(new Times(steps.get(i), seconds.get(i)));
    }
    return times;
  }
}
