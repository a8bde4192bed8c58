package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluateCommandTest {
  @TempDir private Path folder;
  private Path model;
  private Path photos;

  @BeforeEach
  void writeModelAndPhotos() throws IOException {
    model = TinyModel.write(folder.resolve("model"));
    photos = Photos.colours(folder.resolve("photos"), 4);
  }

  @Test
  void measuresALabeledFolderByTheNamesOfTheClasses() throws Exception {
    JsonNode json = evaluate("folder", photos, "--json").json();
    assertEquals(12, json.get("images").asInt());
    assertEquals(0.75, json.get("top1").asDouble(), 1e-9);
    assertEquals(1.0, json.get("top5").asDouble(), 1e-9);
    assertEquals(0.2499, json.get("calibrationError").asDouble(), 1e-3);
    assertEquals("[3,1,0]", json.get("confusion").get(0).toString());
    assertEquals(0.75, json.get("perClass").get(2).asDouble(), 1e-9);
  }

  @Test
  void printsATableByClass() {
    List<String> lines = evaluate("folder", photos).out().lines().toList();
    assertEquals("12 images, 0 not readable", lines.get(0));
    assertEquals("top-1             0.7500", lines.get(1));
    assertEquals("top-5             1.0000", lines.get(2));
    assertTrue(lines.get(4).matches("calibration error 0\\.\\d{4}"), lines.get(4));
    assertTrue(lines.get(6).matches("red +4 +0\\.7500"), lines.get(6));
    assertEquals(9, lines.size());
  }

  @Test
  void takesSomeOfTheClassesOnly() throws Exception {
    Path some = folder.resolve("some");
    Photos.plain(some.resolve("blue/a.png"), Color.BLUE, 8);
    JsonNode json = evaluate("folder", some, "--json").json();
    assertEquals(1.0, json.get("top1").asDouble());
    assertTrue(json.get("perClass").get(0).isNull(), json.toString());
    assertTrue(
        evaluate("folder", some).out().contains("red                                 0         -"));
  }

  @Test
  void matchesSortedFoldersWhereTheModelHasNoNames() throws Exception {
    model = TinyModel.write(folder.resolve("nameless"), 3, List.of());
    Path numbered = folder.resolve("numbered");
    Photos.plain(numbered.resolve("0-red/a.png"), Color.RED, 8);
    Photos.plain(numbered.resolve("1-green/a.png"), Color.GREEN, 8);
    Photos.plain(numbered.resolve("2-blue/a.png"), Color.BLUE, 8);
    assertEquals(1.0, evaluate("folder", numbered, "--json").json().get("top1").asDouble());
  }

  @Test
  void measuresShards() throws Exception {
    Path numbered = folder.resolve("numbered");
    Photos.plain(numbered.resolve("0/a.png"), Color.RED, 8);
    Photos.plain(numbered.resolve("1/a.png"), Color.GREEN, 8);
    Photos.plain(numbered.resolve("2/a.png"), Color.RED, 8);
    Path shards = folder.resolve("shards");
    Program.succeeds("convert", numbered, "--out", shards, "--shards", 2);
    assertEquals(2 / 3.0, evaluate("folder", shards, "--json").json().get("top1").asDouble(), 1e-9);
  }

  @Test
  void measuresAnIdxFileWithItsLabels() throws Exception {
    model = TinyModel.write(folder.resolve("ten"), 10, List.of());
    Path images = Photos.idx(folder.resolve("idx"), 10);
    JsonNode json = evaluate("folder", images, "--batch", 4, "--json").json();
    assertEquals(10, json.get("images").asInt());
    assertEquals(0.1, json.get("top1").asDouble(), 1e-9); // grey: always the first class
  }

  @Test
  void countsWhatCannotBeDecoded() throws Exception {
    Photos.truncated(photos.resolve("red/half.jpg"));
    JsonNode json = evaluate("folder", photos, "--max-corrupt", 0.1, "--json").json();
    assertEquals(1, json.get("undecodable").asInt());
    assertEquals(12, json.get("images").asInt());
  }

  @Test
  void measuresImageNetWithAModelOfAThousandClasses() throws Exception {
    model = TinyModel.write(folder.resolve("thousand"), 1000, thousandNames());
    Path validation = folder.resolve("validation");
    Photos.plain(validation.resolve("n0000/a.png"), Color.RED, 8);
    Photos.plain(validation.resolve("n0999/a.png"), Color.RED, 8);
    JsonNode json = evaluate("imagenet", validation, "--partial", "--json").json();
    assertEquals(0.5, json.get("top1").asDouble());
    assertEquals(1000, json.get("perClass").size());
  }

  @Test
  void findsSynsetFoldersByTheirNumbersWhateverTheModelCallsItsClasses() throws Exception {
    model = TinyModel.write(folder.resolve("thousand"), 1000, thousandNames());
    Path validation = folder.resolve("validation");
    Photos.plain(validation.resolve("n01440764/a.png"), Color.RED, 8); // class 0
    Photos.plain(validation.resolve("n01484850/a.png"), Color.BLUE, 8); // class 2
    Photos.plain(validation.resolve("n15075141/a.png"), Color.RED, 8); // class 999
    JsonNode json = evaluate("imagenet", validation, "--partial", "--json").json();
    assertEquals(2.0 / 3, json.get("top1").asDouble(), 1e-9);
    assertEquals("0", json.get("confusion").get(1).get(1).toString());
    assertEquals("1", json.get("confusion").get(999).get(0).toString());
    model = TinyModel.write(folder.resolve("background"), 1001, List.of());
    json = evaluate("imagenet", validation, "--partial", "--json").json();
    assertEquals("1", json.get("confusion").get(1000).get(0).toString());
  }

  @Test
  void givesReaLTopOneBesideTopOne() throws Exception {
    Path flat = folder.resolve("val");
    Photos.plain(flat.resolve("ILSVRC2012_val_00000001.png"), Color.RED, 8);
    Photos.plain(flat.resolve("ILSVRC2012_val_00000002.png"), Color.GREEN, 8);
    Photos.plain(flat.resolve("ILSVRC2012_val_00000003.png"), Color.BLUE, 8);
    Photos.plain(flat.resolve("ILSVRC2012_val_00000004.png"), Color.BLUE, 8);
    Path labels = Files.writeString(folder.resolve("val.txt"), "1\n3\n1\n3\n");
    Path real = Files.writeString(folder.resolve("real.json"), "[[0], [1, 2], [0], []]");
    Object[] options = {"--labels", labels, "--label-offset", -1, "--real", real, "--json"};
    JsonNode json = evaluate("folder", flat, options).json();
    assertEquals(0.5, json.get("top1").asDouble(), 1e-9);
    assertEquals(3, json.get("real").get("images").asInt());
    assertEquals(2.0 / 3, json.get("real").get("top1").asDouble(), 1e-9);
    options[5] = Files.writeString(folder.resolve("short.json"), "[[0]]");
    fails(3, "folder", flat, options).says("entries (1) must be as many as the images (4)");
    options[5] = real;
    options[6] = "--batch=2";
    assertEquals(
        "ReaL top-1        0.6667 (3 images)",
        evaluate("folder", flat, options).out().lines().toList().get(3));
  }

  @Test
  void refusesLabelsThatDoNotGoWithTheImages() throws Exception {
    Path idx = Photos.idx(folder.resolve("idx"), 3);
    fails(2, "folder", idx, "--labels", "a.txt")
        .says("--labels (a.txt) must go with a flat folder of images");
    fails(2, "folder", photos, "--label-offset", 2).says("--label-offset (2) must be -1 to 1");
    fails(3, "folder", photos, "--labels", "a.txt").says("must be flat where labels (a.txt)");
  }

  @Test
  void refusesAnotherModelOrFormForImageNet() throws Exception {
    fails(3, "imagenet", photos).says("benchmark imagenet: the model's classes (3) must be 1000");
    Path idx = Photos.idx(folder.resolve("idx"), 10);
    fails(3, "imagenet", idx).says("must be label folders or TFRecord shards, not an IDX file");
  }

  @Test
  void refusesFoldersOfOtherClasses() {
    fails(3, "folder", Photos.REAL)
        .says("label folders (animal, drink, person, vehicle) must be among the model's 3 classes");
    model = TinyModel.write(folder.resolve("nameless"), 5, List.of());
    fails(3, "folder", Photos.REAL)
        .says("label folders (4) must be the model's classes (5), which have no names");
  }

  @Test
  void refusesLabelsThatTheModelDoesNotHave() throws Exception {
    Path images = Photos.idx(folder.resolve("idx"), 10);
    fails(3, "folder", images).says("must be 0..2, as the model has 3 classes");
    Path shards = folder.resolve("shards");
    Program.succeeds("convert", Photos.REAL, "--out", shards, "--shards", 1);
    fails(3, "folder", shards).says("class (3) must be 0..2, as the model has 3 classes");
  }

  @Test
  void refusesImagesWithoutLabels() throws Exception {
    Path flat = folder.resolve("flat");
    Photos.plain(flat.resolve("a.png"), Color.RED, 8);
    fails(3, "folder", flat).says(flat + ": must hold label folders, as label/name.jpg");
    Path shards = folder.resolve("shards");
    Program.succeeds("convert", flat, "--out", shards);
    fails(3, "folder", shards).says("has no label; every image needs one");
    Path alone = folder.resolve("images-idx3-ubyte.gz");
    Files.copy(Photos.idx(folder.resolve("idx"), 10), alone);
    fails(3, "folder", alone).says("image 0 has no label; every image needs one");
  }

  @Test
  void refusesWhatIsNotThere() throws Exception {
    Path missing = folder.resolve("missing");
    fails(3, "folder", missing).says(missing + ": no such file or folder");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    fails(3, "folder", empty).says(empty + ": must hold images");
    model = folder.resolve("nowhere");
    fails(3, "folder", photos).says("model folder (" + model + ") must be an existing folder");
  }

  @Test
  void namesTheClassesOfImageNetThatHaveNoImage() throws Exception {
    model = TinyModel.write(folder.resolve("thousand"), 1000, thousandNames());
    Path validation = folder.resolve("validation");
    Photos.plain(validation.resolve("n01440764/a.png"), Color.RED, 8);
    fails(3, "imagenet", validation)
        .says("missing are 999: n01443537, n01484850, n01491361, n01494475, n01496331, ...");
    fails(3, "imagenet-v2", validation).says("label folders (n01440764) must be among");
  }

  @Test
  void readsTheNumberedFoldersOfImageNetV2AsNumbers() throws Exception {
    model = TinyModel.write(folder.resolve("thousand"), 1000, thousandNames());
    Path numbered = folder.resolve("v2");
    Photos.plain(numbered.resolve("2/a.png"), Color.BLUE, 8);
    Photos.plain(numbered.resolve("10/a.png"), Color.BLUE, 8);
    JsonNode json = evaluate("imagenet-v2", numbered, "--partial", "--json").json();
    assertEquals("1", json.get("confusion").get(2).get(2).toString());
    assertEquals("1", json.get("confusion").get(10).get(2).toString());
  }

  @Test
  void answersAmongTheClassesOfImageNetAAndR() throws Exception {
    model = TinyModel.write(folder.resolve("thousand"), 1000, thousandNames());
    Path images = folder.resolve("a");
    Photos.plain(images.resolve("n01498041/a.png"), Color.RED, 8); // stingray, 0 of ImageNet-A
    JsonNode json = evaluate("imagenet-a", images, "--partial", "--json").json();
    assertEquals(200, json.get("perClass").size());
    assertEquals("1", json.get("confusion").get(0).get(0).toString());
    fails(3, "imagenet-a", images).says("must hold images of all classes of imagenet-a");
    fails(2, "imagenet-a", images, "--real", "real.json").says("--benchmark imagenet-a");
    Photos.plain(images.resolve("n01440764/a.png"), Color.RED, 8);
    fails(3, "imagenet-a", images, "--partial")
        .says("label folders (n01440764) must be among imagenet-a's 200 classes");
    Path renditions = folder.resolve("r");
    Photos.plain(renditions.resolve("n01443537/a.png"), Color.GREEN, 8); // goldfish, 0 and class 1
    json = evaluate("imagenet-r", renditions, "--partial", "--json").json();
    assertEquals("1", json.get("confusion").get(0).get(0).toString());
  }

  @Test
  void refusesOptionsOutOfTheirRange() {
    fails(2, "folder", photos, "--batch", 0).says("--batch (0) must be >= 1");
    String unknown = fails(2, "imagenet-z", photos).err();
    assertTrue(unknown.startsWith("error: Invalid value for option '--benchmark'"), unknown);
  }

  private static List<String> thousandNames() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      names.add("n%04d".formatted(i));
    }
    return names;
  }

  private Program evaluate(String benchmark, Path data, Object... more) {
    return Program.succeeds(Program.evaluation(model, benchmark, data, more));
  }

  private Program fails(int exitCode, String benchmark, Path data, Object... more) {
    return Program.fails(exitCode, Program.evaluation(model, benchmark, data, more));
  }
}
