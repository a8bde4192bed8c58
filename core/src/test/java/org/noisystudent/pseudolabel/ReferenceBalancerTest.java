package org.noisystudent.pseudolabel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.storage.Json;

/** Against what the reference's own filter_unlabel.py selected (golden files). */
final class ReferenceBalancerTest {
  private static final Path GOLDEN =
      Path.of(System.getProperty("project.root", ".."), "test-data/golden/selection");

  @TempDir private Path folder;

  @Test
  void usesEachImageAsOftenAsTheReferenceDoes() throws IOException {
    JsonNode golden = golden();
    Scores scores = scores(golden);
    assertEquals(1751, scores.images());
    int drawn = 0;
    for (JsonNode wanted : golden.get("cases")) {
      ReferenceBalancer balancer =
          new ReferenceBalancer(
              wanted.get("min_threshold").asDouble(),
              wanted.path("use_all").asBoolean() ? 0 : wanted.get("num_image").asInt(),
              wanted.path("upsample").asInt(1) == 1);
      int[] expected = new int[scores.images()];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = wanted.get("copies").get(i).asInt();
      }
      int[] copies = PredictionsMade.all(scores, balancer.copies(scores));
      assertArrayEquals(expected, copies, wanted.get("min_threshold") + ", " + balancer);
      drawn += wanted.path("use_all").asBoolean() ? 0 : 1;
    }
    assertEquals(6, drawn);
  }

  @Test
  void drawsTheNumbersThatNumPyDraws() {
    MersenneTwister random = new MersenneTwister(12345);
    // numpy 1.26.4: np.random.seed(12345); np.random.random(3)
    assertEquals(0.9296160928171479, random.nextDouble());
    assertEquals(0.3163755545817859, random.nextDouble());
    assertEquals(0.18391881167709445, random.nextDouble());
    for (int i = 3; i < 999; i++) {
      random.nextDouble();
    }
    assertEquals(0.30860519994571, random.nextDouble());
  }

  @Test
  void aConfidenceOnTheEdgeOfABinIsComparedInDoublePrecision() {
    assertEquals(69, ReferenceBalancer.bin(0.7f)); // 0.699999988
    assertEquals(70, ReferenceBalancer.bin(0.7));
    assertEquals(30, ReferenceBalancer.bin(0.3f)); // 0.300000012
    assertEquals(100, ReferenceBalancer.bin(1.0000001f));
    assertEquals(0, ReferenceBalancer.bin(0));
    for (int bin = 0; bin <= 100; bin++) {
      assertEquals(bin, ReferenceBalancer.bin(bin / 100.0));
    }
  }

  @Test
  void refusesAConfidenceBetweenTwoBins() {
    var error =
        assertThrows(IllegalArgumentException.class, () -> new ReferenceBalancer(0.305, 10, true));
    assertTrue(error.getMessage().contains("(0.305) must be a multiple of 0.01"));
  }

  private static JsonNode golden() throws IOException {
    Path file = GOLDEN.resolve("copies.json");
    return Json.tree(file.toString(), Files.readAllBytes(file));
  }

  private Scores scores(JsonNode golden) throws IOException {
    List<List<Long>> shards = new ArrayList<>();
    golden.get("shards").forEach(size -> shards.add(new ArrayList<>()));
    for (String line : Files.readAllLines(GOLDEN.resolve("scores.csv"))) {
      String[] columns = line.split(",", -1);
      shards
          .get(Integer.parseInt(columns[0]))
          .add(Score.of(Integer.parseInt(columns[1]), Float.parseFloat(columns[2])));
    }
    List<Path> files = new ArrayList<>();
    int classes = golden.get("classes").asInt();
    for (List<Long> shard : shards) {
      Path file = folder.resolve("scores-" + files.size());
      try (ScoreFile.Writer writer = new ScoreFile.Writer(file, shard.size(), classes)) {
        for (long score : shard) {
          writer.add(score);
        }
      }
      files.add(file);
    }
    return ScoreFiles.open(files, classes);
  }
}
