package org.noisystudent.storage;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * A run directory on the local disk: what is published is written beside its place, forced to the
 * disk, renamed, and the folder is forced to the disk too. Names that start with a dot are not yet
 * published.
 */
public final class LocalRunStorage implements RunStorage {
  private final Path root;

  /** Creates the storage of a directory, which is created when something is first written. */
  public LocalRunStorage(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public List<String> list(String folder) {
    Path place = locate(folder);
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(place)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw unreadable(place, e);
    }
  }

  @Override
  public boolean exists(String path) {
    return Files.exists(locate(path));
  }

  @Override
  public byte[] read(String path) {
    Path place = locate(path);
    try {
      return Files.readAllBytes(place);
    } catch (IOException e) {
      throw unreadable(place, e);
    }
  }

  @Override
  public void publish(String path, byte[] contents) {
    publishFile(path, file -> Files.write(file, contents));
  }

  @Override
  public void publishFile(String path, FileWriter writer) {
    Path place = locate(path);
    Path partial = beside(place, "partial");
    try {
      remove(partial);
      Files.createDirectories(folderOf(place));
      writer.write(partial);
      force(partial);
      Files.move(
          partial, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      force(folderOf(place));
    } catch (IOException e) {
      throw unwritable(place, e);
    } catch (UncheckedIOException e) {
      throw unwritable(place, e.getCause());
    } finally {
      removeQuietly(partial);
    }
  }

  @Override
  public void publishFolder(String path, FolderWriter writer) {
    Path place = locate(path);
    Path partial = beside(place, "partial");
    Path old = beside(place, "old");
    try {
      remove(partial);
      remove(old);
      Files.createDirectories(partial);
      writer.write(partial);
      forceAll(partial);
      if (Files.exists(place)) {
        Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(partial, place, StandardCopyOption.ATOMIC_MOVE);
      force(folderOf(place));
      remove(old);
    } catch (IOException e) {
      throw unwritable(place, e);
    } catch (UncheckedIOException e) {
      throw unwritable(place, e.getCause());
    } finally {
      removeQuietly(partial);
    }
  }

  @Override
  public void append(String path, byte[] contents) {
    Path place = locate(path);
    try {
      Files.createDirectories(folderOf(place));
      boolean created = !Files.exists(place);
      write(place, contents, CREATE, WRITE, APPEND);
      if (created) {
        force(folderOf(place));
      }
    } catch (IOException e) {
      throw unwritable(place, e);
    }
  }

  @Override
  public void delete(String path) {
    Path place = locate(path);
    try {
      remove(place);
    } catch (IOException e) {
      throw unwritable(place, e);
    }
  }

  @Override
  public Path locate(String path) {
    Path place = root.resolve(path).normalize();
    if (!place.startsWith(root)) {
      throw new IllegalArgumentException("path (" + path + ") must be inside " + root);
    }
    return place;
  }

  private static Path beside(Path place, String kind) {
    return place.resolveSibling("." + place.getFileName() + "." + kind);
  }

  private static Path folderOf(Path place) {
    Path folder = place.getParent();
    return folder == null ? place : folder;
  }

  private static void write(Path place, byte[] contents, OpenOption... options) throws IOException {
    try (FileChannel file = FileChannel.open(place, options)) {
      ByteBuffer bytes = ByteBuffer.wrap(contents);
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
  }

  private static void forceAll(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.toList()) {
        force(each);
      }
    }
  }

  private static void force(Path place) throws IOException {
    try (FileChannel channel = FileChannel.open(place, READ)) {
      channel.force(true);
    }
  }

  private static void remove(Path place) throws IOException {
    if (!Files.exists(place)) {
      return;
    }
    try (Stream<Path> all = Files.walk(place)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  /** Frees the space of a half-written output; the error that led here is the one to report. */
  private static void removeQuietly(Path partial) {
    try {
      remove(partial);
    } catch (IOException e) {
      // A later publication to the same place removes it.
    }
  }

  private static UserErrorException unreadable(Path place, IOException cause) {
    return new UserErrorException(Kind.DATA, place + " cannot be read: " + reason(cause), cause);
  }

  private static UserErrorException unwritable(Path place, IOException cause) {
    return new UserErrorException(
        Kind.DATA,
        place
            + " cannot be written: "
            + reason(cause)
            + "; all that was finished before is kept, mend this and run the same command again",
        cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof NoSuchFileException) {
      return "no such file";
    }
    if (cause instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return String.valueOf(cause.getMessage());
  }
}
