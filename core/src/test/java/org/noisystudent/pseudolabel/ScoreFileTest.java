package org.noisystudent.pseudolabel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.savedmodel.UserErrorException;

final class ScoreFileTest {
  private static final int BLOCK_BYTES = 8 * Scores.BLOCK + 8;
  private static final String MEND = ": delete it and run `label` again";
  @TempDir private Path folder;

  @Test
  void givesBackWhatWasWritten() throws IOException {
    for (int images : new int[] {0, 1, Scores.BLOCK, 2 * Scores.BLOCK + 3}) {
      long[] scores = scores(images);
      ScoreFile file = ScoreFile.open(write("scores.bin", scores));
      assertEquals(images, file.images());
      assertEquals(7, file.classes());
      long[] block = new long[Scores.BLOCK];
      for (int b = 0; b < file.blocks(); b++) {
        int first = b * Scores.BLOCK;
        int count = file.read(b, block);
        assertArrayEquals(
            Arrays.copyOfRange(scores, first, first + count), Arrays.copyOf(block, count));
      }
      for (int i = 0; i < images; i += 1000) {
        assertEquals(scores[i], file.score(i));
      }
    }
  }

  @Test
  void isEightBytesAnImage() throws IOException {
    assertEquals(32 + 2 * BLOCK_BYTES + 8 + 8, Files.size(write("a", scores(131_073))));
  }

  @Test
  void severalFilesAreOneRow() throws IOException {
    long[] first = scores(Scores.BLOCK + 5);
    Path a = write("a", first);
    Path none = write("none", new long[0]);
    Path c = write("c", new long[] {Score.of(3, 0.5f), Score.NONE});
    ScoreFiles all = ScoreFiles.open(List.of(none, a, none, c), 7);
    assertEquals(first.length + 2, all.images());
    assertEquals(3, all.blocks());
    assertEquals(first.length, all.firstOf(2));
    assertEquals(first[first.length - 1], all.score(first.length - 1));
    assertEquals(3, Score.label(all.score(first.length)));
    assertEquals(0.5f, Score.confidence(all.score(first.length)));
    assertEquals(Score.NONE, all.score(first.length + 1));
    assertEquals(2, all.read(2, new long[Scores.BLOCK]));
  }

  @Test
  void namesWhereItIsCutShort() throws IOException {
    Path file = write("scores.bin", scores(Scores.BLOCK + 5));
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 31, 32, 5000, BLOCK_BYTES + 32, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertEquals(
          file + " is cut short at byte " + length + MEND + ", which mends it",
          assertThrows(UserErrorException.class, () -> ScoreFile.open(file)).getMessage());
    }
  }

  @Test
  void namesTheDamagedBlock() throws IOException {
    Path file = write("scores.bin", scores(Scores.BLOCK + 5));
    byte[] whole = Files.readAllBytes(file);
    for (int at : new int[] {32 + BLOCK_BYTES, whole.length - 8, whole.length - 1}) {
      byte[] changed = whole.clone();
      changed[at] ^= 1;
      Files.write(file, changed);
      ScoreFile opened = ScoreFile.open(file);
      long[] block = new long[Scores.BLOCK];
      assertEquals(Scores.BLOCK, opened.read(0, block));
      assertEquals(
          file + " is damaged at byte " + (32 + BLOCK_BYTES) + MEND,
          assertThrows(UserErrorException.class, () -> opened.read(1, block)).getMessage());
    }
  }

  @Test
  void refusesAnotherFileAndWhatFollowsTheEnd() throws IOException {
    Path file = write("scores.bin", scores(5));
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertEquals(
        file + " is damaged at byte " + whole.length + MEND,
        assertThrows(UserErrorException.class, () -> ScoreFile.open(file)).getMessage());
    whole[9] ^= 1;
    Files.write(file, whole);
    assertEquals(
        file + " is damaged at byte 0" + MEND,
        assertThrows(UserErrorException.class, () -> ScoreFile.open(file)).getMessage());
  }

  @Test
  void refusesScoresOfOtherClasses() throws IOException {
    Path file = write("scores.bin", scores(5));
    assertEquals(
        file + ": classes (7) must be 8",
        assertThrows(UserErrorException.class, () -> ScoreFiles.open(List.of(file), 8))
            .getMessage());
  }

  private Path write(String name, long[] scores) throws IOException {
    Path file = folder.resolve(name);
    try (ScoreFile.Writer writer = new ScoreFile.Writer(file, scores.length, 7)) {
      for (long score : scores) {
        writer.add(score);
      }
    }
    return file;
  }

  private static long[] scores(int images) {
    Random random = new Random(images);
    long[] scores = new long[images];
    Arrays.setAll(scores, i -> Score.of(random.nextInt(8) - 1, random.nextFloat()));
    return scores;
  }
}
