package org.noisystudent.device;

import java.util.HashMap;
import java.util.Map;
import org.tensorflow.types.TFloat32;

/** The variables of a device as arrays. */
final class ReadVariables {
  private ReadVariables() {}

  static Map<String, float[]> of(Device device) {
    Map<String, float[]> arrays = new HashMap<>();
    try (VariableValues values = device.read()) {
      values.byName().forEach((name, tensor) -> arrays.put(name, floats(tensor)));
    }
    return arrays;
  }

  static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  static double distance(float[] a, float[] b) {
    float[] difference = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      difference[i] = a[i] - b[i];
    }
    return norm(difference);
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }
}
