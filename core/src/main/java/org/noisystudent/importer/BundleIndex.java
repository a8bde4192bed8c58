package org.noisystudent.importer;

import com.google.common.collect.ImmutableSortedMap;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.BundleHeaderProto.Endianness;

/**
 * What a TensorFlow checkpoint (V2) holds: its {@code .index} file, a table from names to types,
 * shapes and places in the data files (reference: tensor_bundle.h).
 *
 * @param prefix path without suffix
 * @param shards number of data files
 * @param entries by name
 */
record BundleIndex(Path prefix, int shards, Map<String, BundleEntryProto> entries) {
  static final String SUFFIX = ".index";

  BundleIndex {
    entries = ImmutableSortedMap.copyOf(entries);
  }

  /**
   * Reads an index, and checks that the data files are as long as it says.
   *
   * @throws UserErrorException if a file is missing, cut short or damaged
   */
  static BundleIndex read(Path prefix) {
    Path file = Path.of(prefix + SUFFIX);
    Function<String, UserErrorException> problem = what -> problem(file, what);
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw problem.apply("cannot be read: " + e);
    }
    BundleHeaderProto header = BundleHeaderProto.getDefaultInstance();
    ImmutableSortedMap.Builder<String, BundleEntryProto> entries =
        ImmutableSortedMap.naturalOrder();
    try {
      for (SortedTable.Entry entry : SortedTable.read(bytes, problem)) {
        ByteBuffer key = entry.key();
        if (!key.hasRemaining()) {
          header = BundleHeaderProto.parseFrom(entry.value());
        } else if (key.get(0) != 0) { // else a slice of a variable: its whole has an entry too
          entries.put(
              StandardCharsets.UTF_8.decode(key).toString(),
              BundleEntryProto.parseFrom(entry.value()));
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw problem.apply("is damaged: " + e.getMessage());
    }
    if (header.getNumShards() < 1 || header.getEndianness() != Endianness.LITTLE) {
      throw problem.apply("is no index of a little-endian TensorFlow checkpoint");
    }
    BundleIndex index = new BundleIndex(prefix, header.getNumShards(), entries.buildOrThrow());
    index.checkData();
    return index;
  }

  /** Returns the data files. */
  List<Path> data() {
    return IntStream.range(0, shards).mapToObj(this::data).toList();
  }

  private Path data(int shard) {
    return Path.of("%s.data-%05d-of-%05d".formatted(prefix, shard, shards));
  }

  private void checkData() {
    long[] sizes = new long[shards];
    for (int shard = 0; shard < shards; shard++) {
      Path file = data(shard);
      try {
        sizes[shard] = Files.size(file);
      } catch (IOException e) {
        throw problem(file, "must be there, beside " + prefix + SUFFIX);
      }
    }
    entries.forEach(
        (name, entry) -> {
          int shard = entry.getShardId();
          if (shard < 0 || shard >= shards) {
            throw problem(
                Path.of(prefix + SUFFIX), "has %s in data file %d".formatted(name, shard));
          }
          long end = entry.getOffset() + entry.getSize();
          if (end > sizes[shard]) {
            throw problem(
                data(shard),
                "ends at byte %d, but %s is at bytes %d to %d: cut short"
                    .formatted(sizes[shard], name, entry.getOffset(), end));
          }
        });
  }

  private static UserErrorException problem(Path file, String what) {
    return new UserErrorException(Kind.DATA, "checkpoint (" + file + ") " + what);
  }
}
