package org.noisystudent.data;

import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads one file for its index: which bytes of it are images that can be served. */
final class ShardReader {
  /** An image file's header is looked for in its first bytes, past its EXIF and ICC segments. */
  private static final int HEADER_BYTES = 1 << 20;

  private ShardReader() {}

  /** Reads a TFRecord shard. */
  static IndexedFile tfRecord(Path shard, long maxPixels) throws IOException {
    List<IndexedFile.Entry> entries = new ArrayList<>();
    List<IndexedFile.Corrupt> corrupt = new ArrayList<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(shard), 1 << 20)) {
      TfRecords.read(
          in,
          new TfRecords.Visitor() {
            @Override
            public void record(long offset, byte[] content) {
              try {
                entries.add(entry(offset, content, maxPixels));
              } catch (CorruptImageException e) {
                corrupt.add(new IndexedFile.Corrupt(offset, e.getMessage()));
              }
            }

            @Override
            public void corrupt(long offset, String reason) {
              corrupt.add(new IndexedFile.Corrupt(offset, reason));
            }
          });
    }
    return new IndexedFile(shard, Files.size(shard), entries, corrupt);
  }

  /** Finds the image's bytes within its record, so that the graph reads them and nothing else. */
  private static IndexedFile.Entry entry(long offset, byte[] content, long maxPixels)
      throws CorruptImageException {
    StoredExample example = ExampleCodec.decode(content);
    byte[] image = example.image().toByteArray();
    ImageHeader header = ImageHeader.read(image, maxPixels);
    int within = Bytes.indexOf(content, image);
    return new IndexedFile.Entry(
        offset,
        offset + TfRecords.HEADER + within,
        image.length,
        header.height(),
        header.width(),
        Hashing.crc32c().hashBytes(content).asInt(),
        example.label(),
        example.probabilities(),
        example.copies());
  }

  /** Reads an image file; its one entry has the class given. */
  static IndexedFile image(Path file, int label, long maxPixels) throws IOException {
    long size = Files.size(file);
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(HEADER_BYTES);
    }
    try {
      if (size > Integer.MAX_VALUE) {
        throw new CorruptImageException("size (" + size + ") must be < 2^31");
      }
      ImageHeader header = ImageHeader.read(start, maxPixels);
      int checksum = Hashing.crc32c().hashBytes(start).asInt();
      IndexedFile.Entry entry =
          new IndexedFile.Entry(
              0, 0, (int) size, header.height(), header.width(), checksum, label, List.of(), 1);
      return new IndexedFile(file, size, List.of(entry), List.of());
    } catch (CorruptImageException e) {
      return new IndexedFile(
          file,
          size,
          List.of(),
          List.of(new IndexedFile.Corrupt(IndexedFile.WHOLE_FILE, e.getMessage())));
    }
  }
}
