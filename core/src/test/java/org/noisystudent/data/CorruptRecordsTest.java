package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

final class CorruptRecordsTest {
  private final List<String> log = new ArrayList<>();
  private final CorruptRecords corrupt = new CorruptRecords(0.01, log::add);

  @Test
  void stopsPastTheLimitWithTheCountAndTheFirstPlace() {
    corrupt.seen(200);
    corrupt.report("a.jpg offset 0", "cannot be decoded");
    corrupt.report("b.jpg offset 0", "cannot be decoded"); // 2 of 200 are the limit
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> corrupt.report("c.jpg offset 0", "cut short"));
    assertEquals(Kind.DATA, error.kind());
    assertEquals(
        "corrupt records (3 of 200) must be <= data.maxCorruptFraction (0.01); the first is"
            + " a.jpg offset 0",
        error.getMessage());
    assertEquals("skipped a corrupt record: c.jpg offset 0: cut short", log.get(2));
  }

  @Test
  void countsAPlaceOnceHoweverOftenItIsMet() {
    corrupt.seen(100);
    for (int epoch = 0; epoch < 5; epoch++) {
      corrupt.report("a.jpg offset 0", "cannot be decoded");
    }
    assertEquals(1, corrupt.count());
    assertEquals(1, log.size());
  }

  @Test
  void judgesWhatWasNotedOnlyOnceAllIsSeen() {
    corrupt.note("a.jpg offset 0", "neither a JPEG nor a PNG");
    corrupt.seen(100);
    corrupt.check();
    assertEquals(1, corrupt.count());
  }
}
