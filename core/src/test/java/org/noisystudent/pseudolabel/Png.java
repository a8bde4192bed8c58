package org.noisystudent.pseudolabel;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** PNG files without time stamps: the same pixels give the same bytes. */
public final class Png {
  private Png() {}

  /**
   * Returns pixels as a PNG file.
   *
   * @param pixels [height, width, channels], 0..255
   * @param channels 3 (RGB) or 1 (grey, written as grey)
   */
  public static byte[] encode(byte[] pixels, int height, int width, int channels) {
    if (pixels.length != height * width * channels || (channels != 1 && channels != 3)) {
      throw new IllegalArgumentException(
          "pixels (" + pixels.length + ") must be " + height + " x " + width + " x 1 or 3");
    }
    BufferedImage image =
        new BufferedImage(
            width,
            height,
            channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = (y * width + x) * channels;
        if (channels == 1) {
          // By raster: setRGB would put grey through a colour space.
          image.getRaster().setSample(x, y, 0, pixels[at] & 0xff);
        } else {
          image.setRGB(
              x,
              y,
              (pixels[at] & 0xff) << 16 | (pixels[at + 1] & 0xff) << 8 | (pixels[at + 2] & 0xff));
        }
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
