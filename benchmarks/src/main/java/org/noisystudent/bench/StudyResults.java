package org.noisystudent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The table of kept runs, one a config and seed; it comes from their reports alone. */
final class StudyResults {
  private final Path folder;

  StudyResults(Path folder) {
    this.folder = folder;
  }

  /** Returns the name of a config's run: {@code quickstart-seed1}. */
  static String name(Path config, long seed) {
    return stem(config) + "-seed" + seed;
  }

  /** Returns a Markdown table: a row a run, and the mean over the seeds of each config. */
  String table(List<Path> configs) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("| config | seed | teacher | students | control | gain | over control | minutes |");
    text.append(" machine, date |\n|---|---|---|---|---|---|---|---|---|\n");
    for (Path config : configs) {
      List<Figures> all = new ArrayList<>();
      for (Path file : files(config)) {
        Figures figures = Figures.of(KeptRuns.read(file));
        all.add(figures);
        text.append(figures.row(stem(config)));
      }
      if (all.size() > 1) {
        text.append(mean(stem(config), all));
      }
    }
    return text.toString();
  }

  private List<Path> files(Path config) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    String pattern = Pattern.quote(stem(config)) + "-seed\\d+\\.json";
    try (var files = Files.list(folder)) {
      return files.filter(f -> f.getFileName().toString().matches(pattern)).sorted().toList();
    }
  }

  /** The figures of a run; accuracies in percent. */
  private record Figures(
      long seed,
      double teacher,
      List<Double> students,
      double control,
      double minutes,
      String made) {
    static Figures of(JsonNode report) {
      double teacher = Double.NaN;
      double control = Double.NaN;
      List<Double> students = new ArrayList<>();
      for (JsonNode stage : report.path("stages")) {
        double top1 = 100 * stage.path("top1").asDouble();
        switch (stage.path("role").asText()) {
          case "teacher" -> teacher = top1;
          case "student" -> students.add(top1);
          default -> control = top1;
        }
      }
      JsonNode machine = report.path("environment");
      return new Figures(
          report.path("seed").asLong(),
          teacher,
          students,
          control,
          report.path("wallSeconds").asDouble() / 60,
          "%s, %d cores, %s"
              .formatted(
                  machine.path("cpu").asText(),
                  machine.path("cores").asInt(),
                  report.path("date").asText().substring(0, 10)));
    }

    double gain() {
      return students.get(students.size() - 1) - teacher;
    }

    double overControl() {
      return students.get(students.size() - 1) - control;
    }

    String row(String config) {
      List<String> each =
          students.stream().map(top1 -> String.format(Locale.ROOT, "%.2f", top1)).toList();
      return String.format(
          Locale.ROOT,
          "| %s | %d | %.2f | %s | %s | %+.2f | %s | %.1f | %s |%n",
          config,
          seed,
          teacher,
          String.join(", ", each),
          known("%.2f", control),
          gain(),
          known("%+.2f", overControl()),
          minutes,
          made);
    }
  }

  private static String mean(String config, List<Figures> all) {
    double teacher = all.stream().mapToDouble(Figures::teacher).average().orElseThrow();
    double control = all.stream().mapToDouble(Figures::control).average().orElseThrow();
    double gain = all.stream().mapToDouble(Figures::gain).average().orElseThrow();
    double over = all.stream().mapToDouble(Figures::overControl).average().orElseThrow();
    double minutes = all.stream().mapToDouble(Figures::minutes).average().orElseThrow();
    return String.format(
        Locale.ROOT,
        "| **%s** | mean of %d | %.2f | %.2f | %s | **%+.2f** | %s | %.1f | |%n",
        config,
        all.size(),
        teacher,
        teacher + gain,
        known("%.2f", control),
        gain,
        known("%+.2f", over),
        minutes);
  }

  private static String known(String format, double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
  }

  private static String stem(Path config) {
    return config.getFileName().toString().replaceFirst("\\.ya?ml$", "");
  }
}
