package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.savedmodel.ContentHash;

final class LabelCommandTest {
  @TempDir private Path folder;
  private Path model;
  private Path photos;
  private Path out;

  @BeforeEach
  void writeModelAndPhotos() throws IOException {
    model = TinyModel.write(folder.resolve("model"));
    photos = Photos.colours(folder.resolve("photos"), 4);
    out = folder.resolve("out");
  }

  @Test
  void labelsALabeledFolder() throws Exception {
    String text = label(photos, "--shards", 3).out();
    assertEquals("12 images labeled, 0 not readable, in 3 shards in " + out + "\n", text);
    assertEquals(
        List.of(
            "images.json",
            "predictions-00000-of-00003.tfrecord",
            "predictions-00001-of-00003.tfrecord",
            "predictions-00002-of-00003.tfrecord",
            "predictions.json",
            "scores-00000-of-00003.bin",
            "scores-00001-of-00003.bin",
            "scores-00002-of-00003.bin"),
        names(out));
  }

  @Test
  void printsThePredictionsAsJson() throws Exception {
    JsonNode images = label(photos, "--json", "--top", 1).json().get("images");
    assertEquals(12, images.size());
    JsonNode image = images.get(1); // folders are sorted: blue first
    assertEquals(photos.resolve("blue/1.png").toString(), image.get("file").asText());
    assertEquals(1, image.get("predictions").size());
    assertEquals("blue", image.at("/predictions/0/label").asText());
    assertEquals(2, image.at("/predictions/0/class").asInt());
  }

  @Test
  void labelsAFlatFolder() throws Exception {
    Path flat = folder.resolve("flat");
    Photos.plain(flat.resolve("a.png"), Color.RED, 5);
    Photos.plain(flat.resolve("b.png"), Color.BLUE, 7);
    JsonNode json = label(flat, "--json").json();
    assertEquals("red", json.at("/images/0/predictions/0/label").asText());
    assertEquals("blue", json.at("/images/1/predictions/0/label").asText());
  }

  @Test
  void labelsShardsAndTheirFolder() throws Exception {
    Path shards = folder.resolve("shards");
    Program.succeeds("convert", photos, "--out", shards, "--shards", 2);
    JsonNode whole = label(shards, "--json").json();
    assertEquals(12, whole.get("images").size());
    assertTrue(whole.at("/images/1/file").asText().contains(".tfrecord offset "));
    Path one = shards.resolve("images-00000-of-00002.tfrecord");
    assertEquals(6, label(one, "--json").json().get("images").size());
    assertEquals(12, label(shards.resolve("*.tfrecord"), "--json").json().get("images").size());
  }

  @Test
  void labelsAnIdxFile() throws Exception {
    Path images = Photos.idx(folder.resolve("idx"), 10);
    JsonNode json = label(images, "--json", "--top", 1, "--batch", 3).json();
    assertEquals(10, json.get("images").size());
    assertEquals(images + " image 7", json.at("/images/7/file").asText());
  }

  @Test
  void scoresOnlyTheShardsThatAreMissing() throws Exception {
    label(photos, "--shards", 3);
    String before = ContentHash.of(out);
    Path kept = out.resolve("predictions-00000-of-00003.tfrecord");
    FileTime old = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(kept, old);
    Files.delete(out.resolve("predictions-00001-of-00003.tfrecord"));
    Program again = label(photos, "--shards", 3);
    assertTrue(again.err().contains("2 of 3 shards are there already and are kept"), again.err());
    assertEquals(old, Files.getLastModifiedTime(kept));
    assertEquals(before, ContentHash.of(out));
  }

  @Test
  void replacesPredictionsOfAnotherModelAndSaysSo() throws Exception {
    label(photos, "--shards", 3);
    model = TinyModel.write(folder.resolve("other"), 4, List.of());
    Path mine = Files.writeString(out.resolve("notes.txt"), "mine");
    Program again = label(photos, "--shards", 2);
    assertTrue(again.err().contains("are replaced"), again.err());
    assertEquals(
        List.of(
            "images.json",
            "notes.txt",
            "predictions-00000-of-00002.tfrecord",
            "predictions-00001-of-00002.tfrecord",
            "predictions.json",
            "scores-00000-of-00002.bin",
            "scores-00001-of-00002.bin"),
        names(out));
    assertEquals("mine", Files.readString(mine));
  }

  @Test
  void replacesPredictionsOfOtherViewsOfTheSameNumber() throws Exception {
    label(photos, "--view-shift", 1, "--view-flip");
    assertTrue(label(photos, "--view-shift", 2, "--view-flip").err().contains("are replaced"));
  }

