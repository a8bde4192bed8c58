package org.noisystudent.corruption;

/**
 * What an image is like on the whole.
 *
 * @param psnr in dB against another image; 999 where they are equal
 */
record Spread(double mean, double variance, double psnr) {
  static Spread of(Bitmap image, Bitmap clean) {
    double sum = 0;
    double squares = 0;
    double errors = 0;
    int count = image.length();
    for (int i = 0; i < count; i++) {
      double value = image.at(i);
      sum += value;
      squares += value * value;
      errors += (value - clean.at(i)) * (value - clean.at(i));
    }
    double mean = sum / count;
    double psnr = errors == 0 ? 999 : 10 * Math.log10(255. * 255 * count / errors);
    return new Spread(mean, squares / count - mean * mean, psnr);
  }
}
