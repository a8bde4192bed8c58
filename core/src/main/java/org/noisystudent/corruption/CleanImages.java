package org.noisystudent.corruption;

import java.lang.ref.SoftReference;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ImageSource;

/**
 * The images of a source, decoded and brought to the size of a set. Each stays in memory as long as
 * there is room, since all its corruptions follow one another. Safe for several threads.
 */
final class CleanImages {
  private final ImageSource source;
  private final Appearance appearance;
  private final ImageCodec codec;
  private final CorruptRecords corrupt;
  private final boolean surroundings;
  private final AtomicReferenceArray<SoftReference<View>> kept;

  /**
   * Creates the images.
   *
   * @param surroundings whether what lies around a cropped image is needed too
   */
  CleanImages(
      ImageSource source,
      Appearance appearance,
      ImageCodec codec,
      CorruptRecords corrupt,
      boolean surroundings) {
    this.source = source;
    this.appearance = appearance;
    this.codec = codec;
    this.corrupt = corrupt;
    this.surroundings = surroundings;
    this.kept = new AtomicReferenceArray<>(source.size());
  }

  /** Returns an image; empty where it cannot be decoded, which is counted. */
  Optional<View> get(int index) {
    SoftReference<View> before = kept.get(index);
    View view = before == null ? null : before.get();
    if (view != null) {
      return Optional.of(view);
    }
    Optional<Bitmap> decoded = codec.decode(source.encoded(index));
    if (decoded.isEmpty()) {
      corrupt.report(source.describe(index), "cannot be decoded: truncated or damaged");
      return Optional.empty();
    }
    View made = appearance.view(decoded.get(), source.describe(index));
    View needed = surroundings ? made : made.withoutSurroundings();
    kept.set(index, new SoftReference<>(needed));
    return Optional.of(needed);
  }
}
