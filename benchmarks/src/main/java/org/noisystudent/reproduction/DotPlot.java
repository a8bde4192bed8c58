package org.noisystudent.reproduction;

import java.util.List;
import java.util.stream.DoubleStream;
import org.noisystudent.report.Axis;
import org.noisystudent.report.Svg;

/**
 * Numbers as dots, a line of them a name, with a mark at their mean.
 *
 * @param title what it shows
 * @param axis what the numbers are
 */
record DotPlot(String title, String axis, List<Line> lines) {
  private static final int WIDTH = 960;
  private static final int LEFT = 210;
  private static final int RIGHT = 40;
  private static final int ROW = 26;
  private static final int TOP = 12;

  DotPlot {
    lines = List.copyOf(lines);
  }

  /** A name and its numbers. */
  record Line(String name, List<Point> points) {
    Line {
      points = List.copyOf(points);
    }
  }

  /**
   * A number.
   *
   * @param tip says what it is
   * @param link where it comes from
   */
  record Point(double value, String tip, String link) {}

  /** Returns the drawing; there must be a point. */
  String svg() {
    int bottom = TOP + ROW * lines.size();
    double low = values().min().orElseThrow();
    double high = values().max().orElseThrow();
    Axis x = Axis.around(low - 0.1, high + 0.1, LEFT, WIDTH - RIGHT);
    Svg svg = new Svg(WIDTH, bottom + 42, title);
    for (double tick : x.ticks()) {
      svg.line("grid", x.at(tick), TOP - 4, x.at(tick), bottom);
      svg.text("tick middle", x.at(tick), bottom + 17, x.label(tick));
    }
    svg.text("axis middle", (LEFT + WIDTH - RIGHT) / 2.0, bottom + 36, axis);
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      double y = TOP + ROW * (i + 0.5);
      svg.text("name end", LEFT - 14, y + 4, line.name());
      for (Point point : line.points()) {
        svg.link(
            point.link(), inside -> inside.dot("student", x.at(point.value()), y, 5, point.tip()));
      }
      line.points().stream()
          .mapToDouble(Point::value)
          .average()
          .ifPresent(mean -> svg.line("key series1", x.at(mean), y - 9, x.at(mean), y + 9));
    }
    return svg.end();
  }

  private DoubleStream values() {
    return lines.stream().flatMap(line -> line.points().stream()).mapToDouble(Point::value);
  }
}
