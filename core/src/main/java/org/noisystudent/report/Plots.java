package org.noisystudent.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.noisystudent.pseudolabel.SelectionStatistics;
import org.noisystudent.report.RunResults.Model;
import org.noisystudent.report.RunResults.Point;
import org.noisystudent.report.RunResults.Series;

/** The drawings of a report. */
final class Plots {
  private static final int WIDTH = 460;
  private static final int LEFT = 46;

  /** Half of a tick label such as 218 949 stands out over the right end of its axis. */
  private static final int RIGHT = 28;

  private static final int MOST_POINTS = 500;

  private Plots() {}

  /** Draws the top-1 accuracy of each model, zoomed to the range where they differ. */
  static String accuracy(List<Model> models) {
    int width = 960;
    int left = 96;
    int row = 38;
    int bottom = 14 + row * models.size();
    double low = models.stream().mapToDouble(m -> 100 * m.evaluation().top1()).min().orElse(0);
    double high = models.stream().mapToDouble(m -> 100 * m.evaluation().top1()).max().orElse(1);
    Axis x = Axis.around(low - 0.25, high + 0.25, left, width - 90);
    Svg svg = new Svg(width, bottom + 38, "Top-1 accuracy of each model in percent");
    for (double tick : x.ticks()) {
      svg.line("grid", x.at(tick), 8, x.at(tick), bottom);
      svg.text("tick middle", x.at(tick), bottom + 17, x.label(tick));
    }
    svg.text("axis middle", (left + width - 90) / 2.0, bottom + 34, "top-1 accuracy, %");
    double teacher = models.isEmpty() ? 0 : 100 * models.get(0).evaluation().top1();
    for (int i = 0; i < models.size(); i++) {
      Model model = models.get(i);
      double value = 100 * model.evaluation().top1();
      double y = 14 + row * (i + 0.5);
      String number = String.format(Locale.ROOT, "%.2f %%", value);
      svg.text("name end", left - 14, y + 4, model.name());
      svg.line("gain", x.at(teacher), y, x.at(value), y);
      svg.dot(i == 0 ? "teacher" : "student", x.at(value), y, 7, model.name() + ": " + number);
      svg.text("value", Math.max(x.at(value), x.at(teacher)) + 14, y + 4, number);
    }
    return svg.end();
  }

  /** Draws the losses of one training over its steps. */
  static String losses(String name, List<Series> losses) {
    int height = 240;
    int bottom = height - 36;
    double steps = xs(losses).max().orElse(1);
    double first = xs(losses).min().orElse(0);
    double high = ys(losses).max().orElse(1);
    Axis x = Axis.of(first, Math.max(steps, first + 1), LEFT, WIDTH - RIGHT);
    Axis y = Axis.around(Math.min(0, ys(losses).min().orElse(0)), high, bottom, 30);
    Svg svg = new Svg(WIDTH, height, "Losses of " + name + " over its training steps");
    frame(svg, x, y, bottom, "step");
    double legend = LEFT;
    for (int i = 0; i < losses.size(); i++) {
      Series series = losses.get(i);
      StringBuilder points = new StringBuilder();
      int every = 1 + series.points().size() / MOST_POINTS;
      for (int p = 0; p < series.points().size(); p += every) {
        Point point = series.points().get(p);
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x.at(point.x()), y.at(point.y())));
      }
      String style = "series" + i % 4;
      svg.path("curve " + style, points.toString());
      svg.line("key " + style, legend, 12, legend + 16, 12);
      svg.text("tick", legend + 21, 16, series.name());
      legend += 38 + 6.6 * series.name().length();
    }
    return svg.end();
  }

  /** Draws how many images have which top probability, and how many of them were selected. */
  static String confidence(SelectionStatistics statistics) {
    int height = 240;
    int bottom = height - 36;
    List<Integer> scored = statistics.histogramScored();
    List<Integer> selected = statistics.histogramSelected();
    int most = scored.stream().mapToInt(Integer::intValue).max().orElse(1);
    Axis x = Axis.of(0, 1, LEFT, WIDTH - RIGHT);
    Axis y = Axis.around(0, Math.max(1, most), bottom, 30);
    Svg svg = new Svg(WIDTH, height, "Images by the teacher's confidence, scored and selected");
    frame(svg, x, y, bottom, "teacher's confidence");
    for (int bin = 0; bin < scored.size(); bin++) {
      double from = bin * statistics.binWidth();
      String range =
          String.format(Locale.ROOT, "%.2f to %.2f: ", from, from + statistics.binWidth());
      double left = x.at(from) + 1;
      double wide = x.at(from + statistics.binWidth()) - left - 1;
      bar(svg, "scored", left, wide, y, scored.get(bin), range + scored.get(bin) + " scored");
      bar(
          svg,
          "selected",
          left,
          wide,
          y,
          selected.get(bin),
          range + selected.get(bin) + " of " + scored.get(bin) + " selected");
    }
    svg.bar("scored", LEFT, 6, 12, 12, "scored").text("tick", LEFT + 18, 16, "scored");
    svg.bar("selected", LEFT + 76, 6, 12, 12, "selected");
    svg.text("tick", LEFT + 94, 16, "selected (distinct images)");
    return svg.end();
  }

  private static void bar(
      Svg svg, String style, double left, double wide, Axis y, int count, String tip) {
    if (count > 0) {
      svg.bar(style, left, y.at(count), wide, y.at(0) - y.at(count), tip);
    }
  }

  private static void frame(Svg svg, Axis x, Axis y, int bottom, String name) {
    for (double tick : y.ticks()) {
      svg.line("grid", LEFT, y.at(tick), WIDTH - RIGHT, y.at(tick));
      svg.text("tick end", LEFT - 7, y.at(tick) + 4, y.label(tick));
    }
    for (double tick : x.ticks()) {
      svg.text("tick middle", x.at(tick), bottom + 17, x.label(tick));
    }
    svg.text("axis middle", (LEFT + WIDTH - RIGHT) / 2.0, bottom + 33, name);
  }

  private static DoubleStream xs(List<Series> all) {
    return all.stream().flatMap(series -> series.points().stream()).mapToDouble(Point::x);
  }

  private static DoubleStream ys(List<Series> all) {
    return all.stream().flatMap(series -> series.points().stream()).mapToDouble(Point::y);
  }
}
