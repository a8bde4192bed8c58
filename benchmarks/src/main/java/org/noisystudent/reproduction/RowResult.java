package org.noisystudent.reproduction;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.noisystudent.bench.KeptRuns;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.reproduction.StudyRow.Answer;

/**
 * What the kept runs of a row gave.
 *
 * @param models by seed, the accuracy of each model in percent: the teacher, then the students
 */
record RowResult(StudyRow row, SortedMap<Long, List<Double>> models) {
  RowResult {
    models = new TreeMap<>(models);
  }

  /** Reads the runs, of all seeds, that are kept of the row's config as it is now. */
  static RowResult read(StudyRow row, KeptRuns kept) {
    SortedMap<Long, List<Double>> models = new TreeMap<>();
    for (String name : kept.names()) {
      OptionalLong of = row.seedOf(name);
      if (of.isEmpty()) {
        continue;
      }
      long seed = of.getAsLong();
      if (kept.has(name, ConfigLoader.load(Studies.CONFIG, row.overrides(seed)))) {
        List<Double> accuracies = new ArrayList<>();
        for (JsonNode stage : kept.report(name).path("stages")) {
          if (!stage.path("role").asText().equals("control")) {
            accuracies.add(100 * stage.path("top1").asDouble());
          }
        }
        models.put(seed, accuracies);
      }
    }
    return new RowResult(row, models);
  }

  /** Returns the accuracy of a seed's teacher or last student, in percent. */
  double accuracy(long seed, Answer answer) {
    List<Double> accuracies = models.get(seed);
    return accuracies.get(answer == Answer.TEACHER ? 0 : accuracies.size() - 1);
  }

  /** Returns the accuracies of the row's own answer, by seed. */
  double[] accuracies() {
    return models.keySet().stream().mapToDouble(seed -> accuracy(seed, row.answer())).toArray();
  }
}
