package org.noisystudent.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.noisystudent.model.Initializer;
import org.noisystudent.train.StepVariable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;

/** Variables that a step keeps as one are known to everybody else one by one. */
final class StackedValuesTest {
  private static final Initializer ZERO = new Initializer.Constant(0);
  private static final StepVariable STEM =
      new StepVariable("net/stem/kernel", "net/stem/kernel", Shape.of(2), ZERO);
  private static final StepVariable AVERAGE =
      new StepVariable(
          "net/blocks_3-4/bias/ExponentialMovingAverage",
          "net/blocks_3-4/bias",
          Shape.of(2, 3),
          ZERO);

  private final StackedValues values = new StackedValues(List.of(STEM, AVERAGE));

  private static VariableValues of(Map<String, float[]> numbers) {
    Map<String, TFloat32> tensors = new LinkedHashMap<>();
    numbers.forEach((name, each) -> tensors.put(name, TFloat32.vectorOf(each)));
    return new VariableValues(tensors);
  }

  private static String part(int block) {
    return "net/blocks_" + block + "/bias/ExponentialMovingAverage";
  }

  private static VariableValues nothing() {
    throw new AssertionError("all parts were given");
  }

  private static float[][] rows(VariableValues stacked) {
    return StdArrays.array2dCopyOf(stacked.byName().get(AVERAGE.name()));
  }

  @Test
  void aStackIsTheVariablesOfItsBlocksInTheirOrder() {
    assertTrue(values.any());
    assertFalse(new StackedValues(List.of(STEM)).any());
    assertEquals(
        List.of(
            new StepVariable(part(3), "net/blocks_3/bias", Shape.of(3), ZERO),
            new StepVariable(part(4), "net/blocks_4/bias", Shape.of(3), ZERO)),
        AVERAGE.parts());
    try (VariableValues given =
            of(
                Map.of(
                    part(4), new float[] {4, 5, 6},
                    STEM.name(), new float[] {7, 8},
                    part(3), new float[] {1, 2, 3}));
        VariableValues stacked = values.stack(given, StackedValuesTest::nothing);
        VariableValues back = values.unstack(stacked)) {
      assertArrayEquals(new float[][] {{1, 2, 3}, {4, 5, 6}}, rows(stacked));
      assertEquals(given.byName().keySet(), back.byName().keySet());
      back.byName().forEach((name, value) -> assertEquals(given.byName().get(name), value));
    }
  }

  @Test
  void whatIsNotSetKeepsItsValue() {
    try (VariableValues before =
            of(Map.of(part(3), new float[] {1, 2, 3}, part(4), new float[] {4, 5, 6}));
        VariableValues given = of(Map.of(part(4), new float[] {9, 9, 9}));
        VariableValues stacked =
            values.stack(given, () -> values.stack(before, StackedValuesTest::nothing))) {
      assertEquals(1, stacked.byName().size());
      assertArrayEquals(new float[][] {{1, 2, 3}, {9, 9, 9}}, rows(stacked));
    }
  }

  @Test
  void aVariableThatTheStepLacksIsRefused() {
    try (VariableValues given = of(Map.of("net/blocks_5/bias", new float[] {1}))) {
      IllegalArgumentException error =
          assertThrows(
              IllegalArgumentException.class,
              () -> values.stack(given, StackedValuesTest::nothing).close());
      assertTrue(error.getMessage().contains("net/blocks_5/bias"), error.getMessage());
    }
  }
}
