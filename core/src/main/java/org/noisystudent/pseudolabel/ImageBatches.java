package org.noisystudent.pseudolabel;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Optional;
import java.util.function.Consumer;
import org.tensorflow.types.TFloat32;

/** A pass over images as a classifier takes them, in order, without noise. */
public interface ImageBatches extends AutoCloseable {
  /** Returns the next images, which are the caller's to close; empty at the end. */
  Optional<Batch> next();

  @Override
  void close();

  /** Where passes come from: one source of images, at one resolution. */
  @FunctionalInterface
  interface Source {
    /** Starts a pass over images {@code first} (inclusive) to {@code end} (exclusive). */
    ImageBatches open(int first, int end);

    /**
     * Passes over images 0 to {@code end} (exclusive), a batch at a time.
     *
     * @param use takes each batch, which is closed after it
     */
    default void forEach(int end, Consumer<Batch> use) {
      try (ImageBatches pass = open(0, end)) {
        for (Optional<Batch> next = pass.next(); next.isPresent(); next = pass.next()) {
          try (Batch batch = next.get()) {
            use.accept(batch);
          }
        }
      }
    }
  }

  /**
   * Some images.
   *
   * @param images [indices x views, resolution, resolution, 3], RGB 0..255; the views of an image
   *     follow each other
   * @param views how many views of each image there are
   * @param indices the number of each image in its source, ascending over the pass; an image that
   *     cannot be decoded is {@link #UNDECODABLE}, and its views hold anything
   */
  record Batch(TFloat32 images, int views, ImmutableIntArray indices) implements AutoCloseable {
    /** In place of the number of an image that cannot be decoded. */
    public static final int UNDECODABLE = -1;

    /** Checks the shape. */
    public Batch {
      if (images.shape().get(0) != (long) views * indices.length()) {
        throw new IllegalArgumentException(
            "images " + images.shape() + " must be " + views + " views of " + indices.length());
      }
    }

    @Override
    public void close() {
      images.close();
    }
  }
}
