package org.noisystudent.pjrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.savedmodel.ContentHash;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** What is refused before a plugin runs. */
final class PjrtPluginTest {
  private static final String HOW =
      "bin/fetch-pjrt-plugin cpu|tpu|cuda12 installs one and prints its path";

  /** A library that is on every machine that runs this, and is no plugin. */
  private static final Path LIBRARY = Path.of(System.getProperty("java.home"), "lib", "libjava.so");

  @TempDir Path folder;

  @Test
  void aPluginThatIsNotThereIsOneLineThatSaysHowToGetOne() {
    Path file = folder.resolve("libtpu.so");
    assertRefused("there is no PJRT plugin %s; %s".formatted(file, HOW), file);
    assertRefused("PJRT plugin %s must be a file, not a folder; %s".formatted(folder, HOW), folder);
  }

  @Test
  void aFileThatIsNoLibraryIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("plugin.so"), "<html>not found</html>......");
    assertRefused(
        "PJRT plugin %s must be a shared library of Linux; %s".formatted(file, HOW), file);
    Files.writeString(file, "");
    assertRefused(
        "PJRT plugin %s must be a shared library of Linux; %s".formatted(file, HOW), file);
  }

  @Test
  void aLibraryForAnotherMachineIsRefused() throws IOException {
    byte[] header = new byte[64];
    System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F'}, 0, header, 0, 4);
    header[18] = (byte) 183;
    Path file = Files.write(folder.resolve("arm.so"), header);
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> PluginLibrary.requireLoadable(file, "x86_64"));
    assertEquals(
        "PJRT plugin %s is for aarch64 and must be for this machine, amd64; %s"
            .formatted(file, HOW),
        error.getMessage());
    PluginLibrary.requireLoadable(file, "aarch64");
  }

  @Test
  void aLibraryThatIsNotPinnedNeedsTrust() {
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> PjrtPlugin.load(LIBRARY, PluginTrust.PINNED));
    assertEquals(Kind.DEVICE, error.kind());
    assertEquals(
        "PJRT plugin %s (sha256 %s) must be one that this program knows, for it is native code:"
                .formatted(LIBRARY, ContentHash.of(LIBRARY))
            + " %s; --trust-plugin takes this one all the same".formatted(HOW),
        error.getMessage());
  }

  @Test
  void theLibrariesOfAllPinnedPluginsAreTrusted() {
    PinnedPlugins pinned = new PinnedPlugins();
    for (String name : List.of("cpu", "tpu", "cuda12")) {
      assertTrue(pinned.sha256(name).matches("[0-9a-f]{64}"), name);
      pinned.require(LIBRARY, pinned.sha256(name));
    }
  }

  @Test
  void aTrustedLibraryThatIsNoPluginIsRefused() {
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> PjrtPlugin.load(LIBRARY, PluginTrust.TRUSTED));
    assertEquals(Kind.DEVICE, error.kind());
    assertTrue(
        error.getMessage().startsWith("PJRT plugin " + LIBRARY + " cannot be loaded: "),
        error.getMessage());
    assertTrue(error.getMessage().contains("GetPjrtApi"), error.getMessage());
    assertEquals(1, error.getMessage().lines().count());
  }

  @Test
  void aLibraryThatIsCutShortIsRefused() throws IOException {
    Path file = folder.resolve("short.so");
    byte[] whole = Files.readAllBytes(LIBRARY);
    Files.write(file, Arrays.copyOf(whole, 300));
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> PjrtPlugin.load(file, PluginTrust.TRUSTED));
    assertTrue(
        error.getMessage().startsWith("PJRT plugin " + file + " cannot be loaded: "),
        error.getMessage());
    assertTrue(error.getMessage().endsWith(HOW), error.getMessage());
  }

  @Test
  void aPluginOfAnotherApiVersionIsRefused() {
    assertVersionRefused(0, 53, "0.53");
    assertVersionRefused(1, 0, "1.0");
    FakePlugin oldest = new FakePlugin(0, 54, "-");
    assertEquals("0.54", PjrtPlugin.of(LIBRARY, "-", oldest.pointer()).apiVersion());
  }

  private static void assertVersionRefused(int major, int minor, String version) {
    FakePlugin plugin = new FakePlugin(major, minor, "-");
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> PjrtPlugin.of(LIBRARY, "-", plugin.pointer()));
    assertEquals(Kind.DEVICE, error.kind());
    assertEquals(
        "PJRT plugin %s (API version %s) must be of API version 0.54 or newer, below 1; %s"
            .formatted(LIBRARY, version, HOW),
        error.getMessage());
    assertTrue(plugin.calls().isEmpty(), "nothing of it was called");
  }

  private static void assertRefused(String message, Path file) {
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> PjrtPlugin.load(file, PluginTrust.PINNED));
    assertEquals(Kind.DEVICE, error.kind());
    assertEquals(message, error.getMessage());
  }
}
