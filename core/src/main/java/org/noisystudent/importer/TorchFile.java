package org.noisystudent.importer;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noisystudent.device.VariableValues;
import org.noisystudent.importer.TorchTensor.Storage;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * A state dictionary as PyTorch before 1.6 saved it: five pickles (magic number, version, machine,
 * tensors, keys of the storages), then for each key a count and the numbers
 * (torch/serialization.py: _legacy_save).
 *
 * @param file where it is
 * @param tensors by name
 * @param places byte of the first number of each storage, by its key
 */
record TorchFile(Path file, Map<String, TorchTensor> tensors, Map<String, Long> places)
    implements WeightFile {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final int PICKLE = 0x80;
  private static final int ZIP = 'P';

  TorchFile {
    tensors = ImmutableMap.copyOf(tensors);
    places = ImmutableMap.copyOf(places);
  }

  /**
   * Reads what a file holds, not the numbers.
   *
   * @throws UserErrorException if it is no such file, cut short, or holds more than tensors
   */
  static TorchFile open(Path file) {
    requirePickle(file);
    try (PickleInput in = new PickleInput(file)) {
      if (!MAGIC.equals(PickleReader.read(in))) {
        throw in.problem("must begin with PyTorch's magic number, but is another pickle");
      }
      PickleReader.read(in); // the version: 1001 as long as there was this format
      if (!(PickleReader.read(in) instanceof Map<?, ?> machine)
          || !Boolean.TRUE.equals(machine.get("little_endian"))) {
        throw in.problem("must have been written on a little-endian machine");
      }
      Map<String, TorchTensor> tensors = tensors(in, PickleReader.read(in));
      Map<String, Storage> storages = new HashMap<>();
      tensors.values().forEach(t -> storages.put(t.storage().key(), t.storage()));
      Map<String, Long> places = places(in, PickleReader.read(in), storages);
      return new TorchFile(file, tensors, places);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static void requirePickle(Path file) {
    int first;
    try (PickleInput in = new PickleInput(file)) {
      first = in.unsignedByte();
      if (first == ZIP) {
        throw in.problem(
            "is a zip file, as PyTorch 1.6 and later write; save it there with"
                + " torch.save(..., _use_new_zipfile_serialization=False)");
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    if (first != PICKLE) {
      throw new UserErrorException(
          Kind.DATA,
          "checkpoint (%s) must be a TensorFlow checkpoint or a PyTorch file, but begins with 0x%02x"
              .formatted(file, first));
    }
  }

  private static Map<String, TorchTensor> tensors(PickleInput in, Object dictionary) {
    Map<String, TorchTensor> tensors = new LinkedHashMap<>();
    if (!(dictionary instanceof Map<?, ?> entries)) {
      throw in.problem("must be a dictionary of tensors by name");
    }
    entries.forEach(
        (name, value) -> {
          if (!(name instanceof String text) || !(value instanceof TorchTensor tensor)) {
            throw in.problem(
                "must be a dictionary of tensors by name alone, but %s is %s"
                    .formatted(name, value.getClass().getSimpleName()));
          }
          tensors.put(text, tensor);
        });
    return tensors;
  }

  private static Map<String, Long> places(
      PickleInput in, Object keys, Map<String, Storage> storages) throws IOException {
    Map<String, Long> places = new LinkedHashMap<>();
    if (!(keys instanceof List<?> ordered)) {
      throw in.problem("must list the keys of its storages");
    }
    for (Object key : ordered) {
      long count = in.signedLong();
      Storage storage = storages.get(String.valueOf(key));
      if (storage == null || storage.count() != count) {
        throw in.problem(
            "is damaged: storage %s at byte %d is not what its tensors need"
                .formatted(key, in.offset()));
      }
      places.put(storage.key(), in.offset());
      in.skip(count * storage.kind().width());
    }
    if (!places.keySet().equals(storages.keySet())) {
      throw in.problem("lacks the numbers of some tensors: cut short at byte " + in.offset());
    }
    return places;
  }

  @Override
  public String format() {
    return "PyTorch state dictionary";
  }

  @Override
  public List<Path> files() {
    return List.of(file);
  }

  @Override
  public Map<String, Stored> contents() {
    Map<String, Stored> contents = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> contents.put(name, tensor.stored()));
    return contents;
  }

  @Override
  public Naming naming() {
    return new TorchNames();
  }

  @Override
  public VariableValues read(List<Weight> weights) {
    Map<String, TFloat32> values = new LinkedHashMap<>();
    try (FileChannel channel = FileChannel.open(file)) {
      for (Weight weight : weights) {
        float[] numbers = numbers(channel, tensors.get(weight.name()), weight);
        values.put(
            weight.variable().name(),
            TFloat32.tensorOf(weight.variable().shape(), DataBuffers.of(numbers, true, false)));
      }
      return new VariableValues(values);
    } catch (IOException e) {
      values.values().forEach(TFloat32::close);
      throw unreadable(file, e);
    }
  }

  /** Reads a tensor in the order of the variable's dimensions, whatever its strides are. */
  private float[] numbers(FileChannel channel, TorchTensor tensor, Weight weight)
      throws IOException {
    long place = places.get(tensor.storage().key()) + tensor.first() * Float.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(tensor.span() * Float.BYTES));
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, place + bytes.position()) < 0) {
        throw new IOException("ends at byte " + (place + bytes.position()));
      }
    }
    FloatBuffer stored = bytes.flip().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    Shape shape = weight.variable().shape();
    float[] ordered = new float[Math.toIntExact(shape.size())];
    int[] position = new int[shape.numDimensions()];
    for (int i = 0; i < ordered.length; i++) {
      long from = 0;
      for (int d = 0; d < position.length; d++) {
        from += position[d] * tensor.strides().get(weight.layout().axis(d));
      }
      ordered[i] = stored.get(Math.toIntExact(from));
      advance(position, shape);
    }
    return ordered;
  }

  private static void advance(int[] position, Shape shape) {
    for (int d = position.length - 1; d >= 0; d--) {
      if (++position[d] < shape.get(d)) {
        return;
      }
      position[d] = 0;
    }
  }

  private static UserErrorException unreadable(Path file, IOException e) {
    return new UserErrorException(Kind.DATA, "PyTorch file (" + file + ") cannot be read: " + e, e);
  }
}
