package org.noisystudent.data;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.storage.RunStorage;

/**
 * Remembers what reading files found, by their paths, sizes and times. A cache that cannot be read
 * or written is as good as none.
 */
final class IndexCache {
  private static final int VERSION = 1;
  private final Optional<RunStorage> storage;

  /** Creates a cache in a storage, or none. */
  IndexCache(Optional<RunStorage> storage) {
    this.storage = storage;
  }

  /** Reads files, or returns what reading them found before. */
  interface Reading {
    List<IndexedFile> read() throws IOException;
  }

  /**
   * Returns what is known of files.
   *
   * @param rule what else the result depends on
   */
  List<IndexedFile> get(List<Path> files, String rule, Reading reading) throws IOException {
    if (storage.isEmpty()) {
      return reading.read();
    }
    Fingerprint key = new Fingerprint().add(VERSION).add(rule);
    for (Path file : files) {
      key.add(file.toAbsolutePath().toString())
          .add(Files.size(file))
          .add(Files.getLastModifiedTime(file).toMillis());
    }
    String name = key.hex() + ".index";
    Optional<List<IndexedFile>> known = load(storage.get().locate(name));
    if (known.isPresent()) {
      return known.get();
    }
    List<IndexedFile> found = reading.read();
    save(storage.get(), name, found);
    return found;
  }

  private static Optional<List<IndexedFile>> load(Path cached) {
    if (!Files.exists(cached)) {
      return Optional.empty();
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(cached)))) {
      List<IndexedFile> files = new ArrayList<>();
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        files.add(readFile(in));
      }
      return Optional.of(files);
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static void save(RunStorage storage, String name, List<IndexedFile> files) {
    try {
      storage.publishFile(
          name,
          part -> {
            try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part)))) {
              out.writeInt(files.size());
              for (IndexedFile file : files) {
                writeFile(out, file);
              }
            }
          });
    } catch (UserErrorException e) {
      // A run goes on without a cache: a read-only or full disk shows where it matters.
      return;
    }
  }

  private static void writeFile(DataOutputStream out, IndexedFile file) throws IOException {
    out.writeUTF(file.path().toString());
    out.writeLong(file.size());
    out.writeInt(file.entries().size());
    for (IndexedFile.Entry entry : file.entries()) {
      out.writeLong(entry.recordOffset());
      out.writeLong(entry.offset());
      out.writeInt(entry.length());
      out.writeInt(entry.height());
      out.writeInt(entry.width());
      out.writeInt(entry.checksum());
      out.writeInt(entry.label());
      out.writeInt(entry.target().size());
      for (float value : entry.target()) {
        out.writeFloat(value);
      }
      out.writeInt(entry.copies());
    }
    out.writeInt(file.corrupt().size());
    for (IndexedFile.Corrupt corrupt : file.corrupt()) {
      out.writeLong(corrupt.offset());
      out.writeUTF(corrupt.reason());
    }
  }

  private static IndexedFile readFile(DataInputStream in) throws IOException {
    Path path = Path.of(in.readUTF());
    long size = in.readLong();
    List<IndexedFile.Entry> entries = new ArrayList<>();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      entries.add(readEntry(in));
    }
    List<IndexedFile.Corrupt> corrupt = new ArrayList<>();
    int corruptCount = in.readInt();
    for (int i = 0; i < corruptCount; i++) {
      corrupt.add(new IndexedFile.Corrupt(in.readLong(), in.readUTF()));
    }
    return new IndexedFile(path, size, entries, corrupt);
  }

  private static IndexedFile.Entry readEntry(DataInputStream in) throws IOException {
    long recordOffset = in.readLong();
    long offset = in.readLong();
    int length = in.readInt();
    int height = in.readInt();
    int width = in.readInt();
    int checksum = in.readInt();
    int label = in.readInt();
    List<Float> target = new ArrayList<>();
    int values = in.readInt();
    for (int i = 0; i < values; i++) {
      target.add(in.readFloat());
    }
    return new IndexedFile.Entry(
        recordOffset, offset, length, height, width, checksum, label, target, in.readInt());
  }
}
