package org.noisystudent.pjrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The CPU's plugin with virtual devices, for one test; closed, it sees to it that nothing of the
 * plugin is left open. Needs the path of {@code bin/fetch-pjrt-plugin cpu} in
 * NOISYSTUDENT_PJRT_PLUGIN.
 */
final class CpuPlugin implements AutoCloseable {
  static final Duration LIMIT = Duration.ofMinutes(2);

  private static final String VARIABLE = "NOISYSTUDENT_PJRT_PLUGIN";

  private final PjrtPlugin plugin = load();
  private final PjrtClient client;
  private final List<PjrtBuffer> buffers = new ArrayList<>();

  CpuPlugin(int devices) {
    client = plugin.createClient(List.of(NamedValue.of("cpu_device_count", devices)));
  }

  static PjrtPlugin load() {
    return PjrtPlugin.load(path(), PluginTrust.PINNED);
  }

  static Path path() {
    String path = System.getenv(VARIABLE);
    assertNotNull(path, VARIABLE + " must be what `bin/fetch-pjrt-plugin cpu` prints");
    return Path.of(path);
  }

  PjrtPlugin plugin() {
    return plugin;
  }

  PjrtClient client() {
    return client;
  }

  /** Returns an array on a device, closed with this. */
  PjrtBuffer floats(int device, List<Long> dims, float... values) {
    ByteBuffer data = direct(values.length * Float.BYTES);
    data.asFloatBuffer().put(values);
    return buffer(device, ElementType.F32, dims, data);
  }

  PjrtBuffer ints(int device, List<Long> dims, int... values) {
    ByteBuffer data = direct(values.length * Integer.BYTES);
    data.asIntBuffer().put(values);
    return buffer(device, ElementType.S32, dims, data);
  }

  PjrtBuffer buffer(int device, ElementType type, List<Long> dims, ByteBuffer data) {
    return own(client.toDevice(client.addressableDevices().get(device), type, dims, data));
  }

  PjrtBuffer own(PjrtBuffer buffer) {
    buffers.add(buffer);
    return buffer;
  }

  /** Runs a program and returns its results when it is done, [device][result]. */
  List<List<PjrtBuffer>> run(PjrtLoadedExecutable program, List<List<PjrtBuffer>> arguments) {
    try (PjrtExecution execution = program.execute(arguments)) {
      execution.outputs().forEach(row -> row.forEach(this::own));
      execution.await(LIMIT);
      return execution.outputs();
    }
  }

  static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  static float[] floats(PjrtBuffer buffer) {
    ByteBuffer host = buffer.toHost(LIMIT).order(ByteOrder.nativeOrder());
    float[] values = new float[host.remaining() / Float.BYTES];
    host.asFloatBuffer().get(values);
    return values;
  }

  static int oneInt(PjrtBuffer buffer) {
    return buffer.toHost(LIMIT).order(ByteOrder.nativeOrder()).getInt(0);
  }

  @Override
  public void close() {
    buffers.forEach(PjrtBuffer::close);
    client.close();
    assertEquals(0, plugin.handles().total(), () -> "left open: " + plugin.handles().live());
  }
}
