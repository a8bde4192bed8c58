package org.noisystudent.reproduction;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.noisystudent.report.Html;
import org.noisystudent.reproduction.StudyRow.Answer;
import org.noisystudent.robustness.Corruption;

/** The plots of the studies as one page, nothing fetched; each point leads to its run's report. */
final class ReproductionPage {
  private static final String REPORTS = "../benchmarks/results/reproduction/";

  private final Map<String, RowResult> results;
  private final RobustnessStudy robustness;
  private final StringBuilder html = new StringBuilder();

  /** Creates the page of results by row, in order. */
  ReproductionPage(Map<String, RowResult> results, RobustnessStudy robustness) {
    this.results = results;
    this.robustness = robustness;
  }

  String text() {
    html.append(
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>The paper's studies</title>
        <style>
        """);
    html.append(Html.styleSheet());
    html.append("</style></head><body><main>\n<header>");
    html.append("<p class=\"eyebrow\">Noisy Student self-training</p>");
    html.append("<h1>The paper's studies on Fashion-MNIST</h1>");
    html.append("<p class=\"meta\">made by <code>./noisystudent bench reproduce</code></p>");
    html.append("</header>\n");
    section("Each change by itself", "top-1 accuracy of the last student, %", rows());
    section("By amount of unlabeled images", "top-1 accuracy of the student, %", fractions());
    section("By iteration", "top-1 accuracy of each model, %", iterations());
    section(
        "By severity of corruption",
        "mean top-1 error of the 15 scored corruptions, %",
        severities());
    runs();
    html.append("</main></body></html>\n");
    return html.toString();
  }

  /** Adds a plot of what was run. */
  private void section(String title, String axis, List<DotPlot.Line> lines) {
    List<DotPlot.Line> run = lines.stream().filter(line -> !line.points().isEmpty()).toList();
    html.append("<section><h2>").append(Html.escape(title)).append("</h2>\n");
    html.append(run.isEmpty() ? "<p>Not yet run.</p>" : new DotPlot(title, axis, run).svg());
    html.append("</section>\n");
  }

  private List<DotPlot.Line> rows() {
    List<DotPlot.Line> lines = new ArrayList<>();
    lines.add(line("teacher", results.get(Studies.BASE), Answer.TEACHER));
    results
        .values()
        .forEach(result -> lines.add(line(result.row().id(), result, Answer.LAST_STUDENT)));
    return lines;
  }

  private List<DotPlot.Line> fractions() {
    List<DotPlot.Line> lines = new ArrayList<>();
    for (int fraction : Studies.FRACTIONS) {
      RowResult result = results.get(fraction == 1 ? Studies.BASE : "fraction-" + fraction);
      String images = String.format(Locale.ROOT, "%,d images", Studies.UNLABELED / fraction);
      lines.add(line(images, result, Answer.LAST_STUDENT));
    }
    return lines;
  }

  private List<DotPlot.Line> iterations() {
    RowResult result = results.get("iterations");
    List<DotPlot.Line> lines = new ArrayList<>();
    int models = result.models().values().stream().mapToInt(List::size).max().orElse(0);
    for (int model = 0; model < models; model++) {
      List<DotPlot.Point> points = new ArrayList<>();
      for (Map.Entry<Long, List<Double>> seed : result.models().entrySet()) {
        points.add(point(result, seed.getKey(), seed.getValue().get(model)));
      }
      lines.add(new DotPlot.Line(model == 0 ? "teacher-0" : "student-" + model, points));
    }
    return lines;
  }

  private List<DotPlot.Line> severities() {
    List<DotPlot.Line> lines = new ArrayList<>();
    for (int severity = 1; severity <= Corruption.SEVERITIES; severity++) {
      for (String model : RobustnessStudy.MODELS) {
        lines.add(severity(Studies.BASE, model, severity));
      }
      lines.add(severity("no-noise", RobustnessStudy.MODELS.get(1), severity));
    }
    return lines;
  }

  private DotPlot.Line severity(String row, String model, int severity) {
    RowResult result = results.get(row);
    List<DotPlot.Point> points = new ArrayList<>();
    for (long seed : result.models().keySet()) {
      String run = result.row().run(seed);
      RobustnessMeasure measure = RobustnessMeasure.CORRUPTIONS;
      robustness
          .result(run, model, measure)
          .ifPresent(
              found -> {
                double error = RobustnessMeasure.bySeverity(found)[severity - 1];
                String name = RobustnessStudy.name(run, model, measure);
                points.add(
                    new DotPlot.Point(
                        error,
                        String.format(Locale.ROOT, "%s: %.2f %%", name, error),
                        REPORTS + "robustness/" + name + ".json"));
              });
    }
    String title = row.equals(Studies.BASE) ? model : model + ", no noise";
    return new DotPlot.Line(severity + ": " + title, points);
  }

  private static DotPlot.Line line(String name, RowResult result, Answer answer) {
    List<DotPlot.Point> points = new ArrayList<>();
    for (long seed : result.models().keySet()) {
      points.add(point(result, seed, result.accuracy(seed, answer)));
    }
    return new DotPlot.Line(name, points);
  }

  private static DotPlot.Point point(RowResult result, long seed, double accuracy) {
    String run = result.row().run(seed);
    return new DotPlot.Point(
        accuracy,
        String.format(Locale.ROOT, "%s: %.2f %%", run, accuracy),
        REPORTS + run + ".json");
  }

  private void runs() {
    html.append("<section><h2>The runs</h2><p>The same command gives the same numbers on the same");
    html.append(" kind of machine.</p><div class=\"scroll\"><table><thead><tr><th>run</th>");
    html.append("<th>command</th></tr></thead><tbody>\n");
    for (RowResult result : results.values()) {
      for (long seed : result.models().keySet()) {
        String run = result.row().run(seed);
        html.append("<tr><td><a href=\"").append(REPORTS).append(run).append(".json\">");
        html.append(run).append("</a></td><td><code>");
        html.append(Html.escape(result.row().command(seed))).append("</code></td></tr>\n");
      }
    }
    html.append("</tbody></table></div></section>\n");
  }
}
