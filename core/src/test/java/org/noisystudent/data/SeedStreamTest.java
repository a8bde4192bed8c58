package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedStreamTest {
  @Test
  void givesTheStreamsOfOneOwnerDifferentNumbers() {
    for (SeedStream.Owner owner : SeedStream.Owner.values()) {
      Set<Long> numbers = new HashSet<>();
      for (SeedStream stream : SeedStream.values()) {
        if (stream.owner() == owner) {
          assertTrue(numbers.add(stream.number()), stream + " has the number of another");
        }
      }
    }
  }

  /** Numbered streams go up without end, so that no other stream may lie above their first. */
  @Test
  void numbersModelsAboveAllOtherStreamsOfARun() {
    assertTrue(
        Arrays.stream(SeedStream.values())
            .filter(s -> s.owner() == SeedStream.MODEL.owner() && s != SeedStream.MODEL)
            .allMatch(s -> s.number() < SeedStream.MODEL.number()));
    assertEquals(SeedStream.MODEL.of(7), SeedStream.MODEL.of(7, 0));
    assertNotEquals(SeedStream.MODEL.of(7, 0), SeedStream.MODEL.of(7, 1));
    assertThrows(IllegalArgumentException.class, () -> SeedStream.DRAW.of(7, 1));
  }

  /** The first outputs of SplitMix64 from state 0, as its author published them. */
  @Test
  void isSplitMix64() {
    assertEquals(0xE220A8397B1DCDAFL, SeedStream.LABELED.of(0));
    assertEquals(0x6E789E6AA1B965F4L, SeedStream.UNLABELED.of(0));
    assertEquals(0x06C45D188009454FL, SeedStream.DRAW.of(0));
  }
}
