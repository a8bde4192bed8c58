package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.robustness.Corruption;
import org.noisystudent.robustness.Perturbation;

final class CorruptCommandTest {
  private static final Path FASHION =
      Photos.REAL.resolveSibling("fashion-mnist").resolve("t10k-images-idx3-ubyte.gz");

  @TempDir private Path folder;

  @Test
  void writesEveryCorruptionOfEverySeverityOfEachClass() throws Exception {
    Path out = folder.resolve("c");
    Program program =
        Program.succeeds("corrupt", "--data", FASHION, "--out", out, "--limit", 20, "--json");
    assertEquals(20, program.json().at("/settings/images").asInt());
    for (Corruption corruption : Corruption.values()) {
      for (int severity = 1; severity <= 5; severity++) {
        for (int label = 0; label < 10; label++) {
          Path cell = out.resolve(corruption + "/" + severity + "/" + label);
          List<String> names = names(cell);
          assertEquals(2, names.size(), cell.toString());
          BufferedImage image = ImageIO.read(cell.resolve(names.get(0)).toFile());
          assertEquals(28, image.getWidth());
          assertEquals(BufferedImage.TYPE_BYTE_GRAY, image.getType(), "grey stays grey");
        }
      }
    }
  }

  @Test
  void writesTheFramesOfEveryPerturbation() throws IOException {
    Path data = photo(40);
    Path out = folder.resolve("p");
    Program.succeeds("corrupt", "--data", data, "--out", out, "--form", "p");
    for (Perturbation perturbation : Perturbation.values()) {
      List<String> frames = names(out.resolve(perturbation + "/cat/kitten"));
      int expected = switch (perturbation) { // as the authors make them for 32 pixels
            case TRANSLATE -> 16;
            case MOTION_BLUR -> 21;
            default -> 31;
          };
      assertEquals(expected, frames.size(), perturbation.toString());
      assertEquals("00.png", frames.get(0));
    }
  }

  @Test
  void theFilesAreTheSameWhateverTheThreadsAndWhichImagesGoAlong() throws IOException {
    Path one = folder.resolve("one");
    Path many = folder.resolve("many");
    Path few = folder.resolve("few");
    String which = "gaussian_noise,frost,fog";
    corrupt(FASHION, one, "--corruptions", which, "--limit", 30, "--threads", 1);
    corrupt(FASHION, many, "--corruptions", which, "--limit", 30, "--threads", 4);
    corrupt(FASHION, few, "--corruptions", which, "--limit", 10, "--threads", 4);
    Map<String, byte[]> files = files(one);
    assertEquals(3 * 5 * 30, files.size());
    assertEquals(files.keySet(), files(many).keySet());
    files(many).forEach((name, bytes) -> assertArrayEquals(files.get(name), bytes, name));
    files(few).forEach((name, bytes) -> assertArrayEquals(files.get(name), bytes, name));
  }

