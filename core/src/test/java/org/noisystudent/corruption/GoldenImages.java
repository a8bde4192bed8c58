package org.noisystudent.corruption;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/** What the authors' functions made: test-data/golden/corruptions. */
final class GoldenImages {
  static final Path DATA = Path.of(System.getProperty("project.root", ".."), "test-data");

  private GoldenImages() {}

  static JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(file(name).toFile());
  }

  static Path file(String name) {
    return DATA.resolve("golden/corruptions").resolve(name);
  }

  /** Returns the photograph of a scale at its size, as the program would make it. */
  static Bitmap photo(ImageScale scale, ImageCodec codec) throws IOException {
    String name = json("reference.json").get(name(scale)).get("photo").asText();
    Bitmap photo =
        codec.decode(Files.readAllBytes(DATA.resolve("images").resolve(name))).orElseThrow();
    Framing framing = Framing.to(scale.side());
    return framing.crop(framing.widen(photo, scale.side()), scale.side());
  }

  static String name(ImageScale scale) {
    return scale.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the pattern that stands for the authors' photographs of frost. */
  static FrostSource frost() {
    byte[] rgb = new byte[700 * 900 * 3];
    for (int i = 0; i < rgb.length; i++) {
      int y = i / 3 / 900;
      int x = i / 3 % 900;
      rgb[i] = (byte) (x * 7 + y * 13 + x * y / 16 + 50 * (i % 3));
    }
    Bitmap pattern = new Bitmap(rgb, 700, 900, 3);
    return new FrostPhotos("a pattern", List.of(pattern, pattern, pattern, pattern, pattern));
  }

  static long crc(Bitmap image) {
    CRC32 crc = new CRC32();
    crc.update(image.bytes());
    return crc.getValue();
  }
}
