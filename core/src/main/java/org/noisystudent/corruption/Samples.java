package org.noisystudent.corruption;

/**
 * An image in real numbers, 0 is black and 1 white, in the order [row, column, channel]. Owned and
 * changed by one corruption at a time.
 */
final class Samples {
  final double[] values;
  final int height;
  final int width;
  final int channels;

  Samples(double[] values, int height, int width, int channels) {
    this.values = values;
    this.height = height;
    this.width = width;
    this.channels = channels;
  }

  /** Creates a black image. */
  Samples(int height, int width, int channels) {
    this(new double[height * width * channels], height, width, channels);
  }

  static Samples of(Bitmap image) {
    Samples samples = new Samples(image.height(), image.width(), image.channels());
    for (int i = 0; i < samples.values.length; i++) {
      samples.values[i] = image.at(i) / 255.0;
    }
    return samples;
  }

  /** Creates an image of single precision, as several of the reference's functions have it. */
  static Samples ofFloats(Bitmap image) {
    Samples samples = of(image);
    for (int i = 0; i < samples.values.length; i++) {
      samples.values[i] = (float) image.at(i) / 255f;
    }
    return samples;
  }

  int place(int row, int column, int channel) {
    return (row * width + column) * channels + channel;
  }

  double at(int row, int column, int channel) {
    return values[place(row, column, channel)];
  }

  double max() {
    double max = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      max = Math.max(max, value);
    }
    return max;
  }

  Samples copy() {
    return new Samples(values.clone(), height, width, channels);
  }

  /** Returns the image in 8 bits: held in 0..1, times 255, and cut off, not rounded. */
  Bitmap toBitmap() {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (int) (Math.max(0, Math.min(1, values[i])) * 255);
    }
    return new Bitmap(bytes, height, width, channels);
  }

  /** Returns {@link #toBitmap} in the arithmetic of single precision. */
  Bitmap toBitmapOfFloats() {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (int) ((float) Math.max(0, Math.min(1, values[i])) * 255f);
    }
    return new Bitmap(bytes, height, width, channels);
  }
}
