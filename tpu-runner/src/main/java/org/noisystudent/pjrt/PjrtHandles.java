package org.noisystudent.pjrt;

import java.util.EnumMap;
import java.util.Map;

/**
 * How many handles of a plugin are open, by kind. All are zero again when everything that a program
 * opened is closed.
 */
public final class PjrtHandles {
  private final Map<Kind, Integer> live = new EnumMap<>(Kind.class);

  PjrtHandles() {
    for (Kind kind : Kind.values()) {
      live.put(kind, 0);
    }
  }

  /** Returns how many handles of each kind are open now. */
  public synchronized Map<Kind, Integer> live() {
    return Map.copyOf(live);
  }

  /** Returns how many handles of a kind are open now. */
  public synchronized int live(Kind kind) {
    return live.getOrDefault(kind, 0);
  }

  /** Returns how many handles are open now. */
  public synchronized int total() {
    return live.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized void add(Kind kind, int change) {
    live.merge(kind, change, Integer::sum);
  }

  /** What a handle stands for. */
  public enum Kind {
    /** A connection to the devices. */
    CLIENT(PjrtCall.CLIENT_DESTROY),
    /** An array on a device. */
    BUFFER(PjrtCall.BUFFER_DESTROY),
    /** Something that a device will have done. */
    EVENT(PjrtCall.EVENT_DESTROY),
    /** A compiled program. */
    EXECUTABLE(PjrtCall.EXECUTABLE_DESTROY),
    /** A compiled program on its devices. */
    LOADED_EXECUTABLE(PjrtCall.LOADED_EXECUTABLE_DESTROY),
    /** Devices that need not be there. */
    TOPOLOGY(PjrtCall.TOPOLOGY_DESTROY);

    private final PjrtCall destroy;

    Kind(PjrtCall destroy) {
      this.destroy = destroy;
    }

    /** Returns the call that ends a handle; the handle is its only argument. */
    PjrtCall destroy() {
      return destroy;
    }
  }
}
