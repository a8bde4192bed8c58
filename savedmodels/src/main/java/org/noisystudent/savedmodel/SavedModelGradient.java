package org.noisystudent.savedmodel;

import com.google.common.primitives.ImmutableIntArray;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** The gradient that a SavedModel's signature {@code input_gradient} gives. */
record SavedModelGradient(LoadedGraph graph, GradientSignature signature, int classCount)
    implements InputGradient {
  @Override
  public TFloat32 of(TFloat32 images, ImmutableIntArray classes) {
    int batch = graph.batch(images);
    if (classes.length() != batch) {
      throw new IllegalArgumentException(
          "classes (%d) must be as many as the images (%d)".formatted(classes.length(), batch));
    }
    TFloat32 gradient = run(images, labels(classes), batch);
    try {
      check(gradient, images.shape());
      return gradient;
    } catch (RuntimeException e) {
      gradient.close();
      throw e;
    }
  }

  private long[] labels(ImmutableIntArray classes) {
    return classes.stream()
        .mapToLong(
            label -> {
              if (label < 0 || label >= classCount) {
                throw new IllegalArgumentException(
                    "class (%d) must be 0..%d".formatted(label, classCount - 1));
              }
              return label;
            })
        .toArray();
  }

  private TFloat32 run(TFloat32 images, long[] labels, int batch) {
    try (TInt64 fed = TInt64.vectorOf(labels)) {
      // The gradient outlives the result, as the caller's.
      Result result =
          graph.run(
              graph
                  .runner()
                  .feed(signature.images(), images)
                  .feed(signature.labels(), fed)
                  .fetch(signature.gradient()),
              batch);
      return (TFloat32) result.get(0);
    }
  }

  private void check(TFloat32 gradient, Shape shape) {
    if (!gradient.shape().equals(shape)) {
      throw SavedModelFile.problem(
          graph.folder(),
          "gave an input gradient "
              + gradient.shape()
              + ", but must give one of the images' shape "
              + shape);
    }
    FloatDataBuffer values = gradient.asRawTensor().data().asFloats();
    for (long i = 0; i < values.size(); i++) {
      if (!Float.isFinite(values.getFloat(i))) {
        throw SavedModelFile.problem(
            graph.folder(),
            "gave an input gradient with " + values.getFloat(i) + ", but it must be finite");
      }
    }
  }
}
