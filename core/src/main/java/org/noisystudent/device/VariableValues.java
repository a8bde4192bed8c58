package org.noisystudent.device;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** Values of variables by name, in native memory; owns them. */
public final class VariableValues implements AutoCloseable {
  private final Map<String, TFloat32> values;

  /** Takes over the tensors. */
  public VariableValues(Map<String, TFloat32> values) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Returns the values; they stay this object's to close. */
  public Map<String, TFloat32> byName() {
    return values;
  }

  /** Returns whether every number of every value is finite. */
  public boolean areFinite() {
    for (TFloat32 value : values.values()) {
      float[] numbers = new float[(int) value.size()];
      value.copyTo(DataBuffers.of(numbers, false, false));
      for (float number : numbers) {
        if (!Float.isFinite(number)) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public void close() {
    values.values().forEach(TFloat32::close);
  }
}
