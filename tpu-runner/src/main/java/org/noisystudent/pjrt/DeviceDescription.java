package org.noisystudent.pjrt;

import com.sun.jna.Pointer;

/**
 * What a device is, which need not be there: its number over all processes, the process that drives
 * it, and its kind, e.g. {@code TPU v3}.
 */
public record DeviceDescription(int id, int processIndex, String kind) {
  static DeviceDescription read(PjrtApi api, Pointer description) {
    try (PjrtStruct id = call(api, PjrtCall.DEVICE_DESCRIPTION_ID, description);
        PjrtStruct process = call(api, PjrtCall.DEVICE_DESCRIPTION_PROCESS_INDEX, description);
        PjrtStruct kind = call(api, PjrtCall.DEVICE_DESCRIPTION_KIND, description)) {
      return new DeviceDescription(
          id.integer("id"),
          process.integer("process_index"),
          kind.text("device_kind", "device_kind_size"));
    }
  }

  private static PjrtStruct call(PjrtApi api, PjrtCall call, Pointer description) {
    return api.call(call, new PjrtStruct(call).set("device_description", description));
  }
}