  @Test
  void countsWhatCannotBeReadUpToALimit() throws Exception {
    Photos.truncated(photos.resolve("red/half.jpg"));
    Path text = Photos.text(photos.resolve("red/text.jpg"));
    Program program = label(photos, "--max-corrupt", 0.2);
    assertTrue(program.out().startsWith("12 images labeled, 1 not readable"), program.out());
    assertTrue(program.err().contains(text + ": neither a JPEG nor a PNG"), program.err());
    assertTrue(program.err().contains("half.jpg: cannot be decoded"), program.err());
    JsonNode images = label(photos, "--max-corrupt", 0.2, "--json").json().get("images");
    assertEquals(0, images.get(12).get("predictions").size());
  }

  @Test
  void stopsWhereTooMuchCannotBeRead() throws Exception {
    Photos.text(photos.resolve("red/text.jpg"));
    Program program = Program.fails(3, "label", "--model", model, "--images", photos, "--out", out);
    String rule = "corrupt records (1 of 13) must be <= --max-corrupt (0.001); the first is ";
    assertTrue(program.err().contains(rule + photos.resolve("red/text.jpg")), program.err());
  }

  @Test
  void namesImagesThatAreNotThere() throws Exception {
    Path missing = folder.resolve("missing");
    fails(3, missing).says(missing + ": no such file or folder");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    fails(3, empty).says(empty + ": must hold images");
    fails(3, photos.resolve("red/1.png")).says("not one image");
    fails(3, folder.resolve("*.tfrecord")).says("must match TFRecord shards; there are none");
    fails(3, folder.resolve("[a")).says("must be a pattern");
  }

  @Test
  void storesTheMostProbableClassesWhereAsked() throws Exception {
    JsonNode whole = label(photos, "--json", "--top", 1).json();
    Program again = label(photos, "--storage", "top", "--stored-classes", 1, "--json", "--top", 1);
    assertTrue(again.err().contains("are replaced"), again.err());
    assertEquals(whole, again.json());
  }

  @Test
  void neverWritesBetweenTheImages() {
    Program program =
        Program.fails(2, "label", "--model", model, "--images", photos, "--out", photos);
    program.says("--out (" + photos + ") must be another folder than --images");
  }

  @Test
  void averagesModelsOfDifferentResolutions() throws Exception {
    Path small = model;
    Path large = TinyModel.write(folder.resolve("large"), 3, List.of(), 12, 2);
    JsonNode a = label(photos, "--json").json();
    model = large;
    JsonNode b = label(photos, "--json").json();
    model = small;
    JsonNode both = label(photos, "--model", large, "--json").json();
    for (int i = 0; i < 12; i++) {
      String top = "/images/" + i + "/predictions/0";
      assertEquals(a.at(top + "/class"), both.at(top + "/class"));
      assertEquals(a.at(top + "/label"), both.at(top + "/label"));
      double first = a.at(top + "/probability").asDouble();
      double second = b.at(top + "/probability").asDouble();
      assertTrue(Math.abs(first - second) > 0.1);
      assertEquals((first + second) / 2, both.at(top + "/probability").asDouble(), 1e-7);
    }
  }

  @Test
  void refusesModelsOfDifferentClasses() {
    Path four = TinyModel.write(folder.resolve("four"), 4, List.of());
    fails(3, photos, "--model", four)
        .says("model folder (" + four + ") has 4 classes, but must have 3 like model folder");
    Path other = TinyModel.write(folder.resolve("other"), 3, List.of("red", "green", "cyan"));
    fails(3, photos, "--model", other)
        .says("model folder (" + other + ") calls class 2 cyan, but must call it blue like");
  }

  @Test
  void refusesAModelWithoutAUsableSignature() {
    model = TinyModel.writeWithoutUsableSignature(folder.resolve("useless"));
    fails(3, photos).says("needs a signature");
  }

  @Test
  void refusesOptionsOutOfTheirRange() {
    fails(2, photos, "--batch", 0).says("--batch (0) must be >= 1");
    fails(2, photos, "--shards", 0).says("--shards (0) must be >= 1");
    fails(2, photos, "--view-shift", -1).says("--view-shift (-1) must be >= 0");
    fails(2, photos, "--view-shift", 8)
        .says("--view-shift (8) must be < the model's resolution (8)");
    fails(2, photos, "--stored-classes", 0).says("--stored-classes (0) must be >= 1");
    fails(2, photos, "--top", 0).says("--top (0) must be >= 1");
    fails(2, photos, "--max-corrupt", 1.5).says("--max-corrupt (1.5) must be 0 to 1");
  }

  private Program label(Path images, Object... more) {
    return Program.succeeds(arguments(images, more));
  }

  private Program fails(int exitCode, Path images, Object... more) {
    return Program.fails(exitCode, arguments(images, more));
  }

  private Object[] arguments(Path images, Object... more) {
    List<Object> all =
        new ArrayList<>(List.of("label", "--model", model, "--images", images, "--out", out));
    all.addAll(List.of(more));
    return all.toArray();
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
