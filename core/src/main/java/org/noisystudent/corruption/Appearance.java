package org.noisystudent.corruption;

import java.util.Optional;
import org.noisystudent.robustness.Corruption;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * What the images of a set look like.
 *
 * @param size their side in pixels; empty = small images, and squares of 224 and 299, as they are,
 *     others 224
 * @param format empty = PNG for small images, JPEG for others
 * @param quality of JPEG, 1..100
 * @param colour whether grey images become colour, as the authors do with every image
 */
public record Appearance(
    Optional<Integer> size, Optional<ImageFormat> format, int quality, boolean colour) {
  /** The shortest side of an image that is taken. */
  public static final int MIN_SIDE = 16;

  /** The longest side of an image that is made. */
  public static final int MAX_SIDE = 4096;

  /** The quality at which the authors' programs write. */
  public static final int AUTHORS_QUALITY = 85;

  /** Checks the ranges. */
  public Appearance {
    size.ifPresent(side -> check(side >= MIN_SIDE && side <= MAX_SIDE, "size", side, "16..4096"));
    check(quality >= 1 && quality <= 100, "quality", quality, "1..100");
  }

  private static void check(boolean holds, String name, int value, String rule) {
    if (!holds) {
      throw new UserErrorException(Kind.USAGE, name + " (" + value + ") must be " + rule);
    }
  }

  /** Returns the view of an image; one that is too small is an error that names its place. */
  View view(Bitmap image, String place) {
    Bitmap taken = colour ? image.rgb() : image;
    View view;
    if (size.isPresent()) {
      view = View.of(taken, Framing.to(size.get()), size.get());
    } else if (Framing.fits(taken)) {
      view = View.of(taken, Framing.AS_IS, 0);
    } else {
      view = View.of(taken, Framing.RESIZED, ImageScale.IMAGENET.side());
    }
    if (view.clean().side() < MIN_SIDE) {
      throw new UserErrorException(
          Kind.DATA,
          "%s: sides (%d x %d) must be >= %d pixels to have %d severities; give a size"
              .formatted(
                  place,
                  view.clean().height(),
                  view.clean().width(),
                  MIN_SIDE,
                  Corruption.SEVERITIES));
    }
    return view;
  }

  /** Returns how an image is written. */
  ImageFormat format(Bitmap image) {
    boolean small = Math.max(image.height(), image.width()) <= Framing.SMALL;
    return format.orElse(small ? ImageFormat.PNG : ImageFormat.JPEG);
  }
}
