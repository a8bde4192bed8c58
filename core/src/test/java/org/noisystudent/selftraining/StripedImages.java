package org.noisystudent.selftraining;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Small IDX files of two classes that are easy to tell apart: bright above, bright below. */
final class StripedImages {
  static final int SIDE = 8;

  private StripedImages() {}

  /** Writes {@code NAME-images} and {@code NAME-labels}. */
  static void write(Path folder, String name, int count, long seed) throws IOException {
    Random random = new Random(seed);
    ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE);
    images.putInt(0x803).putInt(count).putInt(SIDE).putInt(SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    labels.putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      int label = i % 2;
      labels.put((byte) label);
      for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
        boolean above = pixel < SIDE * SIDE / 2;
        images.put((byte) (random.nextInt(100) + (above == (label == 0) ? 150 : 0)));
      }
    }
    Files.write(folder.resolve(name + "-images"), images.array());
    Files.write(folder.resolve(name + "-labels"), labels.array());
  }
}
