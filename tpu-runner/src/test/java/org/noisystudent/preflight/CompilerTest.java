package org.noisystudent.preflight;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.pjrt.PluginTrust;
import org.noisystudent.preflight.Compiler.Limits;

final class CompilerTest {
  private static final long GIB = 1L << 30;

  @TempDir private Path folder;

  private Compilation compile(long hostBytes, Duration time) throws IOException {
    Path plugin = Files.write(folder.resolve("plugin.so"), new byte[] {1, 2, 3});
    return new Compiler(plugin, PluginTrust.PINNED, new Limits(hostBytes, time))
        .compile(new byte[] {1}, Topology.parse("v3:2x2"), 8);
  }

  @Test
  void saysWhyAProcessEndedWithoutAnAnswer() throws IOException {
    Compilation compilation = compile(GIB, Duration.ofMinutes(1));
    assertFalse(compilation.fits());
    assertTrue(compilation.refusal().orElseThrow().contains("plugin.so"), compilation.toString());
  }

  @Test
  void endsACompileThatTakesMoreMemoryThanItMay() throws IOException {
    Compilation compilation = compile(1, Duration.ofMinutes(1));
    assertTrue(
        compilation.refusal().orElseThrow().contains("more host memory"), compilation.toString());
  }

  @Test
  void endsACompileThatTakesTooLong() throws IOException {
    Compilation compilation = compile(GIB, Duration.ofNanos(1));
    assertTrue(compilation.refusal().orElseThrow().contains("more time"), compilation.toString());
  }
}
