package org.noisystudent.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LoopTimesTest {
  private long nanoseconds;
  private long inSteps;
  private long bytes;

  @Test
  void countsWhatIsOutsideStepsWithoutTheirFirstAndTheLast() {
    LoopTimes times = new LoopTimes(20, () -> nanoseconds, () -> inSteps, () -> bytes);
    times.started(0, 101);
    for (int done = 1; done <= 101; done++) {
      boolean odd = done <= 20 || done == 101; // slow, and full of objects
      nanoseconds += odd ? 1_000_000_000 : 10_000_000;
      inSteps += done <= 60 ? 9_000_000 : 8_000_000;
      bytes += odd ? 1_000_000 : 500;
      times.stepped(done, 101);
    }
    assertEquals(
        List.of(new LoopTimes.Part(40, 0.4, 0.36, 500), new LoopTimes.Part(40, 0.4, 0.32, 500)),
        times.parts());
    for (int done = 1; done <= 21; done++) {
      times.stepped(done, 21); // nothing is left of it
    }
    assertEquals(2, times.parts().size());
    assertEquals(0.1, times.parts().get(0).outside(), 1e-9);
    assertEquals(0.2, times.parts().get(1).outside(), 1e-9);
  }
}
