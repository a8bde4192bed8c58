package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.robustness.Corruption;
import org.noisystudent.robustness.Perturbation;
import org.noisystudent.storage.Json;

final class EvaluateRobustnessTest {
  private static final Path VIDEO =
      Path.of(System.getProperty("project.root"), "test-data/golden/robustness/sequence.mp4");

  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void writeModel() {
    model = TinyModel.write(folder.resolve("model"));
  }

  /** Red images are told as red, but for severity 5, of which half are blue. */
  private Path corrupted(List<Corruption> corruptions) throws IOException {
    Path root = folder.resolve("c");
    for (Corruption corruption : corruptions) {
      for (int severity = 1; severity <= 5; severity++) {
        Path cell = root.resolve(corruption + "/" + severity + "/red");
        Photos.plain(cell.resolve("a.png"), Color.RED, 8);
        Photos.plain(cell.resolve("b.png"), severity == 5 ? Color.BLUE : Color.RED, 8);
      }
    }
    return root;
  }

  @Test
  void measuresEverySeverityOfEveryCorruption() throws Exception {
    Path root = corrupted(Corruption.scoredOnes());
    String document = evaluate("folder-c", root, "--json").out();
    JsonNode json = Json.tree("stdout", document.getBytes(StandardCharsets.UTF_8));
    assertEquals(15, json.get("corruptions").size());
    JsonNode noise = json.get("corruptions").get(0);
    assertEquals("gaussian_noise", noise.get("corruption").asText());
    assertEquals(0.0, noise.get("severities").get(3).get("error").asDouble());
    assertEquals(0.5, noise.get("severities").get(4).get("error").asDouble());
    assertEquals(0.1, noise.get("error").asDouble(), 1e-12);
    assertEquals(0.1, json.get("meanError").asDouble(), 1e-12);
    assertFalse(json.has("meanCorruptionError"), json.toString());
    // by itself it is as bad as AlexNet by AlexNet
    Path baseline = Files.writeString(folder.resolve("teacher.json"), document);
    String table = evaluate("folder-c", root, "--baseline", baseline).out();
    assertTrue(table.contains("mCE               100.00, by " + baseline), table);
  }

  @Test
  void printsATable() throws Exception {
    Path root = corrupted(List.of(Corruption.GAUSSIAN_NOISE, Corruption.SPATTER));
    String table = evaluate("folder-c", root, "--partial").out();
    assertTrue(table.contains("gaussian_noise        0.0000  0.0000"), table);
    assertTrue(table.contains("spatter *"), table);
    assertTrue(table.contains("mean error        0.1000"), table);
    assertTrue(table.contains("give --baseline"), table);
  }

  @Test
  void goesOnFromTheResultsThatAreThere() throws Exception {
    Path root = corrupted(List.of(Corruption.FOG));
    Object[] options = {"--partial", "--results", folder.resolve("results"), "--json"};
    String whole = evaluate("folder-c", root, options).out();
    // a cell that is there is not measured again: its images may be gone
    Files.delete(root.resolve("fog/3/red/a.png"));
    assertEquals(whole, evaluate("folder-c", root, options).out());
    Files.delete(folder.resolve("results/fog-3.json"));
    assertFalse(whole.equals(evaluate("folder-c", root, options).out()));
    model = TinyModel.write(folder.resolve("other"), 3, TinyModel.COLOURS, 8, 20);
    fails(3, "folder-c", root, options).says("of which the results");
  }

  @Test
  void namesWhatIsMissing() throws Exception {
    List<Corruption> there = new ArrayList<>(Corruption.scoredOnes());
    there.remove(Corruption.FOG);
    Path root = corrupted(there);
    Files.move(root.resolve("snow/3"), folder.resolve("snow-3"));
    fails(3, "folder-c", root).says("missing: snow/3, fog (--partial measures what is there)");
    fails(3, "folder-c", folder.resolve("snow-3")).says("must hold the 15 corruptions");
  }

  @Test
  void findsTheFoldersOfTheArchives() throws Exception {
    Path root = corrupted(List.of(Corruption.SNOW, Corruption.CONTRAST));
    Files.createDirectories(root.resolve("weather"));
    Files.move(root.resolve("snow"), root.resolve("weather/snow"));
    JsonNode json = evaluate("folder-c", root, "--partial", "--json").json();
    assertEquals(2, json.get("corruptions").size());
  }

