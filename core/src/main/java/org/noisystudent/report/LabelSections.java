package org.noisystudent.report;

import java.util.List;
import java.util.Locale;
import org.noisystudent.pseudolabel.SelectionExamples;
import org.noisystudent.pseudolabel.SelectionStatistics.PerClass;
import org.noisystudent.report.RunResults.Iteration;

/** The part of a page on the pseudo-labels of one student: counts by class, and images. */
final class LabelSections {
  private final RunResults results;
  private final StringBuilder html;

  LabelSections(RunResults results, StringBuilder html) {
    this.results = results;
    this.html = html;
  }

  void add(Iteration iteration) {
    iteration
        .examples()
        .ifPresent(
            examples -> {
              images("Selected", examples.kept());
              images("Selected, but wrong", examples.wrong());
              images("Rejected", examples.rejected());
            });
    classes(iteration.statistics().perClass());
  }

  private void images(String title, List<SelectionExamples.Shown> all) {
    if (all.isEmpty()) {
      return;
    }
    html.append("<h3>").append(Html.escape(title)).append("</h3><ul class=\"images\">");
    for (SelectionExamples.Shown shown : all) {
      String label = Html.escape(results.className(shown.label()));
      html.append("<li><img alt=\"image ").append(shown.image()).append(", labeled ").append(label);
      html.append("\" src=\"data:image/png;base64,").append(Html.escape(shown.png()));
      html.append("\"><b>").append(label).append("</b>");
      html.append(
          String.format(Locale.ROOT, "<span>%.1f&#8239;%%</span>", 100 * shown.confidence()));
      if (shown.trueLabel() >= 0 && shown.trueLabel() != shown.label()) {
        html.append("<span class=\"wrong\">truly ");
        html.append(Html.escape(results.className(shown.trueLabel()))).append("</span>");
      }
      html.append("</li>\n");
    }
    html.append("</ul>");
  }

  private void classes(List<PerClass> perClass) {
    html.append("<details><summary>By class</summary><div class=\"scroll\"><table><thead><tr>");
    html.append("<th>Predicted class<th class=\"n\">Scored<th class=\"n\">Distinct selected");
    html.append("<th class=\"n\">With copies<th class=\"n\">Labels right</tr></thead><tbody>\n");
    for (PerClass row : perClass) {
      html.append("<tr><th scope=\"row\">").append(Html.escape(results.className(row.label())));
      html.append("<td class=\"n\">").append(Html.count(row.scored()));
      html.append("<td class=\"n\">").append(Html.count(row.unique()));
      html.append("<td class=\"n\">").append(Html.count(row.kept()));
      html.append("<td class=\"n\">").append(Html.percent(row.agreement())).append("</tr>\n");
    }
    html.append("</tbody></table></div></details>");
  }
}
