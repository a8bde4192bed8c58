package org.noisystudent.corruption;

/** Where frost comes from. Safe for several threads. */
interface FrostSource {
  /**
   * Returns a part of a picture of frost, RGB.
   *
   * @param scale how much smaller than the picture the part is: the authors take the middle sizes
   *     at a fifth and at 0.3 of their photographs
   */
  Bitmap patch(ImageScale scale, int height, int width, Draws draws);

  /** Returns what a set's description says of it: equal where the patches are. */
  String describe();
}
