package org.noisystudent.importer;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.noisystudent.checkpoint.VariableFile;
import org.noisystudent.device.VariableValues;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/**
 * A checkpoint of the reference repositories, in TensorFlow's format V2.
 *
 * @param index what it holds
 */
record TensorFlowCheckpoint(BundleIndex index) implements WeightFile {
  /**
   * Returns the path without suffix of a checkpoint that was named in any of these ways: by that
   * path, by its index file, or by a folder with one index file; empty if there is none.
   *
   * @throws UserErrorException if a folder holds several
   */
  static Optional<Path> prefix(Path named) {
    String name = named.toString();
    if (Files.isRegularFile(named) && name.endsWith(BundleIndex.SUFFIX)) {
      return Optional.of(withoutSuffix(named));
    }
    if (Files.isRegularFile(Path.of(name + BundleIndex.SUFFIX))) {
      return Optional.of(named);
    }
    if (!Files.isDirectory(named)) {
      return Optional.empty();
    }
    List<Path> found;
    try (Stream<Path> files = Files.list(named)) {
      found = files.filter(f -> f.toString().endsWith(BundleIndex.SUFFIX)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (found.size() > 1) {
      throw new UserErrorException(
          Kind.DATA,
          "checkpoint (%s) must be one of %s"
              .formatted(named, found.stream().map(TensorFlowCheckpoint::withoutSuffix).toList()));
    }
    return found.stream().findFirst().map(TensorFlowCheckpoint::withoutSuffix);
  }

  private static Path withoutSuffix(Path file) {
    String name = file.toString();
    return Path.of(name.substring(0, name.length() - BundleIndex.SUFFIX.length()));
  }

  @Override
  public String format() {
    return "TensorFlow checkpoint";
  }

  @Override
  public List<Path> files() {
    return ImmutableList.<Path>builder()
        .add(Path.of(index.prefix() + BundleIndex.SUFFIX))
        .addAll(index.data())
        .build();
  }

  @Override
  public Map<String, Stored> contents() {
    ImmutableSortedMap.Builder<String, Stored> contents = ImmutableSortedMap.naturalOrder();
    index.entries().forEach((name, entry) -> contents.put(name, stored(entry)));
    return contents.buildOrThrow();
  }

  private static Stored stored(BundleEntryProto entry) {
    String type =
        entry.getDtype() == DataType.DT_FLOAT
            ? FLOAT
            : entry.getDtype().name().replaceFirst("^DT_", "").toLowerCase(Locale.ROOT);
    long[] sizes =
        entry.getShape().getDimList().stream().mapToLong(TensorShapeProto.Dim::getSize).toArray();
    return new Stored(type, Shape.of(sizes));
  }

  @Override
  public Naming naming() {
    return OfficialNames.of(index.prefix(), index.entries().keySet());
  }

  @Override
  public VariableValues read(List<Weight> weights) {
    try {
      // not closed: the tensors are those of the values that are returned
      VariableValues stored =
          VariableFile.read(index.prefix(), weights.stream().map(Weight::name).toList());
      Map<String, TFloat32> named = new LinkedHashMap<>();
      for (Weight weight : weights) {
        named.put(weight.variable().name(), stored.byName().get(weight.name()));
      }
      return new VariableValues(named);
    } catch (TensorFlowException e) {
      String why = UserErrorException.firstLine(e);
      throw new UserErrorException(
          Kind.DATA, "checkpoint (" + index.prefix() + ") is damaged: " + why, e);
    }
  }
}
