package org.noisystudent.pjrt;

import com.sun.jna.Pointer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.noisystudent.pjrt.PjrtHandles.Kind;

/** One handle of a plugin, destroyed when closed; to close it again does nothing. */
final class PjrtHandle implements AutoCloseable {
  private final PjrtApi api;
  private final Kind kind;
  private final Pointer pointer;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Takes over a handle that the plugin gave out. */
  PjrtHandle(PjrtApi api, Kind kind, Pointer pointer) {
    this.api = api;
    this.kind = kind;
    this.pointer = pointer;
    api.handles().add(kind, 1);
  }

  /** Returns the API of the plugin. */
  PjrtApi api() {
    return api;
  }

  /** Returns the handle, which must be open. */
  Pointer pointer() {
    if (closed.get()) {
      throw new IllegalStateException("this " + kind + " was closed");
    }
    return pointer;
  }

  /** Returns the arguments of a call whose first field is this handle. */
  PjrtStruct arguments(PjrtCall call) {
    return new PjrtStruct(call).set(call.fields().get(0), pointer());
  }

  /** Returns the arguments of a call whose first field is this handle, after the call. */
  PjrtStruct call(PjrtCall call) {
    return api.call(call, arguments(call));
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      api.handles().add(kind, -1);
      PjrtCall destroy = kind.destroy();
      api.call(destroy, new PjrtStruct(destroy).set(destroy.fields().get(0), pointer)).close();
    }
  }
}
