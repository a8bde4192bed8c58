package org.noisystudent.data;

/**
 * What an inference reads: each image once, in order.
 *
 * @param source the images
 * @param batch images at a time; the last batch may be smaller
 * @param views what the transform makes of each image
 * @param resolution the side in pixels of what the transform returns
 * @param transform what is done to each image
 * @param first the first image
 * @param end one past the last image
 * @param parallelism images that are decoded and transformed at a time
 */
public record InferenceInput(
    ImageSource source,
    int batch,
    int views,
    int resolution,
    ImageTransform transform,
    int first,
    int end,
    int parallelism) {
  /** Checks the sizes. */
  public InferenceInput {
    if (batch < 1 || views < 1 || parallelism < 1) {
      throw new IllegalArgumentException(
          "batch (%d), views (%d) and parallelism (%d) must be > 0"
              .formatted(batch, views, parallelism));
    }
    if (first < 0 || end < first || end > source.size()) {
      throw new IllegalArgumentException(
          "range (%d..%d) must lie within the images (%d)".formatted(first, end, source.size()));
    }
  }
}
