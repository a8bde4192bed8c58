package org.noisystudent.savedmodel;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The content hash of a SavedModel folder, by which run journals know their outputs again. */
public final class FolderHash {
  private FolderHash() {}

  /**
   * Returns the SHA-256, in hexadecimal, over the path, length and content of every file in a
   * folder, in the order of their paths. Times and owners do not count.
   *
   * @throws UncheckedIOException if the folder cannot be read
   */
  public static String of(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      List<String> names =
          walk.filter(Files::isRegularFile)
              .map(file -> folder.relativize(file).toString().replace('\\', '/'))
              .sorted()
              .toList();
      Hasher hasher = Hashing.sha256().newHasher();
      byte[] buffer = new byte[1 << 16];
      for (String name : names) {
        Path file = folder.resolve(name);
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        hasher.putInt(nameBytes.length).putBytes(nameBytes).putLong(Files.size(file));
        try (InputStream stream = Files.newInputStream(file)) {
          for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
            hasher.putBytes(buffer, 0, read);
          }
        }
      }
      return hasher.hash().toString();
    } catch (IOException e) {
      throw new UncheckedIOException("folder (" + folder + ") could not be read", e);
    }
  }
}
