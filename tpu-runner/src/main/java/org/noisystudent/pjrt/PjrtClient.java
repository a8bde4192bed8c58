package org.noisystudent.pjrt;

import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;
import org.noisystudent.pjrt.PjrtHandles.Kind;

/**
 * A connection to the devices of a plugin. What came from it (buffers, programs, events) is closed
 * before it.
 */
public final class PjrtClient implements AutoCloseable {
  /** PJRT_HostBufferSemantics_kImmutableOnlyDuringCall: the data is copied before the return. */
  private static final int ONLY_DURING_CALL = 0;

  private final PjrtHandle handle;
  private final List<PjrtDevice> devices;
  private final List<PjrtDevice> addressableDevices;

  PjrtClient(PjrtApi api, Pointer client) {
    handle = new PjrtHandle(api, Kind.CLIENT, client);
    devices = devices(PjrtCall.CLIENT_DEVICES, "devices", "num_devices");
    addressableDevices =
        devices(
            PjrtCall.CLIENT_ADDRESSABLE_DEVICES, "addressable_devices", "num_addressable_devices");
  }

  private List<PjrtDevice> devices(PjrtCall call, String field, String countField) {
    try (PjrtStruct results = handle.call(call)) {
      return results.pointers(field, countField).stream()
          .map(device -> new PjrtDevice(handle.api(), device))
          .toList();
    }
  }

  /** Returns the devices of all processes. */
  public List<PjrtDevice> devices() {
    return devices;
  }

  /** Returns the devices that this process drives. */
  public List<PjrtDevice> addressableDevices() {
    return addressableDevices;
  }

  /** Returns the number of this process among those that drive the devices together. */
  public int processIndex() {
    try (PjrtStruct results = handle.call(PjrtCall.CLIENT_PROCESS_INDEX)) {
      return results.integer("process_index");
    }
  }

  /** Returns the name of the platform, e.g. {@code cpu} or {@code tpu}. */
  public String platformName() {
    try (PjrtStruct results = handle.call(PjrtCall.CLIENT_PLATFORM_NAME)) {
      return results.text("platform_name", "platform_name_size");
    }
  }

  /** Returns what the platform says of its version. */
  public String platformVersion() {
    try (PjrtStruct results = handle.call(PjrtCall.CLIENT_PLATFORM_VERSION)) {
      return results.text("platform_version", "platform_version_size");
    }
  }

  /**
   * Copies the rest of a direct buffer to a device. The buffer is free on return; the array on the
   * device is there when its event says so.
   */
  public PjrtBuffer toDevice(
      PjrtDevice device, ElementType type, List<Long> dims, ByteBuffer data) {
    PjrtBuffer.requireBytes(data, type, dims);
    PjrtStruct arguments =
        handle
            .arguments(PjrtCall.CLIENT_BUFFER_FROM_HOST_BUFFER)
            .set("data", PjrtBuffer.address(data))
            .set("type", type.number())
            .set("dims", "num_dims", dims.stream().mapToLong(Long::longValue).toArray())
            .set("host_buffer_semantics", ONLY_DURING_CALL)
            .set("device", device.pointer());
    try (PjrtStruct results =
        handle.api().call(PjrtCall.CLIENT_BUFFER_FROM_HOST_BUFFER, arguments)) {
      new PjrtEvent(handle.api(), results.pointer("done_with_host_buffer")).close();
      return new PjrtBuffer(handle.api(), results.pointer("buffer"));
    } finally {
      Reference.reachabilityFence(data);
    }
  }

  /** Compiles a program and loads it on the devices of the options. */
  public PjrtLoadedExecutable compile(PjrtProgram program, CompileOptions options) {
    return new PjrtLoadedExecutable(
        handle.api(), program.compile(handle, PjrtCall.CLIENT_COMPILE, options));
  }

  /** Loads a program that was compiled and serialized by the same plugin. */
  public PjrtLoadedExecutable load(byte[] serialized) {
    PjrtStruct arguments =
        handle
            .arguments(PjrtCall.EXECUTABLE_DESERIALIZE_AND_LOAD)
            .set("serialized_executable", "serialized_executable_size", serialized);
    try (PjrtStruct results =
        handle.api().call(PjrtCall.EXECUTABLE_DESERIALIZE_AND_LOAD, arguments)) {
      return new PjrtLoadedExecutable(handle.api(), results.pointer("loaded_executable"));
    }
  }

  @Override
  public void close() {
    handle.close();
  }
}
