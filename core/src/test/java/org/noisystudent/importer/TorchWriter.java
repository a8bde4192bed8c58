package org.noisystudent.importer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.noisystudent.importer.TinyNetworks.Numbers;

/** Writes state dictionaries byte by byte as torch.save of PyTorch 1.5 does, by its opcodes. */
final class TorchWriter {
  private static final String BEFORE_TENSORS =
      "80028a0a6cfc9c46f9206aa850192e" // 0x1950a86a20f9469cfc6c
          + "80024de9032e" // 1001
          + "80027d"
          + "580d0000006c6974746c655f656e6469616e" // "little_endian"
          + "8873"
          + "2e";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ByteArrayOutputStream storages = new ByteArrayOutputStream();
  private final Map<String, Integer> keys = new LinkedHashMap<>();

  TorchWriter() {
    hex(BEFORE_TENSORS);
    hex("8002");
    global("collections", "OrderedDict");
    hex("295228"); // (), call, mark
  }

  /** Adds a tensor that lies in its storage in the order of its dimensions. */
  TorchWriter add(String name, Numbers tensor) {
    long[] sizes = tensor.shape().asArray();
    long[] strides = new long[sizes.length];
    long stride = 1;
    for (int d = sizes.length - 1; d >= 0; d--) {
      strides[d] = stride;
      stride *= sizes[d];
    }
    return add(name, tensor.values(), 0, sizes, strides);
  }

  /** Adds a view of a storage of its own. */
  TorchWriter add(String name, float[] storage, int first, long[] sizes, long[] strides) {
    ByteBuffer numbers =
        ByteBuffer.allocate(Long.BYTES + Float.BYTES * storage.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    numbers.putLong(storage.length).asFloatBuffer().put(storage);
    return add(name, "FloatStorage", storage.length, numbers.array(), first, sizes, strides);
  }

  /** Adds how many batches a layer saw, a tensor of one 64-bit integer. */
  TorchWriter addCount(String name, long count) {
    ByteBuffer number = ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    number.putLong(1).putLong(count);
    return add(name, "LongStorage", 1, number.array(), 0, new long[0], new long[0]);
  }

  private TorchWriter add(
      String name,
      String kind,
      int count,
      byte[] numbers,
      int first,
      long[] sizes,
      long[] strides) {
    text(name);
    global("torch._utils", "_rebuild_tensor_v2");
    hex("2828"); // the arguments, the storage
    text("storage");
    global("torch", kind);
    String key = String.valueOf(1000 + keys.size());
    keys.put(key, count);
    text(key);
    text("cpu");
    number(count);
    hex("4e7451"); // None, tuple, storage of that
    number(first);
    numbers(sizes);
    numbers(strides);
    hex("89"); // False
    global("collections", "OrderedDict");
    hex("29527452"); // (), call, tuple, call
    storages.writeBytes(numbers);
    return this;
  }

  /** Adds an entry of any opcodes. */
  TorchWriter addRaw(String name, String opcodes) {
    text(name);
    hex(opcodes);
    return this;
  }

  /** Returns the whole file: the attributes that PyTorch sets too, the keys, the numbers. */
  byte[] toBytes() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    hex("75"); // all entries
    hex("7d");
    text("_metadata");
    global("collections", "OrderedDict");
    hex("295273622e"); // (), call, set the item, set attributes, stop
    hex("80025d28");
    keys.keySet().forEach(this::text);
    hex("652e");
    whole.writeBytes(bytes.toByteArray());
    whole.writeBytes(storages.toByteArray());
    return whole.toByteArray();
  }

  Path write(Path file) {
    try {
      return Files.write(file, toBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the opcodes of a text. */
  static String textOpcodes(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer opcode = ByteBuffer.allocate(5 + utf8.length).order(ByteOrder.LITTLE_ENDIAN);
    opcode.put((byte) 'X').putInt(utf8.length).put(utf8);
    return HexFormat.of().formatHex(opcode.array());
  }

  private void text(String text) {
    hex(textOpcodes(text));
  }

  private void global(String module, String name) {
    bytes.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void numbers(long[] numbers) {
    hex("28");
    for (long number : numbers) {
      number(number);
    }
    hex("74");
  }

  private void number(long number) {
    ByteBuffer opcode = ByteBuffer.allocate(5).order(ByteOrder.LITTLE_ENDIAN);
    bytes.writeBytes(opcode.put((byte) 'J').putInt(Math.toIntExact(number)).array());
  }

  private void hex(String hex) {
    bytes.writeBytes(HexFormat.of().parseHex(hex));
  }
}
