package org.noisystudent.corruption;

import org.noisystudent.corruption.Resampling.Filter;

/**
 * How an image is brought to the size of a set, as the authors do it for that size. Perturbations
 * that move an image work on a wider picture, so that what moves in is no blank.
 */
enum Framing {
  /** As it is. */
  AS_IS {
    @Override
    Bitmap widen(Bitmap image, int size) {
      return image;
    }

    @Override
    Bitmap crop(Bitmap wide, int size) {
      return wide;
    }
  },

  /** The whole image made a small square. */
  SQUEEZED {
    @Override
    Bitmap widen(Bitmap image, int size) {
      return Resampling.resize(image, size, size, Filter.BILINEAR);
    }

    @Override
    Bitmap crop(Bitmap wide, int size) {
      return wide;
    }
  },

  /** The shorter side made 256 for 224, then the middle. */
  RESIZED {
    @Override
    Bitmap widen(Bitmap image, int size) {
      int side = (int) Math.rint(size * 256 / 224.);
      boolean tall = image.width() < image.height();
      int longer = (int) ((double) side * Math.max(image.height(), image.width()) / image.side());
      return Resampling.resize(image, tall ? longer : side, tall ? side : longer, Filter.BILINEAR);
    }

    @Override
    Bitmap crop(Bitmap wide, int size) {
      return middle(wide, size, size);
    }
  },

  /** The middle 87.5 % of both sides, made a square. */
  CROPPED {
    @Override
    Bitmap widen(Bitmap image, int size) {
      return image;
    }

    @Override
    Bitmap crop(Bitmap wide, int size) {
      Bitmap middle = middle(wide, (int) (wide.height() * .875), (int) (wide.width() * .875));
      return Resampling.resize(middle, size, size, Filter.BILINEAR);
    }
  };

  /** The longest side of an image that counts as small. */
  static final int SMALL = 96;

  /** Returns the authors' way to a size. */
  static Framing to(int size) {
    if (size == ImageScale.INCEPTION.side()) {
      return CROPPED;
    }
    return size <= SMALL ? SQUEEZED : RESIZED;
  }

  /** Returns whether an image need not be resized where no size is asked for. */
  static boolean fits(Bitmap image) {
    int longer = Math.max(image.height(), image.width());
    boolean square = image.height() == image.width();
    return longer <= SMALL
        || (square
            && (longer == ImageScale.IMAGENET.side() || longer == ImageScale.INCEPTION.side()));
  }

  /** Returns the image, resized and not yet cropped. */
  abstract Bitmap widen(Bitmap image, int size);

  /** Returns what the set holds of a wide picture. */
  abstract Bitmap crop(Bitmap wide, int size);

  private static Bitmap middle(Bitmap image, int height, int width) {
    int top = (int) Math.rint((image.height() - height) / 2.);
    int left = (int) Math.rint((image.width() - width) / 2.);
    return image.crop(top, left, height, width);
  }
}
