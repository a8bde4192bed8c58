package org.noisystudent.corruption;

/**
 * An image at the size of a set, and what lies around it.
 *
 * @param original as it was read
 * @param wide resized and not yet cropped
 * @param clean what the set would hold of it unchanged
 * @param scale whose constants are taken
 */
record View(
    Bitmap original, Bitmap wide, Bitmap clean, ImageScale scale, Framing framing, int size) {
  /**
   * Returns the view of an image.
   *
   * @param size of the set's images, where the framing is not AS_IS
   */
  static View of(Bitmap image, Framing framing, int size) {
    Bitmap wide = framing.widen(image, size);
    Bitmap clean = framing.crop(wide, size);
    return new View(image, wide, clean, ImageScale.nearest(clean.side()), framing, size);
  }

  /** Returns what the set holds of the wide picture after a change. */
  Bitmap crop(Bitmap changed) {
    return framing.crop(changed, size);
  }

  /** Returns what the set holds of the original picture after a change. */
  Bitmap frame(Bitmap changed) {
    return crop(framing.widen(changed, size));
  }

  /** Returns the same image without its surroundings. */
  View withoutSurroundings() {
    return new View(clean, clean, clean, scale, Framing.AS_IS, size);
  }

  /** Returns a picture, grey where the image is. */
  Bitmap like(Bitmap rgb) {
    return clean.channels() == 1 ? rgb.grey() : rgb;
  }
}
