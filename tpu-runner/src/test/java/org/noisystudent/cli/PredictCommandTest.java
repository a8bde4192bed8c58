package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PredictCommandTest {
  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void writeModel() {
    model = TinyModel.write(folder.resolve("model"));
  }

  @Test
  void printsTheMostProbableClassesOfEachFile() throws Exception {
    Path red = Photos.plain(folder.resolve("r.png"), Color.RED, 9);
    Path blue = Photos.plain(folder.resolve("b.png"), Color.BLUE, 8);
    List<String> lines =
        Program.succeeds("predict", "--model", model, red, blue, "--top", 2).out().lines().toList();
    assertEquals(List.of(red.toString(), "  0.9999  red", "  0.0000  green"), lines.subList(0, 3));
    assertEquals(blue.toString(), lines.get(3));
    assertEquals("  0.9999  blue", lines.get(4));
    assertEquals(6, lines.size());
  }

  @Test
  void printsOneJsonDocument() throws Exception {
    Path green = Photos.plain(folder.resolve("g.png"), Color.GREEN, 8);
    JsonNode json = Program.succeeds("predict", "--model", model, green, "--json").json();
    JsonNode image = json.get("images").get(0);
    assertEquals(green.toString(), image.get("file").asText());
    assertEquals(3, image.get("predictions").size());
    JsonNode first = image.get("predictions").get(0);
    assertEquals(1, first.get("class").asInt());
    assertEquals("green", first.get("label").asText());
    assertEquals(0.9999, first.get("probability").asDouble(), 1e-4);
  }

  @Test
  void namesClassesByTheirNumberWhereTheCardHasNoNames() throws Exception {
    Path nameless = TinyModel.write(folder.resolve("nameless"), 4, List.of());
    Path green = Photos.plain(folder.resolve("g.png"), Color.GREEN, 8);
    JsonNode json = Program.succeeds("predict", "--model", nameless, green, "--json").json();
    assertEquals("1", json.at("/images/0/predictions/0/label").asText());
  }

  @Test
  void takesAModelWithoutACard() throws Exception {
    Files.delete(model.resolve("model-card.json"));
    Path blue = Photos.plain(folder.resolve("b.png"), Color.BLUE, 40);
    JsonNode json = Program.succeeds("predict", "--model", model, blue, "--json").json();
    assertEquals(2, json.at("/images/0/predictions/0/class").asInt());
  }

  @Test
  void takesRealPhotosOfEveryKindInOneCall() throws Exception {
    List<Object> arguments = new ArrayList<>(List.of("predict", "--model", model, "--json"));
    List<String> files =
        List.of(
            "animal/chelsea-cmyk.jpg",
            "drink/one-pixel.png",
            "animal/chelsea.jpg",
            "animal/chelsea-grey.png",
            "drink/coffee-grey.jpg",
            "person/astronaut-palette.png",
            "person/astronaut.jpg");
    files.forEach(file -> arguments.add(Photos.REAL.resolve(file)));
    JsonNode images = Program.succeeds(arguments.toArray()).json().get("images");
    assertEquals(files.size(), images.size());
    double cmyk = images.at("/0/predictions/0/probability").asDouble();
    assertEquals(images.at("/2/predictions/0/probability").asDouble(), cmyk, 0.1);
    assertEquals(
        images.at("/2/predictions/0/class").asInt(), images.at("/0/predictions/0/class").asInt());
  }

  @Test
  void givesTheSameForAFileInABatchOfManyAsAlone() throws Exception {
    List<Object> many = new ArrayList<>(List.of("predict", "--model", model, "--json"));
    for (int i = 0; i < 40; i++) {
      many.add(Photos.plain(folder.resolve(i + ".png"), new Color(i, 2 * i, 90), 5 + i));
    }
    JsonNode images = Program.succeeds(many.toArray()).json().get("images");
    JsonNode alone =
        Program.succeeds("predict", "--model", model, "--json", folder.resolve("39.png")).json();
    assertEquals(40, images.size());
    assertEquals(
        alone.at("/images/0/predictions/0/probability").asDouble(),
        images.at("/39/predictions/0/probability").asDouble(),
        1e-5);
  }

  @Test
  void namesEveryFileThatIsNoImage() throws Exception {
    Path text = Photos.text(folder.resolve("text.jpg"));
    Path missing = folder.resolve("missing.png");
    Path red = Photos.plain(folder.resolve("r.png"), Color.RED, 9);
    Program program = Program.fails(3, "predict", "--model", model, red, text, missing, folder);
    assertEquals(
        List.of(
            "error: " + text + ": neither a JPEG nor a PNG",
            "error: " + missing + ": no such file",
            "error: " + folder + ": not a file"),
        program.err().lines().toList());
  }

  @Test
  void namesATruncatedJpegAmongWholeOnes() throws Exception {
    Path red = Photos.plain(folder.resolve("r.png"), Color.RED, 9);
    Path half = Photos.truncated(folder.resolve("half.jpg"));
    Path other = Photos.truncated(folder.resolve("other.jpg"));
    Program program = Program.fails(3, "predict", "--model", model, red, half, red, other);
    assertEquals(
        List.of(
            "error: " + half + ": cannot be decoded: truncated or damaged",
            "error: " + other + ": cannot be decoded: truncated or damaged"),
        program.err().lines().toList());
  }

  @Test
  void namesAMissingModelFolder() throws Exception {
    Path red = Photos.plain(folder.resolve("r.png"), Color.RED, 9);
    Path none = folder.resolve("none");
    Program.fails(3, "predict", "--model", none, red)
        .says("model folder (" + none + ") must be an existing folder");
    Program.fails(3, "predict", "--model", folder, red).says("must hold one file saved_model.pb");
  }

  @Test
  void saysWhatSignatureAModelNeeds() throws Exception {
    Path red = Photos.plain(folder.resolve("r.png"), Color.RED, 9);
    Path useless = TinyModel.writeWithoutUsableSignature(folder.resolve("useless"));
    Program.fails(3, "predict", "--model", useless, red)
        .says("needs a signature with one input of float32 images");
  }

  @Test
  void refusesAnImageOfTooManyPixels() throws Exception {
    Path red = Photos.plain(folder.resolve("r.png"), Color.RED, 9);
    Program.fails(3, "predict", "--model", model, red, "--max-pixels", 80)
        .says(red + ": pixels (9 x 9) must be <= data.maxPixels (80)");
  }

  @Test
  void refusesACardOfAnotherNumberOfClasses() throws Exception {
    Path card = model.resolve("model-card.json");
    String text = Files.readString(card).replace("\"classes\" : 3", "\"classes\" : 4");
    Files.writeString(card, text.replaceFirst("\"classNames\" : \\[[^]]*]", "\"classNames\" : []"));
    Path red = Photos.plain(folder.resolve("r.png"), Color.RED, 9);
    Program program = Program.fails(3, "predict", "--model", model, red);
    assertTrue(program.err().contains("gives 3 classes"), program.err());
  }
}
