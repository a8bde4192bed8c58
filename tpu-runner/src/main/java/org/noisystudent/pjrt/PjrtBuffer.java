package org.noisystudent.pjrt;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.noisystudent.pjrt.PjrtHandles.Kind;

/**
 * An array on a device. Whoever gets one closes it, also when a program took its memory over
 * (donation): the handle stays. On the host, arrays are dense, the last dimension fastest, in the
 * byte order of the machine.
 */
public final class PjrtBuffer implements AutoCloseable {
  private final PjrtHandle handle;

  PjrtBuffer(PjrtApi api, Pointer buffer) {
    handle = new PjrtHandle(api, Kind.BUFFER, buffer);
  }

  /** Returns the address of a direct buffer's position. */
  static Pointer address(ByteBuffer data) {
    if (!data.isDirect()) {
      throw new IllegalArgumentException("data must be a direct buffer");
    }
    return Native.getDirectBufferPointer(data).share(data.position());
  }

  /** Returns the bytes of a dense array. */
  static long bytes(ElementType type, List<Long> dims) {
    long bytes = type.bytes();
    for (long dim : dims) {
      if (dim < 0) {
        throw new IllegalArgumentException("dims (" + dims + ") must be >= 0");
      }
      bytes = Math.multiplyExact(bytes, dim);
    }
    return bytes;
  }

  /** Returns the type of the elements. */
  public ElementType type() {
    try (PjrtStruct results = handle.call(PjrtCall.BUFFER_ELEMENT_TYPE)) {
      return ElementType.of(results.integer("type"));
    }
  }

  /** Returns the dimensions; none for a scalar. */
  public List<Long> dims() {
    try (PjrtStruct results = handle.call(PjrtCall.BUFFER_DIMENSIONS)) {
      int rank = Math.toIntExact(results.number("num_dims"));
      return rank == 0
          ? List.of()
          : Arrays.stream(results.pointer("dims").getLongArray(0, rank)).boxed().toList();
    }
  }

  /** Returns the event of the contents being there; the caller closes it. */
  public PjrtEvent readyEvent() {
    try (PjrtStruct results = handle.call(PjrtCall.BUFFER_READY_EVENT)) {
      return new PjrtEvent(handle.api(), results.pointer("event"));
    }
  }

  /** Returns a copy on the host; waits for the contents, no longer than a limit. */
  public ByteBuffer toHost(Duration limit) {
    long bytes = bytes(type(), dims());
    // a JNA memory lives as long as its buffer is reachable
    Memory copy = new Memory(Math.max(1, bytes));
    ByteBuffer host = copy.getByteBuffer(0, bytes);
    toHost(host, limit);
    return host;
  }

  /**
   * Copies to the rest of a direct buffer, which must be as long as the array; waits for the
   * contents, no longer than a limit. After a wait over the limit the device may still write to the
   * buffer, which is then never freed.
   */
  public void toHost(ByteBuffer host, Duration limit) {
    List<Long> dims = dims();
    requireBytes(host, type(), dims);
    if (host.remaining() == 0) {
      return;
    }
    long start = System.nanoTime();
    // some plugins wait for the contents within the call that starts the copy
    try (PjrtEvent ready = readyEvent()) {
      ready.await(start, limit);
    }
    try (PjrtEvent copied = startCopy(address(host), host.remaining(), dims.size())) {
      copied.await(start, limit);
    } catch (PjrtException e) {
      handle.api().keep(host);
      throw e;
    }
  }

  static void requireBytes(ByteBuffer host, ElementType type, List<Long> dims) {
    long bytes = bytes(type, dims);
    if (host.remaining() != bytes) {
      throw new IllegalArgumentException(
          "data (%d bytes) must be of %d bytes, for %s of %s"
              .formatted(host.remaining(), bytes, type, dims));
    }
  }

  private PjrtEvent startCopy(Pointer host, long bytes, int rank) {
    PjrtStruct arguments = handle.arguments(PjrtCall.BUFFER_TO_HOST_BUFFER);
    try (PjrtStruct layout = rowMajor(rank)) {
      arguments.set("host_layout", layout.pointer()).set("dst", host).set("dst_size", bytes);
      try (PjrtStruct results = handle.api().call(PjrtCall.BUFFER_TO_HOST_BUFFER, arguments)) {
        return new PjrtEvent(handle.api(), results.pointer("event"));
      }
    }
  }

  /** The layout of a device may be another one, and would be taken if none were given. */
  private static PjrtStruct rowMajor(int rank) {
    long[] minorToMajor = new long[rank];
    for (int i = 0; i < rank; i++) {
      minorToMajor[i] = rank - 1L - i;
    }
    PjrtRecord layout = PjrtRecord.MEMORY_LAYOUT;
    int tiledBytes = layout.offset("type") - layout.offset("tiled_struct_size");
    return new PjrtStruct(layout)
        .set("tiled_struct_size", tiledBytes)
        .set("minor_to_major", "minor_to_major_size", minorToMajor);
  }

  /** Frees the memory on the device now; programs that already run with it end undisturbed. */
  public void delete() {
    handle.call(PjrtCall.BUFFER_DELETE).close();
  }

  /** Returns whether the memory is gone: deleted, or taken over by a program. */
  public boolean isDeleted() {
    try (PjrtStruct results = handle.call(PjrtCall.BUFFER_IS_DELETED)) {
      return results.flag("is_deleted");
    }
  }

  Pointer pointer() {
    return handle.pointer();
  }

  @Override
  public void close() {
    handle.close();
  }
}
