package org.noisystudent.reference;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.noisystudent.device.VariableValues;
import org.noisystudent.train.StepVariable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * Weights, images and labels by formula, the same bits as test-data/golden/reference/formulas.py
 * makes: every number follows from (name, index).
 */
public final class FormulaValues {
  private static final int GOLDEN_RATIO = 0x9E3779B9;
  private static final double GAIN = 2;

  /** Scale of the last batch norm of a block with a skip: it changes its input a little. */
  private static final double BRANCH = 0.1;

  private FormulaValues() {}

  /** Returns uniform numbers in [-1, 1), multiples of 2^-23. */
  public static float[] symmetric(String name, int count) {
    int stream = stream(name);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = symmetric(stream, i);
    }
    return values;
  }

  /** Returns the blocks with as many channels in as out: they are added to their input. */
  static Set<String> skips(Map<String, Shape> shapes) {
    Set<String> blocks = new HashSet<>();
    shapes.forEach(
        (name, shape) -> {
          String block = name.substring(0, name.indexOf('/'));
          Shape expansion = shapes.get(block + "/conv2d/kernel");
          if (name.equals(block + "/conv2d_1/kernel") && expansion.get(2) == shape.get(3)) {
            blocks.add(block);
          }
        });
    return blocks;
  }

  /**
   * Returns the value of every variable of a step but the slots of RMSProp; averages start as what
   * they are of. With these weights a network changes little from block to block, so that rounding
   * does not grow as it does in one that is not trained.
   *
   * @return values by name; the caller's to close
   */
  public static VariableValues variables(List<StepVariable> variables) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    variables.forEach(variable -> shapes.put(withoutScope(variable.name()), variable.shape()));
    Set<String> skips = skips(shapes);
    Map<String, TFloat32> values = new LinkedHashMap<>();
    for (StepVariable variable : variables) {
      if (!variable.name().contains("/RMSProp")) {
        float[] value = variable(withoutScope(variable.startsAs()), variable.shape(), skips);
        values.put(variable.name(), TFloat32.tensorOf(variable.shape(), DataBuffers.of(value)));
      }
    }
    return new VariableValues(values);
  }

  private static String withoutScope(String name) {
    return name.substring(name.indexOf('/') + 1);
  }

  /**
   * Returns the value of a variable; its name is without the network's scope.
   *
   * @param skips blocks that are added to their input
   */
  static float[] variable(String name, Shape shape, Set<String> skips) {
    int count = (int) shape.size();
    float[] values = symmetric(name, count);
    switch (name.substring(name.lastIndexOf('/') + 1)) {
      case "kernel" -> {
        double gain = name.endsWith("dense/kernel") ? 1 : GAIN;
        long fanIn = count / shape.get(shape.numDimensions() - 1);
        scale(values, 0, Math.sqrt(3 * gain / fanIn));
      }
      case "depthwise_kernel" ->
          scale(values, 0, Math.sqrt(3 * GAIN / (shape.get(0) * shape.get(1))));
      case "gamma" -> {
        boolean branch =
            name.endsWith("normalization_2/gamma")
                && skips.contains(name.substring(0, name.indexOf('/')));
        double middle = branch ? BRANCH : 1;
        scale(values, (float) middle, 0.25 * middle);
      }
      case "moving_variance" -> scale(values, 1, 0.25);
      case "bias", "beta", "moving_mean" -> scale(values, 0, 0.125);
      default -> throw new IllegalArgumentException(name);
    }
    return values;
  }

  private static void scale(float[] values, float offset, double factor) {
    float single = (float) factor;
    for (int i = 0; i < values.length; i++) {
      float product = single * values[i];
      values[i] = offset + product;
    }
  }

  /** Returns waves of each image's own length under noise: [batch, side, side, 3], row by row. */
  public static byte[] images(String name, int batch, int side) {
    int stream = stream(name);
    byte[] pixels = new byte[batch * side * side * 3];
    for (int i = 0; i < pixels.length; i++) {
      int c = i % 3;
      int x = i / 3 % side;
      int y = i / 3 / side % side;
      int n = i / 3 / side / side;
      int wave = y * (n % 5 + c + 1) + x * (n % 3 + 2 * c + 1) + 29 * n;
      pixels[i] = (byte) (wave * 3 % 192 + (bits(stream, i) >>> 26));
    }
    return pixels;
  }

  /** Returns classes from 0. */
  public static int[] labels(String name, int batch, int classes) {
    int stream = stream(name);
    int[] labels = new int[batch];
    for (int i = 0; i < batch; i++) {
      labels[i] = Integer.remainderUnsigned(bits(stream, i), classes);
    }
    return labels;
  }

  /** Returns one-hot rows: [batch, classes]. */
  static float[][] oneHot(int[] labels, int classes) {
    float[][] rows = new float[labels.length][classes];
    for (int i = 0; i < labels.length; i++) {
      rows[i][labels[i]] = 1;
    }
    return rows;
  }

  /** Returns a tensor's norm, its sum, and its product with a formula. */
  static double[] sketch(String name, float[] values) {
    int stream = stream("sketch/" + name);
    double squares = 0;
    double sum = 0;
    double product = 0;
    for (int i = 0; i < values.length; i++) {
      squares += (double) values[i] * values[i];
      sum += values[i];
      product += (double) values[i] * symmetric(stream, i);
    }
    return new double[] {Math.sqrt(squares), sum, product};
  }

  private static float symmetric(int stream, int index) {
    return (bits(stream, index) >>> 8) * 0x1p-23f - 1;
  }

  private static int bits(int stream, int index) {
    int x = index * GOLDEN_RATIO + stream;
    x = (x ^ x >>> 16) * 0x7feb352d;
    x = (x ^ x >>> 15) * 0x846ca68b;
    return x ^ x >>> 16;
  }

  /** FNV-1a. */
  private static int stream(String name) {
    int hash = 0x811C9DC5;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x01000193;
    }
    return hash;
  }
}
