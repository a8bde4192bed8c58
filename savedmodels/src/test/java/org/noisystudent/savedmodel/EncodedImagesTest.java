package org.noisystudent.savedmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

class EncodedImagesTest {
  @Test
  void keepsThePixelsOfAnImageOfTheRightSize() {
    BufferedImage image = ImageFiles.rgb(4, 4, (x, y) -> ((60 * x) << 16) | ((60 * y) << 8) | 33);
    float[][][][] decoded = decode(EvaluationCrop.NONE, 4, ImageFiles.png(image));
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 4; x++) {
        assertEquals(x * 60, decoded[0][y][x][0]);
        assertEquals(y * 60, decoded[0][y][x][1]);
        assertEquals(33, decoded[0][y][x][2]);
      }
    }
  }

  @Test
  void decodesABatchOfSeveralSizesAndFormats() {
    float[][][][] decoded =
        decode(
            EvaluationCrop.CENTER,
            8,
            ImageFiles.png(ImageFiles.rgb(1, 1, (x, y) -> 0xC80000)),
            ImageFiles.jpeg(ImageFiles.rgb(50, 20, (x, y) -> 0x00C800)),
            ImageFiles.png(ImageFiles.gray(13, 31, 77)),
            ImageFiles.cmykJpeg(16, 16, 255, 0, 0, 0));
    assertEquals(4, decoded.length);
    assertPixel(200, 0, 0, decoded[0][4][4]);
    assertPixel(0, 200, 0, decoded[1][0][7]);
    assertPixel(77, 77, 77, decoded[2][7][0]);
    assertPixel(0, 255, 255, decoded[3][3][3]); // full cyan
  }

  @Test
  void cutsTheCentralSquareThatTheReferenceCuts() {
    // Resolution 32: the side is 32 / (32 + 32) = half of the shorter side, 10 of 20 pixels; it
    // begins at x = (40 - 10 + 1) / 2 = 15 and y = (20 - 10 + 1) / 2 = 5.
    BufferedImage image =
        ImageFiles.rgb(
            40, 20, (x, y) -> x >= 15 && x < 25 && y >= 5 && y < 15 ? 0x0000FF : 0xFF0000);
    float[][][][] decoded = decode(EvaluationCrop.CENTER, 32, ImageFiles.png(image));
    for (float[][] row : decoded[0]) {
      for (float[] pixel : row) {
        assertPixel(0, 0, 255, pixel);
      }
    }
  }

  @Test
  void staysWithin8BitsWhereBicubicOvershoots() {
    BufferedImage edge = ImageFiles.rgb(6, 6, (x, y) -> x < 3 ? 0 : 0xFFFFFF);
    for (float[][] row : decode(EvaluationCrop.NONE, 15, ImageFiles.png(edge))[0]) {
      for (float[] pixel : row) {
        assertEquals(Math.rint(Math.min(255, Math.max(0, pixel[0]))), pixel[0]);
      }
    }
  }

  @Test
  void takesAnEmptyBatch() {
    assertEquals(0, decode(EvaluationCrop.NONE, 4).length);
  }

  @Test
  void refusesATextFile() {
    byte[] text = "not an image".getBytes(StandardCharsets.UTF_8);
    assertThrows(TFInvalidArgumentException.class, () -> decode(EvaluationCrop.NONE, 4, text));
  }

  private static void assertPixel(int red, int green, int blue, float[] pixel) {
    assertEquals(red, pixel[0], 2);
    assertEquals(green, pixel[1], 2);
    assertEquals(blue, pixel[2], 2);
  }

  private static float[][][][] decode(EvaluationCrop crop, int resolution, byte[]... files) {
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TString encoded = ImageFiles.tensor(List.of(files))) {
      Ops tf = Ops.create(graph);
      Placeholder<TString> input = tf.placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
      Operand<TFloat32> images = EncodedImages.squares(graph, tf, input, resolution, crop);
      try (Result result = session.runner().feed(input, encoded).fetch(images).run()) {
        TFloat32 output = (TFloat32) result.get(0);
        assertEquals(Shape.of(files.length, resolution, resolution, 3), output.shape());
        return files.length == 0 ? new float[0][][][] : StdArrays.array4dCopyOf(output);
      }
    }
  }
}
