package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageSources;
import org.noisystudent.data.RecordFrames;
import org.noisystudent.savedmodel.ContentHash;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

final class SelectCommandTest {
  @TempDir private Path folder;
  private Path model;
  private Path photos;
  private Path predictions;
  private Path out;

  @BeforeEach
  void labelPhotos() throws IOException {
    model = TinyModel.write(folder.resolve("model"));
    photos = Photos.colours(folder.resolve("photos"), 4);
    Photos.plain(photos.resolve("red/dull.png"), new Color(90, 80, 80), 9);
    predictions = folder.resolve("predictions");
    out = folder.resolve("out");
    label();
  }

  @Test
  void writesShardsAndStatistics() throws Exception {
    JsonNode json =
        select("--per-class", 6, "--shards", 2, "--min-confidence", 0.9, "--json").json();
    assertEquals(new ObjectMapper().readTree(out.resolve("selection.json").toFile()), json);
    assertEquals(13, json.get("images").asInt());
    assertEquals(13, json.get("scored").asInt());
    assertEquals(12, json.get("unique").asInt());
    assertEquals(18, json.get("kept").asInt());
    assertEquals(0.75, json.get("agreement").asDouble(), 1e-9);
    assertEquals(12, records().size());
    Feature format = feature(records().get(0), "image/format");
    assertEquals("png", format.getBytesList().getValue(0).toStringUtf8());
  }

  @Test
  void printsAShortTable() {
    List<String> lines = select("--per-class", 2, "--min-confidence", 0.9).out().lines().toList();
    assertEquals("13 images: 13 scored, 0 not readable", lines.get(0));
    assertTrue(lines.get(1).startsWith("6 selected, 6 with copies, mean confidence 0.99"));
    assertTrue(lines.get(4).matches("red +5 +2 +2 +\\d\\.\\d{4}"), lines.get(4));
  }

  @Test
  void keepsAllImagesOnceWhereTheyAreNotToBeBalanced() throws Exception {
    JsonNode json = select("--per-class", 0, "--min-confidence", 0, "--json").json();
    assertEquals(13, json.get("unique").asInt());
    assertEquals(13, json.get("kept").asInt());
  }

  @Test
  void hardLabelsAreOneClass() throws Exception {
    select("--labels", "hard", "--per-class", 0);
    List<Float> target = feature(records().get(0), "probabilities").getFloatList().getValueList();
    assertEquals(List.of(0f, 0f, 1f), target.stream().sorted().toList());
  }

  @Test
  void aHighTemperatureFlattensSoftLabels() throws Exception {
    select("--temperature", 1000, "--per-class", 0);
    feature(records().get(0), "probabilities")
        .getFloatList()
        .getValueList()
        .forEach(probability -> assertEquals(0.333, probability, 0.01));
  }

  @Test
  void fillsNoClassUpWhereCopiesAreNotWanted() throws Exception {
    JsonNode json = select("--no-duplicate", "--per-class", 100, "--json").json();
    assertEquals(json.get("unique"), json.get("kept"));
  }

  @Test
  void theSameSeedGivesTheSameBytes() throws Exception {
    select("--per-class", 6, "--seed", 3);
    String first = ContentHash.of(out);
    select("--per-class", 6, "--seed", 3);
    assertEquals(first, ContentHash.of(out));
  }

  @Test
  void whatItWritesIsASourceOfImages() throws Exception {
    select("--per-class", 0);
    Path again = folder.resolve("again");
    JsonNode json =
        Program.succeeds(
                "label", "--model", model, "--images", out, "--out", again, "--json", "--top", 1)
            .json();
    assertEquals(13, json.get("images").size());
  }

  @Test
  void keepsJpegsAsTheyAre() throws Exception {
    photos = Photos.REAL;
    label();
    select("--per-class", 0, "--min-confidence", 0);
    List<String> formats = new ArrayList<>();
    for (Example record : records()) {
      formats.add(feature(record, "image/format").getBytesList().getValue(0).toStringUtf8());
    }
    assertTrue(formats.contains("jpeg") && formats.contains("png"), formats.toString());
  }

  @Test
  void trueClassesOfOtherNamesAreNotCounted() throws Exception {
    photos = folder.resolve("others");
    for (String name : List.of("cat", "dog", "fox")) {
      Photos.plain(photos.resolve(name + "/a.png"), Color.RED, 8);
    }
    label();
    JsonNode json = select("--per-class", 0, "--min-confidence", 0, "--json").json();
    assertFalse(json.has("agreement"), json.toString());
  }

  @Test
  void findsImagesThatWereMoved() throws Exception {
    Path moved = Files.move(photos, folder.resolve("moved"));
    Program.fails(3, arguments()).says(photos + ": no such folder; if they were moved, say where");
    select("--images", moved);
  }

  @Test
  void refusesOtherImagesThanWereLabeled() throws Exception {
    Path more = Photos.plain(photos.resolve("red/more.png"), Color.RED, 5);
    Program.fails(3, arguments()).says("holds 14 images, but 13 were labeled");
    Files.delete(more);
    Photos.plain(photos.resolve("red/1.png"), Color.GREEN, 5);
    Program.fails(3, arguments()).says("holds other images than were labeled");
  }

