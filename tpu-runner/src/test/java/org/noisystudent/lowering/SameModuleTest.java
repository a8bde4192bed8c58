package org.noisystudent.lowering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.Inspection;
import org.noisystudent.train.TrainStep;

/** Processes that train together lower the step each for itself, and must run one program. */
@Tag("slow")
final class SameModuleTest {
  @TempDir Path folder;

  @Test
  void everyProcessLowersTheSameModuleWhateverItDidBefore() {
    byte[] first = lowered("first");
    assertTrue(first.length > 0);
    Architecture other = Architecture.of(SmallSteps.config("bfloat16").training().model(), 3);
    assertTrue(Inspection.of(other).trainableParameters() > 0);
    SmallSteps.train("bfloat16").close();
    assertArrayEquals(first, lowered("second"));
  }

  private byte[] lowered(String cache) {
    try (TrainStep step = SmallSteps.train("float32")) {
      return new Lowering(SmallSteps.options(folder.resolve(cache))).lower(step).hlo();
    }
  }
}
