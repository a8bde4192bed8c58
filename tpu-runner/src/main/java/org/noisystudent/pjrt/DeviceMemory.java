package org.noisystudent.pjrt;

import java.util.OptionalLong;

/** How much memory of a device is in use, in bytes, as far as the plugin tells. */
public final class DeviceMemory {
  private final long bytesInUse;
  private final OptionalLong peakBytesInUse;
  private final OptionalLong bytesLimit;

  DeviceMemory(PjrtStruct results) {
    bytesInUse = results.number("bytes_in_use");
    peakBytesInUse = optional(results, "peak_bytes_in_use");
    bytesLimit = optional(results, "bytes_limit");
  }

  private static OptionalLong optional(PjrtStruct results, String field) {
    return results.flag(field + "_is_set")
        ? OptionalLong.of(results.number(field))
        : OptionalLong.empty();
  }

  /** Returns what is in use now. */
  public long bytesInUse() {
    return bytesInUse;
  }

  /** Returns the most that was in use at a time. */
  public OptionalLong peakBytesInUse() {
    return peakBytesInUse;
  }

  /** Returns how much can be used. */
  public OptionalLong bytesLimit() {
    return bytesLimit;
  }
}
