package org.noisystudent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

final class AxisTest {
  @Test
  void labelsRoundValues() {
    Axis axis = Axis.around(81.8, 84.2, 0, 100);
    assertEquals(
        List.of("81.5", "82.0", "82.5", "83.0", "83.5", "84.0", "84.5"),
        axis.ticks().stream().map(axis::label).toList());
  }

  @Test
  void holdsAValueThatIsATickButForRounding() {
    assertTrue(175 * 0.002 > 0.35);
    assertTrue(Axis.around(0.35, 0.36, 0, 100).low() <= 0.35);
    assertTrue(Axis.around(3.32, 3.39, 0, 100).low() <= 3.32);
  }

  @Property(tries = 2000)
  void holdsBothValuesAndFewTicks(
      @ForAll @DoubleRange(min = -1000, max = 1000) double low,
      @ForAll @DoubleRange(min = 0, max = 1000) double span) {
    Axis axis = Axis.around(low, low + span, 0, 100);
    assertTrue(axis.low() <= low && low + span <= axis.high() + 1e-6);
    assertTrue(axis.ticks().size() >= 2 && axis.ticks().size() <= 12);
  }
}
