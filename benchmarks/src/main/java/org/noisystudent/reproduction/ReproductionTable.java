package org.noisystudent.reproduction;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The table of all rows as Markdown: {@code docs/reproduction.md}. */
final class ReproductionTable {
  private static final String HEAD =
      """
      # The paper's studies on Fashion-MNIST

      Made by `./noisystudent bench reproduce` from the files of `benchmarks/results/reproduction`:
      do not edit. `reproduction.html` beside this page has the plots; each of their points leads to
      the report of its run.

      Each row changes a key of `configs/reproduction.yaml`: 100 labeled images a class, 59,000
      unlabeled ones, an EfficientNet of half the width and depth of B0 at 28 pixels, trained for
      minutes. Accuracies are top-1 in percent of the 10,000 test images, mean and standard deviation
      over seeds, of the last student. The paper's figures are of ImageNet, at a scale some thousand
      times larger: what is compared is the sign.

      A hypothesis is what the paper found. It is held, or not held, where a paired t-test over the
      seeds (two-sided) gives p < 0.05, else not distinguishable. **No row was tuned until it
      agrees.**

      | Row | Runs | Top-1, % | Paper | Hypothesis | Difference, points | Says |
      |---|---|---|---|---|---|---|
      """;

  private final Map<String, RowResult> results;

  /** Creates the table of results by row, in order. */
  ReproductionTable(Map<String, RowResult> results) {
    this.results = results;
  }

  String text() {
    StringBuilder text = new StringBuilder(HEAD);
    results.values().forEach(result -> text.append(row(result)));
    text.append(commands());
    return text.toString();
  }

  private String row(RowResult result) {
    StudyRow row = result.row();
    String hypothesis = "–";
    String difference = "–";
    String verdict = result.models().isEmpty() ? "not yet run" : "–";
    if (row.hypothesis().isPresent()) {
      StudyRow.Hypothesis asked = row.hypothesis().get();
      hypothesis =
          (asked.above() ? "above " : "below ")
              + (asked.otherAnswer() == StudyRow.Answer.TEACHER ? "its teacher" : asked.other());
      PairedDifference paired =
          PairedDifference.of(result, results.get(asked.other()), asked.otherAnswer());
      difference = paired.text();
      verdict = result.models().isEmpty() ? verdict : paired.verdict(asked);
    } else if (!result.models().isEmpty()) {
      difference =
          PairedDifference.of(result, results.get(Studies.BASE), StudyRow.Answer.LAST_STUDENT)
              .text();
    }
    return String.format(
        Locale.ROOT,
        "| `%s`: %s | %d | %s | %s | %s | %s | %s |%n",
        row.id(),
        row.title(),
        result.models().size(),
        spread(result.accuracies()),
        row.published().isEmpty() ? "–" : row.published(),
        hypothesis,
        difference,
        verdict);
  }

  /** Returns mean and standard deviation. */
  static String spread(double[] values) {
    if (values.length == 0) {
      return "–";
    }
    double mean = Arrays.stream(values).average().orElseThrow();
    if (values.length == 1) {
      return String.format(Locale.ROOT, "%.2f", mean);
    }
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return String.format(
        Locale.ROOT, "%.2f ± %.2f", mean, Math.sqrt(squares / (values.length - 1)));
  }

  private String commands() {
    StringBuilder text =
        new StringBuilder(
            "\n## The runs\n\nThe same command gives the same numbers on the same kind of machine.\n\n");
    text.append("| Run | Teacher, students, % | Command |\n|---|---|---|\n");
    for (RowResult result : results.values()) {
      for (long seed : new TreeSet<>(result.models().keySet())) {
        List<String> accuracies =
            result.models().get(seed).stream()
                .map(value -> String.format(Locale.ROOT, "%.2f", value))
                .toList();
        text.append(
            String.format(
                Locale.ROOT,
                "| [%s](../benchmarks/results/reproduction/%s.json) | %s | `%s` |%n",
                result.row().run(seed),
                result.row().run(seed),
                String.join(", ", accuracies),
                result.row().command(seed)));
      }
    }
    return text.toString();
  }
}