  @Test
  void normalisesImageNetCByAlexNet() throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      names.add("class " + i);
    }
    model = TinyModel.write(folder.resolve("thousand"), 1000, names);
    Path root = folder.resolve("c");
    for (Corruption corruption : Corruption.scoredOnes()) {
      for (int severity = 1; severity <= 5; severity++) {
        Path cell = root.resolve(corruption + "/" + severity);
        Photos.plain(cell.resolve("n01440764/a.png"), Color.RED, 8);
        Photos.plain(cell.resolve("n01443537/a.png"), Color.RED, 8);
      }
    }
    fails(3, "imagenet-c", root).says("must hold images of all classes of imagenet-c");
    JsonNode json = evaluate("imagenet-c", root, "--partial", "--json").json();
    double mean = 0;
    for (Corruption corruption : Corruption.scoredOnes()) {
      mean += 100 * 0.5 / corruption.alexNetError() / 15;
    }
    assertEquals(mean, json.get("meanCorruptionError").asDouble(), 1e-9);
  }

  /** A sequence: red, red, blue, blue; and one of which nothing changes. */
  private Path perturbed() throws IOException {
    Path root = folder.resolve("p");
    for (Perturbation perturbation : Perturbation.scoredOnes()) {
      Path red = root.resolve(perturbation + "/red");
      for (int frame = 0; frame < 4; frame++) {
        String name = "frame-%d.png".formatted(frame);
        Photos.plain(red.resolve("one").resolve(name), frame < 2 ? Color.RED : Color.BLUE, 8);
        Photos.plain(red.resolve("two").resolve(name), Color.RED, 8);
      }
    }
    return root;
  }

  @Test
  void countsHowOftenTheAnswerChanges() throws Exception {
    Path root = perturbed();
    JsonNode json = evaluate("folder-p", root, "--json").json();
    assertEquals(10, json.get("perturbations").size());
    JsonNode noise = json.get("perturbations").get(0);
    assertEquals(2, noise.get("sequences").asInt());
    assertEquals(1 / 3.0, noise.get("flipProbability").asDouble(), 1e-12); // (2/3 + 0) / 2
    JsonNode tilt = json.get("perturbations").get(8);
    assertEquals("tilt", tilt.get("perturbation").asText());
    assertEquals(1 / 6.0, tilt.get("flipProbability").asDouble(), 1e-12); // (1/3 + 0) / 2
    Path baseline = Files.writeString(folder.resolve("b.json"), json.toString());
    Object[] options = {"--baseline", baseline};
    assertTrue(evaluate("folder-p", root, options).out().contains("mFR                   100.00"));
  }

  @Test
  void readsVideos() throws Exception {
    Path root = folder.resolve("p");
    Path sequences = Files.createDirectories(root.resolve("brightness/red"));
    Files.copy(VIDEO, sequences.resolve("a.mp4"));
    JsonNode json = evaluate("folder-p", root, "--partial", "--json").json();
    assertEquals(1, json.get("perturbations").get(0).get("sequences").asInt());
    Files.writeString(sequences.resolve("b.mp4"), "no video");
    String error = fails(3, "folder-p", root, "--partial").err();
    assertTrue(error.contains("error: corrupt records (1 of 2) must be <= --max-corrupt"), error);
    assertTrue(error.contains("b.mp4: is no video that can be decoded"), error);
    json = evaluate("folder-p", root, "--partial", "--max-corrupt", 0.5, "--json").json();
    assertEquals(1, json.get("perturbations").get(0).get("left").asInt());
  }

  @Test
  void namesThePerturbationsThatAreMissing() throws Exception {
    Path root = perturbed();
    Files.move(root.resolve("tilt"), folder.resolve("tilt"));
    fails(3, "folder-p", root).says("must hold the 10 perturbations; missing: tilt (--partial");
    fails(3, "folder-p", root, "--difficulty", 5, "--partial").says("must be at least 6");
  }

  @Test
  void refusesOptionsOfOtherBenchmarks() throws Exception {
    Path root = corrupted(List.of(Corruption.FOG));
    fails(2, "folder", root, "--results", "r").says("--results (r) must go with -c or -p");
    fails(2, "imagenet-c", root, "--baseline", "r").says("--baseline (r) must go with folder-c");
    fails(2, "folder-c", root, "--difficulty", 2).says("--difficulty (2) must be 1 but for");
    fails(2, "folder-c", root, "--labels", "a").says("must not go with --benchmark folder-c");
    fails(3, "imagenet-c", root, "--partial").says("the model's classes (3) must be 1000");
  }

  private Program evaluate(String benchmark, Path data, Object... more) {
    return Program.succeeds(Program.evaluation(model, benchmark, data, more));
  }

  private Program fails(int exitCode, String benchmark, Path data, Object... more) {
    return Program.fails(exitCode, Program.evaluation(model, benchmark, data, more));
  }
}
