package org.noisystudent.importer;

import com.google.common.math.LongMath;
import java.util.List;
import org.noisystudent.importer.WeightFile.Stored;
import org.tensorflow.ndarray.Shape;

/**
 * A view of a storage, as PyTorch saves tensors.
 *
 * @param storage where its numbers are
 * @param first which number of the storage is its first
 * @param sizes of its dimensions
 * @param strides numbers to pass over from one element of each dimension to the next
 */
record TorchTensor(Storage storage, long first, List<Long> sizes, List<Long> strides) {
  /** Copies the lists. */
  TorchTensor {
    sizes = List.copyOf(sizes);
    strides = List.copyOf(strides);
  }

  /**
   * Numbers one after another.
   *
   * @param kind of numbers
   * @param key which storage of the file
   * @param count how many numbers
   */
  record Storage(TorchGlobal kind, String key, long count) {}

  Stored stored() {
    return new Stored(
        storage.kind().type(), Shape.of(sizes.stream().mapToLong(Long::longValue).toArray()));
  }

  /**
   * Returns how many numbers of the storage it reaches over, from its first to its last; the
   * largest number where they are more.
   */
  long span() {
    long span = 1;
    for (int i = 0; i < sizes.size(); i++) {
      if (sizes.get(i) == 0) {
        return 0;
      }
      long reach = LongMath.saturatedMultiply(sizes.get(i) - 1, strides.get(i));
      span = LongMath.saturatedAdd(span, reach);
    }
    return span;
  }

  /** Returns whether all of it is inside its storage. */
  boolean isInsideStorage() {
    return first >= 0
        && sizes.size() == strides.size()
        && sizes.stream().allMatch(size -> size >= 0 && size <= Integer.MAX_VALUE)
        && strides.stream().allMatch(stride -> stride >= 0 && stride <= Integer.MAX_VALUE)
        && span() <= storage.count() - first;
  }
}
