package org.noisystudent.savedmodel;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TString;

/** Encoded images, made on the spot for tests. */
final class ImageFiles {
  private ImageFiles() {}

  /** The colour 0xRRGGBB of a pixel. */
  @FunctionalInterface
  interface Colour {
    int at(int x, int y);
  }

  static BufferedImage rgb(int width, int height, Colour colour) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, colour.at(x, y));
      }
    }
    return image;
  }

  static BufferedImage gray(int width, int height, int level) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    WritableRaster raster = image.getRaster();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        raster.setSample(x, y, 0, level);
      }
    }
    return image;
  }

  static byte[] png(BufferedImage image) {
    return encode("png", new IIOImage(image, null, null));
  }

  static byte[] jpeg(BufferedImage image) {
    return encode("jpeg", new IIOImage(image, null, null));
  }

  /** Returns a JPEG of four channels, without Adobe's marker: 255 is full ink. */
  static byte[] cmykJpeg(int width, int height, int... inks) {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        raster.setPixel(x, y, inks);
      }
    }
    return encode("jpeg", new IIOImage(raster, null, null));
  }

  private static byte[] encode(String format, IIOImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.write(image);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Returns a tensor [files]. */
  static TString tensor(List<byte[]> files) {
    NdArray<byte[]> array = NdArrays.ofObjects(byte[].class, Shape.of(files.size()));
    for (int i = 0; i < files.size(); i++) {
      array.setObject(files.get(i), i);
    }
    return TString.tensorOfBytes(array);
  }
}
