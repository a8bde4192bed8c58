package org.noisystudent.data;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * TFRecord files held whole in memory. For files this program wrote itself: unlike in a user's
 * shards, a damaged record is never skipped.
 */
public final class RecordFrames {
  private RecordFrames() {}

  /** Appends one framed record. */
  public static void append(ByteArrayOutputStream out, byte[] record) {
    try (TfRecords.Writer writer = new TfRecords.Writer(out)) {
      writer.write(record);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }

  /**
   * Returns the records of a file; a torn or changed one is an error that names file and offset.
   */
  public static List<byte[]> split(String name, byte[] file) {
    List<byte[]> records = new ArrayList<>();
    try (RecordFile in = RecordFile.of(name, new ByteArrayInputStream(file))) {
      for (Optional<byte[]> next = in.next(); next.isPresent(); next = in.next()) {
        records.add(next.get());
      }
    }
    return records;
  }
}
