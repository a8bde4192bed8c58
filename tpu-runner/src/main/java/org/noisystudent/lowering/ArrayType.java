package org.noisystudent.lowering;

import java.util.List;
import java.util.stream.Collectors;
import org.noisystudent.pjrt.ElementType;

/**
 * What an array of a module looks like.
 *
 * @param element type of its numbers
 * @param dims sizes, none for a scalar; all known
 */
public record ArrayType(ElementType element, List<Long> dims) {
  /** Copies the sizes and refuses negative ones. */
  public ArrayType {
    dims = List.copyOf(dims);
    for (long size : dims) {
      if (size < 0) {
        throw new IllegalArgumentException("dims (" + dims + ") must be >= 0");
      }
    }
  }

  /** Returns the bytes of an array without padding. */
  public long bytes() {
    return dims.stream().reduce((long) element.bytes(), (a, b) -> a * b);
  }

  @Override
  public String toString() {
    return element.name().toLowerCase(java.util.Locale.ROOT)
        + dims.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
  }
}
