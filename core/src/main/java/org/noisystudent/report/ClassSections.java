package org.noisystudent.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.noisystudent.report.RunResults.Model;

/** The part of a page on single classes: accuracy of each, and which are taken for which. */
final class ClassSections {
  /** A matrix of more classes than this cannot be read; the whole one is in report.json. */
  private static final int MOST_CLASSES = 30;

  private final RunResults results;
  private final StringBuilder html;

  ClassSections(RunResults results, StringBuilder html) {
    this.results = results;
    this.html = html;
  }

  void add() {
    List<Model> models = results.models();
    if (results.last().isEmpty()) {
      return;
    }
    Model last = results.last().get();
    int classes = last.evaluation().confusion().size();
    html.append("<section><h2>Classes</h2>");
    if (classes > MOST_CLASSES) {
      html.append("<p class=\"note\">").append(classes);
      html.append(" classes are too many to show; report.json holds them all.</p></section>\n");
      return;
    }
    html.append("<h3>Confusion of ").append(Html.escape(last.name())).append("</h3>");
    confusion(last.evaluation().confusion());
    html.append("<h3>Accuracy by class</h3>");
    accuracy(models, classes);
    html.append("</section>\n");
  }

  private void confusion(List<List<Integer>> confusion) {
    html.append("<div class=\"scroll\"><table class=\"matrix\"><thead><tr><th>True \\ predicted");
    for (int c = 0; c < confusion.size(); c++) {
      html.append("<th class=\"turned\"><span>");
      html.append(Html.escape(results.className(c))).append("</span>");
    }
    html.append("</tr></thead><tbody>\n");
    for (int t = 0; t < confusion.size(); t++) {
      int all = confusion.get(t).stream().mapToInt(Integer::intValue).sum();
      html.append("<tr><th scope=\"row\">").append(Html.escape(results.className(t)));
      for (int p = 0; p < confusion.size(); p++) {
        cell(confusion.get(t).get(p), all, t == p);
      }
      html.append("</tr>\n");
    }
    html.append("</tbody></table></div>");
  }

  private void cell(int count, int all, boolean right) {
    double share = all == 0 ? 0 : (double) count / all;
    // A wrong 20 % is as bad as it gets in practice: errors are shaded on a scale of their own.
    double shade = right ? share : Math.min(1, share * 4);
    html.append(
        String.format(
            Locale.ROOT,
            "<td class=\"%s%s\" style=\"--share:%.0f%%\" title=\"%.1f %%\">%s",
            right ? "right" : "error",
            shade > 0.6 ? " dark" : "",
            shade * 100,
            share * 100,
            count == 0 ? "<span class=\"zero\">·</span>" : Html.count(count)));
  }

  private void accuracy(List<Model> models, int classes) {
    html.append("<div class=\"scroll\"><table><thead><tr><th>Class");
    models.forEach(m -> html.append("<th class=\"n\">").append(Html.escape(m.name())));
    html.append("<th class=\"n\">Gain</tr></thead><tbody>\n");
    Model last = results.last().orElseThrow();
    for (int c = 0; c < classes; c++) {
      html.append("<tr><th scope=\"row\">").append(Html.escape(results.className(c)));
      for (Model model : models) {
        html.append("<td class=\"n\">").append(Html.percent(of(model, c)));
      }
      OptionalDouble before = of(models.get(0), c);
      OptionalDouble after = of(last, c);
      boolean both = models.size() > 1 && before.isPresent() && after.isPresent();
      html.append("<td class=\"n\">");
      html.append(both ? Html.points(after.getAsDouble() - before.getAsDouble()) : "–");
      html.append("</tr>\n");
    }
    html.append("</tbody></table></div>");
  }

  private static OptionalDouble of(Model model, int label) {
    List<OptionalDouble> perClass = model.evaluation().perClass();
    return label < perClass.size() ? perClass.get(label) : OptionalDouble.empty();
  }
}
