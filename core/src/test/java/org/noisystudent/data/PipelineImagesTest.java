package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.noisystudent.pseudolabel.ImageBatches;
import org.noisystudent.pseudolabel.PipelineImages;

/** Lies here because only this package makes images in memory. */
final class PipelineImagesTest {
  @Test
  void givesTheViewsOfEachImageOfARangeInOrder() {
    var in =
        new InferenceInput(PipelineRun.numbered(29, 3), 4, 2, 4, PipelineRun.TWO_VIEWS, 0, 29, 2);
    var source = new PipelineImages(in, new CorruptRecords(0.001, line -> {}));
    int seen = 0;
    try (ImageBatches pass = source.open(7, 18)) {
      for (Optional<ImageBatches.Batch> n = pass.next(); n.isPresent(); n = pass.next()) {
        try (ImageBatches.Batch b = n.get()) {
          for (int i = 0; i < b.indices().length(); i++) {
            assertEquals(7 + seen, b.indices().get(i));
            assertEquals(7f + seen, b.images().getFloat(2L * i, 1, 1, 2));
            assertEquals(255f - 7 - seen, b.images().getFloat(2L * i + 1, 1, 1, 2));
            seen++;
          }
        }
      }
    }
    assertEquals(11, seen);
  }
}
