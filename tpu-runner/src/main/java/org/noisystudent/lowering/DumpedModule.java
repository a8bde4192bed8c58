package org.noisystudent.lowering;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file that XLA writes: an {@code HloProto} whose only part is the {@code HloModuleProto}. */
final class DumpedModule {
  private static final int HLO_MODULE = 1;
  private static final int MAX_HEADER = 16;

  private DumpedModule() {}

  /** Returns the module of a file; empty as long as the file is not whole. */
  static Optional<byte[]> read(Path file) throws IOException {
    long size = Files.size(file);
    byte[] start;
    try (var stream = Files.newInputStream(file)) {
      start = stream.readNBytes(MAX_HEADER);
    }
    if (start.length < MAX_HEADER) {
      return Optional.empty();
    }
    CodedInputStream header = CodedInputStream.newInstance(start);
    int field = WireFormat.getTagFieldNumber(header.readTag());
    int length = header.readRawVarint32();
    if (field != HLO_MODULE) {
      throw new IOException(file + ": field " + field + " is not the module of an HloProto");
    }
    int begin = header.getTotalBytesRead();
    if (size < begin + (long) length) {
      return Optional.empty();
    }
    try (var stream = Files.newInputStream(file)) {
      stream.skipNBytes(begin);
      return Optional.of(stream.readNBytes(length));
    }
  }
}
