package org.noisystudent.report;

import java.util.List;
import org.noisystudent.report.RunResults.Iteration;
import org.noisystudent.report.RunResults.Model;
import org.noisystudent.run.Provenance;

/** The page of a run: styles, drawings and images inside it, nothing fetched. */
final class HtmlReport {
  private final RunResults results;
  private final StringBuilder html = new StringBuilder();

  HtmlReport(RunResults results) {
    this.results = results;
  }

  String page() {
    add(
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Noisy Student report</title>
        <style>
        """);
    add(Html.styleSheet());
    add("</style></head><body><main>\n");
    header();
    models();
    curves();
    results.iterations().forEach(this::iteration);
    new ClassSections(results, html).add();
    environment();
    add("</main></body></html>\n");
    return html.toString();
  }

  private void header() {
    Provenance made = results.environment();
    add("<header><p class=\"eyebrow\">Noisy Student self-training</p><h1>Run report</h1>");
    add("<p class=\"meta\">seed " + results.seed() + " · " + Html.escape(made.date()));
    if (!made.commit().isEmpty()) {
      add(" · commit <code>" + Html.escape(shortened(made.commit())) + "</code>");
    }
    add("</p></header>\n");
    List<Model> models = results.models();
    if (results.last().isEmpty()) {
      add("<p>No model has been measured yet.</p>");
      return;
    }
    Model teacher = models.get(0);
    Model last = results.last().get();
    add("<div class=\"tiles\">");
    tile("Teacher, top-1", Html.percent(teacher.evaluation().top1()), teacher.name());
    if (!last.equals(teacher)) {
      double gain = last.evaluation().top1() - teacher.evaluation().top1();
      tile("Last student, top-1", Html.percent(last.evaluation().top1()), last.name());
      tile("Gain", Html.points(gain), "percentage points over the teacher");
    }
    tile("Test images", Html.count(last.evaluation().images()), "");
    tile("Time", Html.duration(results.wallSeconds()), made.cores() + " cores");
    add("</div>\n");
  }

  private void tile(String name, String value, String note) {
    add("<div class=\"tile\"><span>" + Html.escape(name) + "</span><b>" + value + "</b><span>");
    add(Html.escape(note) + "</span></div>");
  }

  private void models() {
    List<Model> models = results.models();
    if (models.isEmpty()) {
      return;
    }
    add(
        "<section><h2>Accuracy</h2><figure class=\"scroll\">"
            + Plots.accuracy(models)
            + "</figure>");
    add("<div class=\"scroll\"><table><thead><tr><th>Model<th>Network<th class=\"n\">Top-1");
    add("<th class=\"n\">Gain<th class=\"n\">Top-5<th class=\"n\">Confidence");
    add("<th class=\"n\">Calibration error<th class=\"n\">Images<th class=\"n\">Training");
    add("</tr></thead><tbody>\n");
    double before = models.get(0).evaluation().top1();
    for (Model model : models) {
      var evaluation = model.evaluation();
      add("<tr><th scope=\"row\">" + Html.escape(model.name()));
      cell("", model.variant().isEmpty() ? "given SavedModel" : Html.escape(model.variant()));
      cell("n strong", Html.percent(evaluation.top1()));
      cell("n", model.equals(models.get(0)) ? "–" : Html.points(evaluation.top1() - before));
      cell("n", Html.percent(evaluation.top5()));
      cell("n", Html.percent(evaluation.meanConfidence()));
      cell("n", Html.percent(evaluation.calibrationError()));
      cell("n", Html.count(evaluation.images()));
      cell("n", model.seconds() > 0 ? Html.duration(model.seconds()) : "–");
      add("</tr>\n");
    }
    add("</tbody></table></div><p class=\"note\">Gain: percentage points over the teacher. ");
    add("Confidence: mean probability of the predicted class. Calibration error: mean gap ");
    add("between confidence and accuracy.</p></section>\n");
  }

  private void curves() {
    List<Model> trained = results.models().stream().filter(m -> !m.losses().isEmpty()).toList();
    if (trained.isEmpty()) {
      return;
    }
    add("<section><h2>Losses</h2><div class=\"grid\">");
    for (Model model : trained) {
      add("<figure><figcaption>" + Html.escape(model.name()) + "</figcaption>");
      add(Plots.losses(model.name(), model.losses()) + "</figure>");
    }
    add("</div></section>\n");
  }

  private void iteration(Iteration iteration) {
    var figures = iteration.statistics();
    add("<section><h2>Pseudo-labels of student-" + iteration.iteration() + "</h2>");
    add("<div class=\"grid\"><figure><figcaption>Confidence</figcaption>");
    add(Plots.confidence(figures) + "</figure><dl>");
    pair("Images scored", Html.count(figures.scored()));
    if (figures.undecodable() > 0) {
      pair("Images that cannot be decoded", Html.count(figures.undecodable()));
    }
    pair("Distinct images selected", Html.count(figures.unique()));
    pair("With copies", Html.count(figures.kept()));
    pair("Mean confidence, all", Html.percent(figures.meanConfidenceScored()));
    pair("Mean confidence, selected", Html.percent(figures.meanConfidence()));
    pair("Labels right, all", Html.percent(figures.agreementScored()));
    pair("Labels right, selected", Html.percent(figures.agreement()));
    add("</dl></div>");
    new LabelSections(results, html).add(iteration);
    add("</section>\n");
  }

  private void environment() {
    Provenance made = results.environment();
    add("<section><h2>Environment</h2><dl class=\"wide\">");
    pair("Processor", Html.escape(made.cpu() + " (" + made.architecture() + ")"));
    pair("Cores", String.valueOf(made.cores()));
    pair("Java heap", made.memoryBytes() / (1 << 20) + "&#8239;MiB at most");
    pair("System", Html.escape(made.os()));
    pair("Java", Html.escape(made.java()));
    pair("TensorFlow", Html.escape(made.tensorflow()));
    pair("Commit", Html.escape(made.commit().isEmpty() ? "unknown" : made.commit()));
    pair("Begun", Html.escape(made.date()));
    add("</dl></section><section><h2>Config</h2><details><summary>resolved-config.yaml as JSON");
    add("</summary><pre>" + Html.escape(results.config().toPrettyString()) + "</pre></details>");
    add("</section>\n");
  }

  private void pair(String name, String value) {
    add("<div><dt>" + Html.escape(name) + "</dt><dd>" + value + "</dd></div>");
  }

  private void cell(String style, String value) {
    add("<td class=\"" + style + "\">" + value);
  }

  private void add(String markup) {
    html.append(markup);
  }

  private static String shortened(String commit) {
    return commit.length() > 12 ? commit.substring(0, 12) : commit;
  }
}
