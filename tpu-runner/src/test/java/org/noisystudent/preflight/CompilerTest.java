package org.noisystudent.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.pjrt.PjrtException.Code;
import org.noisystudent.pjrt.PluginTrust;
import org.noisystudent.pjrt.ProgramMemory;
import org.noisystudent.preflight.Compiler.Limits;
import org.noisystudent.savedmodel.UserErrorException;

final class CompilerTest {
  private static final long GIB = 1L << 30;

  @TempDir private Path folder;

  private Compilation compile(long hostBytes, Duration time) throws IOException {
    Path plugin = Files.write(folder.resolve("plugin.so"), new byte[] {1, 2, 3});
    return new Compiler(plugin, PluginTrust.PINNED, new Limits(hostBytes, time))
        .compile(new byte[0], Topology.parse("v3:2x2"), 8);
  }

  @Test
  void refusesAPluginThatCannotBeUsed() {
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> compile(GIB, Duration.ofMinutes(1)));
    assertEquals(UserErrorException.Kind.DEVICE, error.kind());
    assertTrue(error.getMessage().contains("plugin.so"), error.getMessage());
  }

  @Test
  void doesNotBeginWhatIsEstimatedToTakeMoreMemoryThanItMay() throws IOException {
    Compilation compilation = compile(1, Duration.ofMinutes(1));
    assertEquals(Outcome.HOST_ESTIMATE, compilation.outcome());
    assertEquals(0, compilation.hostPeakBytes());
  }

  @Test
  void endsACompileThatTakesTooLong() throws IOException {
    assertEquals(Outcome.TIME_LIMIT, compile(GIB, Duration.ofNanos(1)).outcome());
  }

  @Test
  void tellsADevicesMemoryFromOtherFailures() {
    String hbm =
        "RESOURCE_EXHAUSTED: XLA:TPU compile permanent error. Ran out of memory in memory space"
            + " hbm. Used 22.97G of 15.75G hbm. Exceeded hbm capacity by 7.22G.";
    assertEquals(Outcome.DOES_NOT_FIT, CompileMain.outcome(Code.RESOURCE_EXHAUSTED, hbm));
    String vmem = "Ran out of memory in memory space vmem.";
    assertEquals(Outcome.COMPILER_ERROR, CompileMain.outcome(Code.RESOURCE_EXHAUSTED, vmem));
    assertEquals(Outcome.COMPILER_ERROR, CompileMain.outcome(Code.INTERNAL, hbm));
  }

  @Test
  void countsAProgramThatIsLargerThanTheDeviceAsNotFitting() {
    Compilation program =
        new Compilation(
            Outcome.FITS,
            Optional.empty(),
            Optional.of(new ProgramMemory(0, 10, 0, 0, 90, 100)),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            1,
            1);
    assertEquals(program, program.within(100));
    assertEquals(Outcome.DOES_NOT_FIT, program.within(99).outcome());
  }

  @Test
  void estimatesTheMemoryOfTheCompilesThatItWasFittedTo() {
    assertEquals(5e9, (double) HostEstimate.bytes(242, 21_605), 1.5e9);
    assertEquals(17e9, (double) HostEstimate.bytes(827, 65_330), 1e9);
    assertEquals(11.1e9, (double) HostEstimate.bytes(278, 115_608), 1e9);
    assertTrue(HostEstimate.bytes(1_322, 105_752) > 21e9);
  }
}
