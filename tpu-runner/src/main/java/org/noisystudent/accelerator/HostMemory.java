package org.noisystudent.accelerator;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.DataStorageVisitor;

/** The memory of tensors as PJRT takes it. */
final class HostMemory {
  private HostMemory() {}

  /** Returns memory of its own, zeros. */
  static ByteBuffer zeros(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** Returns a view of a tensor's memory, good for as long as the tensor is open. */
  static ByteBuffer of(Tensor tensor) {
    long bytes = tensor.numBytes();
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("tensor (" + bytes + " bytes) must be smaller than 2 GiB");
    }
    return tensor
        .asRawTensor()
        .data()
        .accept(
            new DataStorageVisitor<>() {
              @Override
              public ByteBuffer visit(ByteBuffer buffer) {
                return buffer.duplicate().order(ByteOrder.nativeOrder());
              }

              @Override
              public ByteBuffer visit(long address, long length, long scale) {
                return new Pointer(address).getByteBuffer(0, length * scale);
              }

              @Override
              public ByteBuffer fallback() {
                throw new IllegalArgumentException("a tensor's memory must be native");
              }
            });
  }
}
