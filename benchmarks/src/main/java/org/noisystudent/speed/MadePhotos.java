package org.noisystudent.speed;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** JPEG files as photos are: waves of many lengths, and a little noise. */
final class MadePhotos {
  /** The size that most of ImageNet's have. */
  static final int WIDTH = 500;

  static final int HEIGHT = 375;
  private static final int WAVES = 24;
  private static final float QUALITY = 0.9f;

  /** Making one takes a hundred times as long as reading it: beyond these they come again. */
  private static final int DIFFERENT = 256;

  private MadePhotos() {}

  /** Writes some into a folder: the same in every run. */
  static void write(Path folder, int count, int width, int height) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(QUALITY);
    for (int i = 0; i < count; i++) {
      Path file = file(folder, i);
      if (i >= DIFFERENT) {
        Files.copy(file(folder, i % DIFFERENT), file);
        continue;
      }
      try (ImageOutputStream out = ImageIO.createImageOutputStream(Files.newOutputStream(file))) {
        writer.setOutput(out);
        writer.write(
            null, new IIOImage(photo(new Random(i), width, height), null, null), parameters);
      }
    }
    writer.dispose();
  }

  private static Path file(Path folder, int number) {
    return folder.resolve(String.format(Locale.ROOT, "%05d.jpg", number));
  }

  private static BufferedImage photo(Random random, int width, int height) {
    double[][][] waves = new double[3][WAVES][];
    for (double[][] channel : waves) {
      for (int w = 0; w < WAVES; w++) {
        double length = Math.pow(2, 2 + 7 * random.nextDouble()); // 4 to 512 pixels
        double angle = 2 * Math.PI * random.nextDouble();
        channel[w] =
            new double[] {
              2 * Math.PI * Math.cos(angle) / length,
              2 * Math.PI * Math.sin(angle) / length,
              2 * Math.PI * random.nextDouble(),
              Math.sqrt(length) // nature has more of what is long
            };
      }
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = 0;
        for (double[][] channel : waves) {
          double sum = 0;
          for (double[] wave : channel) {
            sum += wave[3] * Math.sin(wave[0] * x + wave[1] * y + wave[2]);
          }
          long value = Math.round(128 + 2 * sum + 4 * random.nextGaussian());
          rgb = rgb << 8 | (int) Math.max(0, Math.min(255, value));
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }
}
