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
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * SHA-256 of what a file or folder holds: bytes and relative names, not times or rights. Run
 * journals know their outputs again by it.
 */
public final class ContentHash {
  private static final int BUFFER = 1 << 16;

  private ContentHash() {}

  /** Returns the hash in hex of a file, or of a folder with all files below it. */
  public static String of(Path place) {
    return of(place, file -> true);
  }

  private static String of(Path place, Predicate<Path> counts) {
    Hasher hasher = Hashing.sha256().newHasher();
    try {
      if (Files.isDirectory(place)) {
        for (Path file : filesBelow(place).stream().filter(counts).toList()) {
          String name = place.relativize(file).toString().replace('\\', '/');
          hasher.putString(name, StandardCharsets.UTF_8).putByte((byte) 0);
          hasher.putLong(Files.size(file));
          add(hasher, file);
        }
      } else {
        add(hasher, place);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return hasher.hash().toString();
  }

  /**
   * Returns the hash in hex of what a SavedModel computes: of its folder without its model card,
   * which tells when it was made.
   */
  public static String ofModel(Path folder) {
    return of(folder, file -> !file.equals(folder.resolve(ModelCard.FILE)));
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void add(Hasher hasher, Path file) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        hasher.putBytes(buffer, 0, read);
      }
    }
  }
}
