package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.noisystudent.savedmodel.UserErrorException;

final class RecordFramesTest {
  @Property(tries = 100)
  void givesBackWhatWasWritten(@ForAll List<byte[]> records) {
    List<byte[]> read = RecordFrames.split("x", file(records));
    assertEquals(records.size(), read.size());
    for (int i = 0; i < records.size(); i++) {
      assertArrayEquals(records.get(i), read.get(i));
    }
  }

  @Property(tries = 100)
  void noticesAFileThatWasCutShort(@ForAll byte[] record, @ForAll int where) {
    byte[] whole = file(List.of(record));
    byte[] torn = Arrays.copyOf(whole, 1 + Math.floorMod(where, whole.length - 1));
    assertThrows(UserErrorException.class, () -> RecordFrames.split("x", torn));
  }

  @Property(tries = 100)
  void noticesOneChangedBit(@ForAll byte[] record, @ForAll int where) {
    byte[] changed = file(List.of(record));
    int bit = Math.floorMod(where, changed.length * 8);
    changed[bit / 8] ^= (byte) (1 << bit % 8);
    assertThrows(UserErrorException.class, () -> RecordFrames.split("x", changed));
  }

  private static byte[] file(List<byte[]> records) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    records.forEach(record -> RecordFrames.append(out, record));
    return out.toByteArray();
  }
}
