package org.noisystudent.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** Where each encoded image lies: a range of bytes of a file. Never changes once built. */
final class FileTable {
  private final List<IndexedFile> files;
  private final int[] file;
  private final int[] entry;

  /** Creates the table of all images of some files, in order. */
  FileTable(List<IndexedFile> files) {
    this.files = List.copyOf(files);
    int count = files.stream().mapToInt(f -> f.entries().size()).sum();
    this.file = new int[count];
    this.entry = new int[count];
    int row = 0;
    for (int i = 0; i < files.size(); i++) {
      for (int j = 0; j < files.get(i).entries().size(); j++) {
        file[row] = i;
        entry[row] = j;
        row++;
      }
    }
  }

  int rows() {
    return file.length;
  }

  List<Path> paths() {
    List<Path> paths = new ArrayList<>();
    files.forEach(f -> paths.add(f.path()));
    return paths;
  }

  long[] sizes() {
    return files.stream().mapToLong(IndexedFile::size).toArray();
  }

  int file(int row) {
    return file[row];
  }

  IndexedFile.Entry entry(int row) {
    return files.get(file[row]).entries().get(entry[row]);
  }

  String describe(int row) {
    return files
        .get(file[row])
        .place(isWholeFile(row) ? IndexedFile.WHOLE_FILE : entry(row).recordOffset());
  }

  private boolean isWholeFile(int row) {
    return entry(row).offset() == 0; // a record starts with its length
  }

  /** Returns the name of the file that an image is, or that its record says it was. */
  Optional<String> fileName(int row) {
    Path path = files.get(file[row]).path();
    if (isWholeFile(row)) {
      return Optional.of(path.getFileName().toString());
    }
    try (InputStream in = Files.newInputStream(path)) {
      in.skipNBytes(entry(row).recordOffset());
      try (RecordFile record = RecordFile.of(path.toString(), in)) {
        return record.next().flatMap(ExampleCodec::fileName);
      }
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, path + ": cannot be read: " + e, e);
    }
  }

  /** Reads the bytes of one image. */
  byte[] read(int row) {
    Path path = files.get(file[row]).path();
    try (RandomAccessFile in = new RandomAccessFile(path.toFile(), "r")) {
      byte[] bytes = new byte[entry(row).length()];
      in.seek(entry(row).offset());
      in.readFully(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, path + ": cannot be read: " + e, e);
    }
  }

  /** Returns whether each image is a file of its own, which is read faster than a range. */
  boolean wholeFiles() {
    return files.stream()
        .allMatch(
            f -> f.entries().stream().allMatch(e -> e.offset() == 0 && e.length() == f.size()));
  }

  /** Returns a digest of names, sizes and contents. */
  String fingerprint() {
    Fingerprint fingerprint = new Fingerprint();
    for (IndexedFile indexed : files) {
      fingerprint.add(indexed.path().getFileName().toString()).add(indexed.size());
      for (IndexedFile.Entry e : indexed.entries()) {
        fingerprint.add(e.offset()).add(e.length()).add(e.checksum());
      }
    }
    return fingerprint.hex();
  }
}
