package org.noisystudent.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ProcessorTest {
  @Test
  void isTheFirstOfSeveral() {
    List<String> lines =
        List.of(
            "processor\t: 0",
            "model name\t: A CPU: the first",
            "flags\t\t: fpu avx  avx2",
            "processor\t: 1",
            "model name\t: Another",
            "flags\t\t: fpu");
    assertEquals(
        new Processor(Optional.of("A CPU: the first"), Set.of("fpu", "avx", "avx2")),
        Processor.of(lines));
  }

  @Test
  void thatOfArmHasFeatures() {
    assertEquals(
        new Processor(Optional.empty(), Set.of("asimd", "bf16")),
        Processor.of(List.of("processor\t: 0", "Features\t: asimd bf16")));
  }

  @Test
  void isUnknownWhereNothingIsTold() {
    assertEquals(
        new Processor(Optional.empty(), Set.of()), Processor.read(Path.of("no", "such", "file")));
  }
}
