package org.noisystudent.pjrt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** Looks at the file of a plugin before it is loaded: is it a library, and for this machine? */
final class PluginLibrary {
  private static final int ELF_MAGIC = 0x7f454c46;
  private static final int MACHINE_OFFSET = 18;
  private static final int HEADER_BYTES = 20;

  /** By their numbers in the header of an ELF file, named as JDKs on Linux name them. */
  private static final Map<Short, String> MACHINES =
      Map.of((short) 62, "amd64", (short) 183, "aarch64", (short) 243, "riscv64");

  private PluginLibrary() {}

  /** Refuses a file that is not there, is no library, or is for another kind of machine. */
  static void requireLoadable(Path file, String machineHere) {
    ByteBuffer header = header(file);
    if (header.capacity() < HEADER_BYTES || header.getInt(0) != ELF_MAGIC) {
      throw unusable("PJRT plugin %s must be a shared library of Linux".formatted(file));
    }
    short number = header.order(ByteOrder.LITTLE_ENDIAN).getShort(MACHINE_OFFSET);
    String machine = MACHINES.getOrDefault(number, "machine number " + number);
    String here = machineHere.toLowerCase(Locale.ROOT).replace("x86_64", "amd64");
    if (!machine.equals(here)) {
      throw unusable(
          "PJRT plugin %s is for %s and must be for this machine, %s"
              .formatted(file, machine, here));
    }
  }

  private static ByteBuffer header(Path file) {
    if (Files.isDirectory(file)) {
      throw unusable("PJRT plugin %s must be a file, not a folder".formatted(file));
    }
    try (InputStream in = Files.newInputStream(file)) {
      return ByteBuffer.wrap(in.readNBytes(HEADER_BYTES));
    } catch (NoSuchFileException e) {
      throw unusable("there is no PJRT plugin %s".formatted(file));
    } catch (IOException e) {
      throw unusable("PJRT plugin %s cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  /** Returns the error for a plugin that cannot be used, with how to get one that can. */
  static UserErrorException unusable(String problem) {
    return new UserErrorException(Kind.DEVICE, problem + "; " + PinnedPlugins.HOW_TO_GET_ONE);
  }
}
