package org.noisystudent.importer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.noisystudent.config.ModelConfig;
import org.noisystudent.config.ModelConfig.Compute;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.Inspection;
import org.noisystudent.model.VariableSpec;
import org.tensorflow.ndarray.Shape;

/** The networks of the small checkpoints: a twentieth of the width, three tenths of the depth. */
final class TinyNetworks {
  static final int CLASSES = 10;
  static final int RESOLUTION = 32;

  private TinyNetworks() {}

  /** Numbers with a shape. */
  static final class Numbers {
    private final Shape shape;
    private final float[] values;

    Numbers(Shape shape, float[] values) {
      this.shape = shape;
      this.values = values;
    }

    Shape shape() {
      return shape;
    }

    /** Returns the numbers themselves, not a copy. */
    float[] values() {
      return values;
    }
  }

  static ModelConfig model(String variant) {
    return new ModelConfig(variant, 0.05, 0.3, RESOLUTION, false, 2, 0.99, 1e-3, Compute.FLOAT32);
  }

  static Architecture architecture(String variant) {
    return Architecture.of(model(variant), CLASSES);
  }

  /** Returns random values of all variables under their names, none of them alike. */
  static Map<String, Numbers> values(String variant, long seed) {
    Random random = new Random(seed);
    Map<String, Numbers> values = new LinkedHashMap<>();
    for (VariableSpec variable : Inspection.of(architecture(variant)).variables()) {
      float[] numbers = new float[(int) variable.shape().size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = random.nextFloat();
      }
      values.put(variable.name(), new Numbers(variable.shape(), numbers));
    }
    return values;
  }
}
