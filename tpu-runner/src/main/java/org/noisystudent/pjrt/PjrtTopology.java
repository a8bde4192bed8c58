package org.noisystudent.pjrt;

import com.sun.jna.Pointer;
import java.util.List;
import org.noisystudent.pjrt.PjrtHandles.Kind;

/** Devices that need not be there, to compile for. */
public final class PjrtTopology implements AutoCloseable {
  private final PjrtHandle handle;

  PjrtTopology(PjrtApi api, Pointer topology) {
    handle = new PjrtHandle(api, Kind.TOPOLOGY, topology);
  }

  /** Returns the name of the platform, e.g. {@code tpu}. */
  public String platformName() {
    try (PjrtStruct results = handle.call(PjrtCall.TOPOLOGY_PLATFORM_NAME)) {
      return results.text("platform_name", "platform_name_size");
    }
  }

  /** Returns all devices. */
  public List<DeviceDescription> devices() {
    try (PjrtStruct results = handle.call(PjrtCall.TOPOLOGY_GET_DEVICE_DESCRIPTIONS)) {
      return results.pointers("descriptions", "num_descriptions").stream()
          .map(each -> DeviceDescription.read(handle.api(), each))
          .toList();
    }
  }

  /** Compiles a program for these devices. */
  public PjrtExecutable compile(PjrtProgram program, CompileOptions options) {
    return new PjrtExecutable(handle.api(), program.compile(handle, PjrtCall.COMPILE, options));
  }

  @Override
  public void close() {
    handle.close();
  }
}
