package org.noisystudent.pjrt;

import com.sun.jna.Pointer;
import java.util.Optional;
import org.noisystudent.pjrt.PjrtException.Code;

/** A device of a client; belongs to the client and ends with it. */
public final class PjrtDevice {
  private final PjrtApi api;
  private final Pointer device;
  private final DeviceDescription description;

  PjrtDevice(PjrtApi api, Pointer device) {
    this.api = api;
    this.device = device;
    try (PjrtStruct results = call(PjrtCall.DEVICE_GET_DESCRIPTION)) {
      description = DeviceDescription.read(api, results.pointer("device_description"));
    }
  }

  /** Returns what the device is. */
  public DeviceDescription description() {
    return description;
  }

  /** Returns the number of the device over all processes. */
  public int id() {
    return description.id();
  }

  /** Returns the kind of the device, e.g. {@code TPU v3}. */
  public String kind() {
    return description.kind();
  }

  /** Returns the use of its memory, or nothing where the plugin does not count it. */
  public Optional<DeviceMemory> memory() {
    try (PjrtStruct results = call(PjrtCall.DEVICE_MEMORY_STATS)) {
      return Optional.of(new DeviceMemory(results));
    } catch (PjrtException e) {
      if (e.code() == Code.UNIMPLEMENTED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private PjrtStruct call(PjrtCall call) {
    return api.call(call, new PjrtStruct(call).set("device", device));
  }

  Pointer pointer() {
    return device;
  }
}
