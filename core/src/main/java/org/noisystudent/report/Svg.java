package org.noisystudent.report;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * A drawing: shapes with classes that the style sheet colours, so that it follows light and dark.
 */
public final class Svg {
  private final StringBuilder shapes = new StringBuilder();
  private final int width;
  private final int height;
  private final String description;

  /**
   * Starts a drawing.
   *
   * @param description what it shows, for who cannot see it
   */
  public Svg(int width, int height, String description) {
    this.width = width;
    this.height = height;
    this.description = description;
  }

  /** Adds a line. */
  public Svg line(String style, double x1, double y1, double x2, double y2) {
    return add(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        style, x1, y1, x2, y2);
  }

  /** Adds a bar; its tip shows where the pointer rests. */
  public Svg bar(String style, double x, double y, double wide, double high, String tip) {
    return add(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"1.5\">"
            + "<title>%s</title></rect>",
        style, x, y, wide, high, Html.escape(tip));
  }

  /** Adds a dot; its tip shows where the pointer rests. */
  public Svg dot(String style, double x, double y, double radius, String tip) {
    return add(
        "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>%s</title></circle>",
        style, x, y, radius, Html.escape(tip));
  }

  /** Adds text; the style's anchor says which side of x it stands on. */
  public Svg text(String style, double x, double y, String text) {
    return add(
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>", style, x, y, Html.escape(text));
  }

  /** Adds a line through points, "x,y x,y ...". */
  public Svg path(String style, String points) {
    return add("<polyline class=\"%s\" points=\"%s\"/>", style, points);
  }

  /** Adds shapes that lead to a page. */
  public Svg link(String page, Consumer<Svg> shapesInside) {
    shapes.append("<a href=\"").append(Html.escape(page)).append("\">");
    shapesInside.accept(this);
    shapes.append("</a>");
    return this;
  }

  /** Returns the drawing as markup. */
  public String end() {
    return String.format(
        Locale.ROOT,
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%s</svg>",
        width,
        height,
        Html.escape(description),
        shapes);
  }

  private Svg add(String format, Object... values) {
    shapes.append(String.format(Locale.ROOT, format, values)).append('\n');
    return this;
  }
}
