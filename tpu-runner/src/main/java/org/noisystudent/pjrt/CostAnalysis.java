package org.noisystudent.pjrt;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What the compiler thinks that one run of a program costs one device. The body of a loop counts
 * once, however often it runs.
 */
public final class CostAnalysis {
  private final Map<String, Double> properties = new TreeMap<>();

  CostAnalysis(List<NamedValue> values) {
    for (NamedValue each : values) {
      if (each.value() instanceof Float number) {
        properties.put(each.name(), number.doubleValue());
      } else if (each.value() instanceof Long number) {
        properties.put(each.name(), number.doubleValue());
      }
    }
  }

  /** Returns the floating-point operations. */
  public OptionalDouble flops() {
    return property("flops");
  }

  /** Returns the bytes that are read from and written to the device's memory. */
  public OptionalDouble bytesAccessed() {
    return property("bytes accessed");
  }

  private OptionalDouble property(String name) {
    Double value = properties.get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
