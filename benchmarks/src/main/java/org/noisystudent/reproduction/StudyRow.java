package org.noisystudent.reproduction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A row of the table: one change to the config.
 *
 * @param id names its runs
 * @param title what it is
 * @param overrides the changed keys, as of {@code --set}
 * @param answer whose accuracy it is
 * @param published the figure of the same row in the paper; empty where none is known
 * @param hypothesis what the paper found, to be tested
 */
record StudyRow(
    String id,
    String title,
    List<String> overrides,
    Answer answer,
    String published,
    Optional<Hypothesis> hypothesis) {
  private static final String SEED = "-seed";

  /** Whose accuracy a row is. */
  enum Answer {
    TEACHER,
    LAST_STUDENT
  }

  /**
   * That a row's accuracy differs from another's.
   *
   * @param other the id of the row that it is compared with
   * @param otherAnswer whose accuracy of the other row
   * @param above whether it is above the other's, else below
   */
  record Hypothesis(String other, Answer otherAnswer, boolean above) {}

  StudyRow {
    overrides = List.copyOf(overrides);
  }

  /** Returns the changes with the seed of a run. */
  List<String> overrides(long seed) {
    List<String> all = new ArrayList<>(overrides);
    all.add("seed=" + seed);
    return all;
  }

  /** Returns whether its unlabeled images are mixed with those of another kind. */
  boolean needsMixture() {
    return overrides.stream().anyMatch(change -> change.startsWith("data.unlabeled="));
  }

  /** Returns the name of a run. */
  String run(long seed) {
    return id + SEED + seed;
  }

  /** Returns the seed of a run of this row; empty where a name is not that of one. */
  OptionalLong seedOf(String name) {
    String seed = name.startsWith(id + SEED) ? name.substring((id + SEED).length()) : "";
    return seed.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(seed))
        : OptionalLong.empty();
  }

  /** Returns the run whose teacher is that of a run too: none changes the teacher. */
  Optional<String> teacherOf(long seed) {
    return id.equals(Studies.BASE) ? Optional.empty() : Optional.of(Studies.BASE + "-seed" + seed);
  }

  /** Returns the command that repeats a run. */
  String command(long seed) {
    StringBuilder command = new StringBuilder("./noisystudent run ").append(Studies.CONFIG);
    for (String override : overrides(seed)) {
      boolean plain = override.matches("[\\w.=/-]+");
      command.append(" --set ").append(plain ? override : "'" + override + "'");
    }
    return command.toString();
  }
}
