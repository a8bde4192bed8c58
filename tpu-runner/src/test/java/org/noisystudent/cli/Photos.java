package org.noisystudent.cli;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;

/** Image files for tests: plain colours, real photographs, and damaged ones. */
public final class Photos {
  /** Small real photographs in label folders. */
  static final Path REAL = Path.of(System.getProperty("project.root", ".."), "test-data", "images");

  private Photos() {}

  /** Writes a PNG of one colour, of a size of its own. */
  public static Path plain(Path file, Color colour, int side) throws IOException {
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < side * side; i++) {
      image.setRGB(i % side, i / side, colour.getRGB());
    }
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  /**
   * Writes a labeled folder: {@code red}, {@code green} and {@code blue} with some images each, the
   * first of which is of the colour after its own, so that a model of colours is wrong.
   */
  public static Path colours(Path folder, int each) throws IOException {
    Color[] colours = {Color.RED, Color.GREEN, Color.BLUE};
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < each; i++) {
        Color colour = colours[(c + (i == 0 ? 1 : 0)) % 3];
        String name = TinyModel.COLOURS.get(c) + "/" + i + ".png";
        plain(folder.resolve(name), colour, 6 + i + c);
      }
    }
    return folder;
  }

  /** Writes a text file that says it is a JPEG. */
  public static Path text(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "this is no image");
  }

  /** Writes the first half of a JPEG: its header is whole, its pixels are not. */
  public static Path truncated(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    byte[] whole = Files.readAllBytes(REAL.resolve("animal/chelsea.jpg"));
    return Files.write(file, Arrays.copyOf(whole, whole.length / 2));
  }

  /** Writes grey images of 4 x 4 as gzipped IDX, their labels 0, 1, ... beside them. */
  static Path idx(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    ByteBuffer images = ByteBuffer.allocate(16 + 16 * count);
    images.putInt(0x803).putInt(count).putInt(4).putInt(4);
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    labels.putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      byte[] pixels = new byte[16];
      Arrays.fill(pixels, (byte) (10 * i));
      images.put(pixels);
      labels.put((byte) i);
    }
    gzip(folder.resolve("t10k-labels-idx1-ubyte.gz"), labels.array());
    return gzip(folder.resolve("t10k-images-idx3-ubyte.gz"), images.array());
  }

  private static Path gzip(Path file, byte[] bytes) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(bytes);
    }
    return file;
  }
}
