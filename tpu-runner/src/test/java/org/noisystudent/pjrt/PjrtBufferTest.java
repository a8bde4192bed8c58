package org.noisystudent.pjrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pjrt")
final class PjrtBufferTest {
  @Test
  void comesBackAsItWentForEveryTypeAndShape() {
    try (CpuPlugin cpu = new CpuPlugin(2)) {
      for (ElementType type : ElementType.values()) {
        for (List<Long> dims : List.of(List.<Long>of(), List.of(5L), List.of(2L, 3L, 4L))) {
          ByteBuffer data = numbered(type, dims);
          PjrtBuffer buffer = cpu.buffer(1, type, dims, data);
          assertEquals(type, buffer.type());
          assertEquals(dims, buffer.dims());
          assertEquals(data, buffer.toHost(CpuPlugin.LIMIT), type + " of " + dims);
        }
      }
    }
  }

  /** Bytes 0, 1, 0, 1, ... for a bool, else 0, 1, 2, ... */
  private static ByteBuffer numbered(ElementType type, List<Long> dims) {
    ByteBuffer data = CpuPlugin.direct((int) PjrtBuffer.bytes(type, dims));
    for (int i = 0; i < data.capacity(); i++) {
      data.put(i, (byte) (type == ElementType.PRED ? i % 2 : i));
    }
    return data;
  }

  @Test
  void takesWhatIsLeftOfTheDataAndFillsWhatIsLeftOfTheCopy() {
    try (CpuPlugin cpu = new CpuPlugin(1)) {
      ByteBuffer data = CpuPlugin.direct(4).put(new byte[] {1, 2, 3, 4}).position(1).limit(3);
      PjrtBuffer buffer = cpu.buffer(0, ElementType.U8, List.of(2L), data);
      data.put(1, (byte) 99); // the data was copied
      ByteBuffer copy = CpuPlugin.direct(4).position(2);
      buffer.toHost(copy, CpuPlugin.LIMIT);
      assertEquals(ByteBuffer.wrap(new byte[] {0, 0, 2, 3}), copy.rewind());
    }
  }

  @Test
  void anArrayWithoutElementsIsOne() {
    try (CpuPlugin cpu = new CpuPlugin(1)) {
      PjrtBuffer buffer = cpu.buffer(0, ElementType.F32, List.of(0L, 3L), CpuPlugin.direct(0));
      assertEquals(List.of(0L, 3L), buffer.dims());
      assertEquals(0, buffer.toHost(CpuPlugin.LIMIT).remaining());
    }
  }

  @Test
  void isReadyOnceTransferredAndGoneOnceDeleted() {
    try (CpuPlugin cpu = new CpuPlugin(1)) {
      PjrtBuffer buffer = cpu.floats(0, List.of(2L), 1, 2);
      try (PjrtEvent ready = buffer.readyEvent()) {
        ready.await(CpuPlugin.LIMIT);
        assertTrue(ready.isReady());
      }
      assertFalse(buffer.isDeleted());
      buffer.delete();
      assertTrue(buffer.isDeleted());
      PjrtException error = assertThrows(PjrtException.class, () -> buffer.toHost(CpuPlugin.LIMIT));
      assertTrue(error.getMessage().contains("delete"), error.getMessage());
    }
  }

  @Test
  void dataThatDoesNotFitIsRefused() {
    try (CpuPlugin cpu = new CpuPlugin(1)) {
      assertRefused(
          "data (7 bytes) must be of 8 bytes, for F32 of [2]",
          () -> cpu.buffer(0, ElementType.F32, List.of(2L), CpuPlugin.direct(7)));
      assertRefused(
          "data must be a direct buffer",
          () -> cpu.buffer(0, ElementType.F32, List.of(2L), ByteBuffer.allocate(8)));
      assertRefused(
          "dims ([-1, -2]) must be >= 0",
          () -> cpu.buffer(0, ElementType.U8, List.of(-1L, -2L), CpuPlugin.direct(2)));
      PjrtBuffer buffer = cpu.floats(0, List.of(2L), 1, 2);
      assertRefused(
          "data (12 bytes) must be of 8 bytes, for F32 of [2]",
          () -> buffer.toHost(CpuPlugin.direct(12), CpuPlugin.LIMIT));
    }
  }

  private static void assertRefused(String message, Runnable what) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, what::run).getMessage());
  }
}
