package org.noisystudent.corruption;

import java.util.ArrayDeque;
import java.util.Deque;
import org.noisystudent.corruption.GaussianFilter.Edge;

/** Canny's edges and the distances from them, as OpenCV computes both for a grey 8-bit image. */
final class Edges {
  private static final int LOW = 50;
  private static final int HIGH = 150;

  /** tan 22.5 degrees in 15 bits. */
  private static final int TANGENT = 13573;

  /** The 5 x 5 chamfer distances 1, 1.4 and 2.1969 in 16 bits. */
  private static final int STRAIGHT = 65536;

  private static final int DIAGONAL = 91750;
  private static final int KNIGHT = 143976;
  private static final int FAR = Integer.MAX_VALUE >> 2;

  private final Bitmap image;
  private final int height;
  private final int width;
  private final int[] across;
  private final int[] down;

  private Edges(Bitmap image) {
    this.image = image;
    this.height = image.height();
    this.width = image.width();
    this.across = new int[height * width];
    this.down = new int[height * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        across[at] = slope(y, x, 0, 1);
        down[at] = slope(y, x, 1, 0);
      }
    }
  }

  /** Returns Sobel's slope along a direction. */
  private int slope(int y, int x, int dy, int dx) {
    int slope = 0;
    for (int side = -1; side <= 1; side++) {
      int weight = side == 0 ? 2 : 1;
      int sideY = y + side * dx;
      int sideX = x + side * dy;
      slope += weight * (value(sideY + dy, sideX + dx) - value(sideY - dy, sideX - dx));
    }
    return slope;
  }

  private int value(int y, int x) {
    return image.at(Edge.NEAREST.inside(y, height), Edge.NEAREST.inside(x, width), 0);
  }

  /** Returns which pixels of an image are edges, row by row. */
  static boolean[] of(Bitmap grey) {
    Edges edges = new Edges(grey);
    boolean[] candidate = new boolean[grey.length()];
    boolean[] edge = new boolean[grey.length()];
    Deque<Integer> found = new ArrayDeque<>();
    for (int i = 0; i < candidate.length; i++) {
      int size = edges.size(i / edges.width, i % edges.width);
      candidate[i] = size > LOW && edges.isRidge(i / edges.width, i % edges.width, size);
      if (candidate[i] && size > HIGH) {
        edge[i] = true;
        found.add(i);
      }
    }
    while (!found.isEmpty()) {
      int at = found.remove();
      for (int neighbour = 0; neighbour < 9; neighbour++) {
        int y = at / edges.width + neighbour / 3 - 1;
        int x = at % edges.width + neighbour % 3 - 1;
        int next = y * edges.width + x;
        if (edges.inside(y, x) && candidate[next] && !edge[next]) {
          edge[next] = true;
          found.add(next);
        }
      }
    }
    return edge;
  }

  private boolean inside(int y, int x) {
    return y >= 0 && y < height && x >= 0 && x < width;
  }

  private int size(int y, int x) {
    return inside(y, x) ? Math.abs(across[y * width + x]) + Math.abs(down[y * width + x]) : 0;
  }

  /** Returns whether a slope is steeper than its neighbours up and down it. */
  private boolean isRidge(int y, int x, int size) {
    int dx = across[y * width + x];
    int dy = down[y * width + x];
    long flat = (long) Math.abs(dx) * TANGENT;
    long steep = (long) Math.abs(dy) << 15;
    if (steep < flat) {
      return size > size(y, x - 1) && size >= size(y, x + 1);
    }
    if (steep > flat + ((long) Math.abs(dx) << 16)) {
      return size > size(y - 1, x) && size >= size(y + 1, x);
    }
    int side = (dx ^ dy) < 0 ? -1 : 1;
    return size > size(y - 1, x - side) && size > size(y + 1, x + side);
  }

  /** Returns each pixel's distance from the nearest edge, at most so far. */
  static float[] distances(boolean[] edge, int height, int width, float most) {
    int[] steps = {1, -1}; // from the top left on, then from the bottom right on
    int[] distance = new int[edge.length];
    for (int i = 0; i < edge.length; i++) {
      distance[i] = edge[i] ? 0 : FAR;
    }
    for (int step : steps) {
      for (int i = 0; i < edge.length; i++) {
        int at = step > 0 ? i : edge.length - 1 - i;
        distance[at] = nearest(distance, at / width, at % width, step, height, width);
      }
    }
    float[] distances = new float[edge.length];
    for (int i = 0; i < edge.length; i++) {
      distances[i] = Math.min(most, distance[i] * (1f / STRAIGHT));
    }
    return distances;
  }

  private static final int[][] BEFORE = {
    {-2, -1, KNIGHT},
    {-2, 1, KNIGHT},
    {-1, -2, KNIGHT},
    {-1, -1, DIAGONAL},
    {-1, 0, STRAIGHT},
    {-1, 1, DIAGONAL},
    {-1, 2, KNIGHT},
    {0, -1, STRAIGHT}
  };

  private static int nearest(int[] distance, int row, int column, int step, int height, int width) {
    int least = distance[row * width + column];
    for (int[] before : BEFORE) {
      int y = row + step * before[0];
      int x = column + step * before[1];
      if (y >= 0 && y < height && x >= 0 && x < width) {
        least = Math.min(least, distance[y * width + x] + before[2]);
      }
    }
    return least;
  }
}
