package org.noisystudent.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

final class StepRandomTest {
  private static final int COUNT = 20_000;

  @Test
  void numbersAreUniform() {
    float[] numbers = numbers(7, 3, 1022);
    int[] tenths = new int[10];
    for (float number : numbers) {
      tenths[(int) (number * 10)]++;
    }
    for (int count : tenths) {
      // five standard deviations
      assertEquals(COUNT / 10.0, count, 5 * Math.sqrt(COUNT * 0.09));
    }
  }

  @Test
  void everySeedStepAndStreamHasItsOwn() {
    Set<Float> firsts = new TreeSet<>();
    int asked = 0;
    for (int seed = 0; seed < 3; seed++) {
      for (int step = 0; step < 3; step++) {
        for (int stream : new int[] {0, 1, 1022, 1023}) {
          firsts.add(numbers(seed, step, stream)[0]);
          asked++;
        }
      }
    }
    assertTrue(firsts.size() == asked, firsts.toString());
  }

  private static float[] numbers(int seed, int step, int stream) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      StepRandom random = new StepRandom(tf, tf.constant(new int[] {seed, step}));
      try (Session session = new Session(graph);
          Result result = session.runner().fetch(random.uniform(stream, Shape.of(COUNT))).run()) {
        float[] numbers = new float[COUNT];
        ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(numbers);
        return numbers;
      }
    }
  }
}
