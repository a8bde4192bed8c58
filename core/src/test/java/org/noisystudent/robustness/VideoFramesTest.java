package org.noisystudent.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VideoFramesTest {
  private static final Path GOLDEN =
      Path.of(System.getProperty("project.root"), "test-data/golden/robustness");

  @Test
  void framesAreThoseThatOpenCvDecodes() throws Exception {
    VideoFrames frames = VideoFrames.read(GOLDEN.resolve("sequence.mp4"));
    assertEquals(5, frames.count());
    assertEquals(32, frames.height());
    assertEquals(32, frames.width());
    byte[] expected = Files.readAllBytes(GOLDEN.resolve("sequence.bin"));
    byte[] actual = frames.rgb().toByteArray();
    assertEquals(expected.length, actual.length);
    int largest = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs((actual[i] & 0xff) - (expected[i] & 0xff)));
    }
    assertTrue(largest <= 1, "a pixel differs by " + largest + " of 255");
  }

  @Test
  void whatIsNoVideoSaysSo(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a.mp4"), "no video");
    assertThrows(UnreadableVideoException.class, () -> VideoFrames.read(file));
  }
}
