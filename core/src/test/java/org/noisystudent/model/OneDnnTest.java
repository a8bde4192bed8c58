package org.noisystudent.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.machine.Processor;

final class OneDnnTest {
  @ParameterizedTest
  @CsvSource({
    ", fpu avx2 avx512f, false",
    ", fpu avx2 avx512f avx512_vnni, true",
    ", fpu avx2 avx_vnni, true",
    ", avx512_bf16, true",
    "0, fpu avx512_vnni, false",
    "1, fpu avx2, true",
    "true, fpu avx2, true"
  })
  void isOnAsAskedOrElseByTheProcessor(String asked, String flags, boolean on) {
    Processor processor = Processor.of(List.of("processor\t: 0", "flags\t\t: " + flags));
    assertEquals(on, OneDnn.isOn(Optional.ofNullable(asked), processor));
  }

  @ParameterizedTest
  @CsvSource({", false", "1, true"})
  void aMachineThatSaysNothingHasNone(String asked, boolean on) {
    assertEquals(on, OneDnn.isOn(Optional.ofNullable(asked), Processor.of(List.of())));
  }
}
