package org.noisystudent.reproduction;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How robust teachers and students are, as Markdown. */
final class RobustnessTable {
  private static final String TEACHER = "teacher-0";
  private static final String STUDENT = "student-1";

  private final Map<String, RowResult> results;
  private final RobustnessStudy study;

  RobustnessTable(Map<String, RowResult> results, RobustnessStudy study) {
    this.results = results;
    this.study = study;
  }

  String text() {
    StringBuilder text =
        new StringBuilder(
            """

            ## Robustness

            The paper's title claim: noise buys robustness that accuracy alone does not. 1,000 test images
            corrupted 75 times and attacked (epsilon %d of 255; PGD of ten steps), 100 of them perturbed along
            sequences; in percent, mean and standard deviation over seeds.

            | Model | Top-1 | %s |
            |---|---|%s
            """
                .formatted(
                    RobustnessMeasure.EPSILON,
                    String.join(" | ", measures().stream().map(RobustnessMeasure::title).toList()),
                    "---|".repeat(measures().size())));
    text.append(row("teacher", Studies.BASE, TEACHER));
    text.append(row("student", Studies.BASE, STUDENT));
    text.append(row("student without noise", "no-noise", STUDENT));
    text.append("\n| Hypothesis | Difference, points | Says |\n|---|---|---|\n");
    for (RobustnessMeasure measure : measures()) {
      text.append(compared(measure, "its teacher", Studies.BASE, TEACHER));
      text.append(compared(measure, "the student without noise", "no-noise", STUDENT));
    }
    return text.toString();
  }

  private static List<RobustnessMeasure> measures() {
    return List.of(RobustnessMeasure.values());
  }

  private String row(String title, String row, String model) {
    StringBuilder text = new StringBuilder("| ").append(title).append(" | ");
    List<Double> accuracy = new ArrayList<>();
    for (long seed : values(row, model, measures().get(0)).keySet()) { // of the same runs
      accuracy.add(results.get(row).models().get(seed).get(model.equals(TEACHER) ? 0 : 1));
    }
    text.append(spread(accuracy)).append(" |");
    for (RobustnessMeasure measure : measures()) {
      text.append(' ').append(spread(List.copyOf(values(row, model, measure).values())));
      text.append(" |");
    }
    return text.append('\n').toString();
  }

  private static String spread(List<Double> values) {
    return ReproductionTable.spread(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private String compared(RobustnessMeasure measure, String other, String row, String model) {
    SortedMap<Long, Double> student = values(Studies.BASE, STUDENT, measure);
    SortedMap<Long, Double> others = values(row, model, measure);
    List<Double> differences = new ArrayList<>();
    student.forEach(
        (seed, value) -> {
          if (others.containsKey(seed)) {
            differences.add(value - others.get(seed));
          }
        });
    PairedDifference paired = new PairedDifference(differences);
    StudyRow.Hypothesis hypothesis =
        new StudyRow.Hypothesis(row, StudyRow.Answer.LAST_STUDENT, measure.higherIsBetter());
    return String.format(
        Locale.ROOT,
        "| student's %s %s that of %s | %s | %s |%n",
        measure.title(),
        measure.higherIsBetter() ? "above" : "below",
        other,
        paired.text(),
        differences.isEmpty() ? "not yet run" : paired.verdict(hypothesis));
  }

  /** Returns the numbers of a model by seed. */
  SortedMap<Long, Double> values(String row, String model, RobustnessMeasure measure) {
    SortedMap<Long, Double> values = new TreeMap<>();
    RowResult result = results.get(row);
    for (long seed : result.models().keySet()) {
      Optional<JsonNode> found = study.result(result.row().run(seed), model, measure);
      found.ifPresent(json -> values.put(seed, measure.value(json)));
    }
    return values;
  }
}