  @Test
  void aSetCutShortIsFinishedAndNotMadeAgain() throws IOException {
    Path out = folder.resolve("c");
    corrupt(FASHION, out, "--corruptions", "fog", "--limit", 10);
    Map<String, byte[]> whole = files(out);
    Path kept = out.resolve("fog/1/0");
    Path lost = out.resolve("fog/2/0");
    FileTime before = Files.getLastModifiedTime(kept);
    try (Stream<Path> files = Files.list(lost)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(lost);
    Files.createDirectories(out.resolve("fog/2/.0.partial"));
    corrupt(FASHION, out, "--corruptions", "fog,contrast", "--limit", 10);
    assertEquals(before, Files.getLastModifiedTime(kept));
    Map<String, byte[]> now = files(out);
    assertEquals(2 * whole.size(), now.size(), "a corruption more");
    whole.forEach((name, bytes) -> assertArrayEquals(bytes, now.get(name), name));
  }

  @Test
  void aFolderOfAnotherSetIsRefused() throws IOException {
    Path out = folder.resolve("c");
    corrupt(FASHION, out, "--corruptions", "fog", "--limit", 10);
    Program.fails(3, arguments(FASHION, out, "--limit", 10, "--seed", 1))
        .says("holds a set of seed 0, not 1");
    Program.fails(3, arguments(FASHION, out, "--limit", 20)).says("holds a set of images 10");
    Path photos = Files.createDirectories(folder.resolve("holiday"));
    Files.writeString(photos.resolve("list.txt"), "");
    Program.fails(3, arguments(FASHION, photos)).says("it holds list.txt");
  }

  @Test
  void classFoldersHaveTheNamesGiven() throws IOException {
    Path names = folder.resolve("names.txt");
    Files.writeString(names, String.join("\n", "abcdefghij".split("")));
    Path out = folder.resolve("c");
    corrupt(
        FASHION,
        out,
        "--corruptions",
        "contrast",
        "--severities",
        2,
        "--class-names",
        names,
        "--limit",
        10);
    assertEquals(List.of("abcdefghij".split("")), names(out.resolve("contrast/2")));
    Files.writeString(names, "a\nb\n");
    Program.fails(3, arguments(FASHION, folder.resolve("d"), "--class-names", names))
        .says("must be 0..1, the classes with names");
    Files.writeString(names, "a\n../b\n");
    Program.fails(3, arguments(FASHION, folder.resolve("d"), "--class-names", names))
        .says("'../b' must be the name of a folder");
  }

  @Test
  void photographsAreCutTo224PixelsAndWrittenAsJpeg() throws IOException {
    Path out = folder.resolve("c");
    Path data = folder.resolve("photos");
    Files.createDirectories(data.resolve("cat"));
    Files.copy(Photos.REAL.resolve("animal/chelsea.jpg"), data.resolve("cat/chelsea.jpg"));
    corrupt(data, out, "--corruptions", "brightness", "--severities", 1);
    Path file = out.resolve("brightness/1/cat/chelsea.jpg");
    BufferedImage image = ImageIO.read(file.toFile());
    assertEquals(224, image.getWidth());
    assertEquals(224, image.getHeight());
    Path small = folder.resolve("small");
    corrupt(data, small, "--corruptions", "brightness", "--severities", 1, "--size", 64);
    assertEquals(
        64, ImageIO.read(small.resolve("brightness/1/cat/chelsea.png").toFile()).getWidth());
  }

  @Test
  void frostMayBeOfTheUsersPhotographs() throws IOException {
    Path photos = folder.resolve("frost");
    Photos.plain(photos.resolve("pane.png"), new Color(10, 20, 30), 400);
    Path data = photo(32);
    Path out = folder.resolve("c");
    corrupt(data, out, "--corruptions", "frost", "--severities", 1, "--frost", photos);
    int clean = ImageIO.read(data.resolve("cat/kitten.png").toFile()).getRGB(3, 5);
    int made = ImageIO.read(out.resolve("frost/1/cat/kitten.png").toFile()).getRGB(3, 5);
    Color sum = new Color(clean);
    assertEquals(
        new Color(sum.getRed() + 2, sum.getGreen() + 4, sum.getBlue() + 6), new Color(made));
    Program.fails(3, arguments(data, folder.resolve("d"), "--frost", data.resolve("cat/none")))
        .says("cannot be read");
    Files.createDirectories(folder.resolve("empty"));
    Program.fails(3, arguments(data, folder.resolve("d"), "--frost", folder.resolve("empty")))
        .says("must hold JPEG or PNG files");
  }

  @Test
  void readsCifarFiles() throws IOException {
    byte[] record = new byte[2 * 3073];
    record[3073] = 7;
    Path file = Files.write(folder.resolve("test_batch.bin"), record);
    Path out = folder.resolve("c");
    corrupt(file, out, "--corruptions", "gaussian_noise", "--severities", 1);
    assertEquals(List.of("0", "7"), names(out.resolve("gaussian_noise/1")));
    BufferedImage image = ImageIO.read(out.resolve("gaussian_noise/1/7/1.png").toFile());
    assertEquals(32, image.getWidth());
    assertFalse(image.getType() == BufferedImage.TYPE_BYTE_GRAY);
  }

  @Test
  void imagesWithoutLabelsAndTooSmallOnesAreRefused() throws IOException {
    Path flat = folder.resolve("flat");
    Photos.plain(flat.resolve("a.png"), Color.RED, 20);
    Program.fails(3, arguments(flat, folder.resolve("c"))).says("has no label");
    Path tiny = Photos.colours(folder.resolve("tiny"), 1);
    Program.fails(3, arguments(tiny, folder.resolve("c"), "--threads", 1))
        .says("must be >= 16 pixels");
  }

  @Test
  void damagedImagesAreLeftOutUpToALimit() throws IOException {
    Path data = photo(32);
    Photos.truncated(data.resolve("cat/broken.jpg"));
    Program.fails(3, arguments(data, folder.resolve("c"), "--corruptions", "fog", "--threads", 1));
    Path out = folder.resolve("d");
    corrupt(data, out, "--corruptions", "fog", "--severities", 1, "--max-corrupt", .5);
    assertEquals(List.of("kitten.png"), names(out.resolve("fog/1/cat")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--corruptions rain | [GAUSSIAN_NOISE, SHOT_NOISE, IMPULSE_NOISE,",
        "--form x | expected one of [C, P]",
        "--form p --corruptions fog | --corruptions must go with --form c, not p",
        "--perturbations tilt | --perturbations must go with --form p, not c",
        "--severities 6 | --severities (6) must be 1 to 5",
        "--size 8 | --size (8) must be 16 to 4096",
        "--quality 0 | --quality (0) must be 1 to 100",
        "--limit 0 | --limit (0) must be >= 1",
        "--threads 0 | --threads (0) must be >= 1",
      })
  void mistakesAreOneClearLineAndExitCodeTwo(String arguments, String message) {
    Object[] all = arguments(FASHION, folder.resolve("c"), (Object[]) arguments.split(" "));
    Program program = Program.fails(2, all);
    assertTrue(program.err().contains(message), program.err());
    assertTrue(program.err().startsWith("error: "), program.err());
  }

  /** Writes one image that is no plain colour. */
  private Path photo(int side) throws IOException {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < side * side; i++) {
      image.setRGB(i % side, i / side, new Color(i * 7 % 200, i % side * 5, i / side * 5).getRGB());
    }
    Path data = folder.resolve("photos" + side);
    Files.createDirectories(data.resolve("cat"));
    ImageIO.write(image, "png", data.resolve("cat/kitten.png").toFile());
    return data;
  }

  private static void corrupt(Path data, Path out, Object... more) {
    Program.succeeds(arguments(data, out, more));
  }

  private static Object[] arguments(Path data, Path out, Object... more) {
    return Stream.concat(Stream.of("corrupt", "--data", data, "--out", out), Stream.of(more))
        .toArray();
  }

  private static List<String> names(Path place) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Returns the images of a set by their place in it. */
  private static Map<String, byte[]> files(Path set) throws IOException {
    try (Stream<Path> files = Files.walk(set)) {
      Map<String, byte[]> found = new TreeMap<>();
      for (Path file : files.filter(f -> f.toString().endsWith(".png")).toList()) {
        found.put(set.relativize(file).toString(), Files.readAllBytes(file));
      }
      return found;
    }
  }
}
