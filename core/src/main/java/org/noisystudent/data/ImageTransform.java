package org.noisystudent.data;

import org.tensorflow.Operand;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/** What happens to one decoded image inside the input pipeline, as graph ops. */
@FunctionalInterface
public interface ImageTransform {
  /**
   * Adds the transform to a function body.
   *
   * @param scope the body
   * @param image [height, width, 3], RGB, of any size
   * @param seed [2], the same for the same (seed, epoch, example): every random choice follows from
   *     it
   * @return [resolution, resolution, 3] with a static shape, or [views, resolution, resolution, 3]
   */
  Operand<TUint8> apply(FunctionScope scope, Operand<TUint8> image, Operand<TInt64> seed);
}
