package org.noisystudent.speed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MadePhotosTest {
  @TempDir Path folder;

  @Test
  void areTheSameEachTimeAndDifferFromEachOther() throws IOException {
    Path one = Files.createDirectory(folder.resolve("one"));
    Path other = Files.createDirectory(folder.resolve("other"));
    MadePhotos.write(one, 2, 50, 30);
    MadePhotos.write(other, 3, 50, 30);
    byte[] first = Files.readAllBytes(one.resolve("00000.jpg"));
    assertArrayEquals(first, Files.readAllBytes(other.resolve("00000.jpg")));
    assertFalse(Arrays.equals(first, Files.readAllBytes(one.resolve("00001.jpg"))));
    BufferedImage image = ImageIO.read(other.resolve("00002.jpg").toFile());
    assertEquals(50, image.getWidth());
    assertEquals(30, image.getHeight());
  }
}