  @Test
  void namesTheHighestConfidenceWhereNoImageIsKept() {
    Program.fails(2, arguments("--min-confidence", 1))
        .says("--min-confidence (1.0) keeps none of 13 images: the highest confidence is 0.99");
    assertFalse(Files.exists(out));
  }

  @Test
  void refusesPredictionsThatAreNotThereOrNotFinished() throws Exception {
    Path none = folder.resolve("none");
    Program.fails(3, "select", "--predictions", none, "--out", out)
        .says(none + " holds no predictions: run `label` first");
    Path summary = predictions.resolve("predictions.json");
    String text = Files.readString(summary);
    Files.writeString(summary, text.replace("\"complete\" : true", "\"complete\" : false"));
    Program.fails(3, arguments()).says("is not finished: run `label` again");
    Files.writeString(summary, "{");
    Program.fails(3, arguments()).says(summary + " is not the JSON it should be");
    Files.writeString(summary, text);
    Files.delete(predictions.resolve("images.json"));
    Program.fails(3, arguments()).says("images.json: no such file: run `label` again");
  }

  @Test
  void namesADamagedShard() throws Exception {
    Path shard = predictions.resolve("predictions-00000-of-00002.tfrecord");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[40] ^= 1;
    Files.write(shard, bytes);
    Program.fails(3, arguments()).says(shard + " is damaged");
  }

  @Test
  void namesAScoreFileThatIsCutShort() throws Exception {
    Path scores = predictions.resolve("scores-00001-of-00002.bin");
    byte[] whole = Files.readAllBytes(scores);
    Files.write(scores, Arrays.copyOf(whole, 50));
    Program.fails(3, arguments())
        .says(scores + " is cut short at byte 50: delete it and run `label` again");
    Files.delete(scores);
    Program.fails(3, arguments()).says(scores + ": no such file: run `label` again");
    label();
    assertArrayEquals(whole, Files.readAllBytes(scores));
    select();
  }

  @Test
  void selectsAsTheReferenceDoesWhereAsked() throws Exception {
    JsonNode json =
        select("--selection", "reference", "--per-class", 2, "--min-confidence", 0.5, "--json")
            .json();
    assertTrue(json.get("unique").asInt() > 0, json.toString());
    Program.fails(2, arguments("--selection", "reference", "--min-confidence", 0.555))
        .says("--min-confidence (0.555) must be a multiple of 0.01 with --selection reference");
  }

  @Test
  void labelsOfEachFormFeedATraining() throws Exception {
    for (String form : List.of("float32", "float16", "top")) {
      select("--storage", form, "--stored-classes", 2, "--per-class", 0);
      ImageSource images =
          ImageSources.undecoded(1 << 20, new CorruptRecords(0, line -> {}))
              .open(ImageSources.detect(out.toString()), List.of())
              .images();
      for (int i = 0; i < images.size(); i++) {
        float[] target = images.target(i).orElseThrow();
        assertEquals(3, target.length);
        assertEquals(1, target[0] + target[1] + target[2], 1e-6);
      }
    }
  }

  @Test
  void neverReplacesAFolderThatHoldsAnythingElse() throws Exception {
    Program.fails(2, "select", "--predictions", predictions, "--out", photos)
        .says("--out (" + photos + ") must be new, empty or an earlier selection; it holds blue");
    Program.fails(2, "select", "--predictions", predictions, "--out", predictions)
        .says("it holds images.json");
    Path file = Files.writeString(folder.resolve("file"), "");
    Program.fails(2, "select", "--predictions", predictions, "--out", file)
        .says("must be a folder");
  }

  @Test
  void refusesOptionsOutOfTheirRange() {
    Program.fails(2, arguments("--min-confidence", 2))
        .says("--min-confidence (2.0) must be 0 to 1");
    Program.fails(2, arguments("--per-class", -1)).says("--per-class (-1) must be >= 0");
    Program.fails(2, arguments("--temperature", 0)).says("--temperature (0.0) must be > 0");
    Program.fails(2, arguments("--temperature", "NaN")).says("--temperature (NaN) must be > 0");
    Program.fails(2, arguments("--shards", 0)).says("--shards (0) must be >= 1");
    String message = Program.fails(2, arguments("--labels", "firm")).err();
    assertTrue(message.startsWith("error: Invalid value for option '--labels'"), message);
  }

  private void label(Object... more) {
    List<Object> all =
        new ArrayList<>(
            List.of("label", "--model", model, "--images", photos, "--out", predictions));
    all.addAll(List.of("--shards", 2));
    all.addAll(List.of(more));
    Program.succeeds(all.toArray());
  }

  private Program select(Object... more) {
    return Program.succeeds(arguments(more));
  }

  private Object[] arguments(Object... more) {
    List<Object> all = new ArrayList<>(List.of("select", "--predictions", predictions));
    all.addAll(List.of("--out", out));
    all.addAll(List.of(more));
    return all.toArray();
  }

  private List<Example> records() throws IOException {
    List<Example> records = new ArrayList<>();
    try (var files = Files.newDirectoryStream(out, "*.tfrecord")) {
      for (Path file : files) {
        for (byte[] record : RecordFrames.split(file.toString(), Files.readAllBytes(file))) {
          records.add(Example.parseFrom(record));
        }
      }
    }
    return records;
  }

  private static Feature feature(Example record, String name) {
    return record.getFeatures().getFeatureOrThrow(name);
  }
}
