package org.noisystudent.device;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
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

  @Override
  public void close() {
    values.values().forEach(TFloat32::close);
  }
}
