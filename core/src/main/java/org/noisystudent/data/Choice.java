package org.noisystudent.data;

/** Picks elements of arrays by index. */
final class Choice {
  private Choice() {}

  static int[] of(int[] all, int[] indices) {
    int[] chosen = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      chosen[i] = all[indices[i]];
    }
    return chosen;
  }

  static long[] of(long[] all, int[] indices) {
    long[] chosen = new long[indices.length];
    for (int i = 0; i < indices.length; i++) {
      chosen[i] = all[indices[i]];
    }
    return chosen;
  }

  /** Picks rows, which stay shared. */
  static float[][] of(float[][] all, int[] indices) {
    float[][] chosen = new float[indices.length][];
    for (int i = 0; i < indices.length; i++) {
      chosen[i] = all[indices[i]];
    }
    return chosen;
  }

  /** Returns the rows, which must be as many as images. */
  static float[][] sameSize(float[][] rows, int size) {
    if (rows.length != size) {
      throw new IllegalArgumentException(
          "targets (" + rows.length + ") must be as many as images (" + size + ")");
    }
    return rows;
  }

  /** Returns 0, 1, ... size - 1. */
  static int[] all(int size) {
    int[] indices = new int[size];
    for (int i = 0; i < size; i++) {
      indices[i] = i;
    }
    return indices;
  }
}
