package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noisystudent.pseudolabel.PredictionRows;
import org.noisystudent.pseudolabel.PredictionShards;
import org.noisystudent.storage.LocalRunStorage;

/** {@code label}, {@code evaluate} and {@code predict} on other devices than the CPU's session. */
final class ModelDeviceTest {
  private static final float EQUAL = 1e-5f;

  @TempDir private Path folder;
  private Path model;
  private Path photos;

  @BeforeEach
  void writeModelAndPhotos() throws IOException {
    model = TinyModel.write(folder.resolve("model"), 3, TinyModel.COLOURS, 8, 2);
    photos = Photos.colours(folder.resolve("photos"), 5);
  }

  private Object[] command(String name, Object... further) {
    List<Object> all = new ArrayList<>(List.of(name, "--model", model));
    switch (name) {
      case "label" -> all.addAll(List.of("--images", photos, "--batch", 4));
      case "evaluate" ->
          all.addAll(List.of("--benchmark", "folder", "--data", photos, "--json", "--batch", 4));
      default ->
          all.addAll(List.of("--json", photos.resolve("red/1.png"), photos.resolve("blue/2.png")));
    }
    all.addAll(Arrays.asList(further));
    return all.toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"label", "evaluate", "predict"})
  void aPluginThatIsNotThereIsOneLine(String name) {
    Path none = folder.resolve("none.so");
    List<Object> options = new ArrayList<>(List.of("--device", "pjrt", "--plugin", none));
    if (name.equals("label")) {
      options.addAll(List.of("--out", folder.resolve("out")));
    }
    Program.fails(4, command(name, options.toArray()))
        .says("PJRT plugin " + none + " must be a file: get it by bin/fetch-pjrt-plugin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluate", "predict"})
  void aGpuThatIsNotThereIsOneLine(String name) {
    Program.fails(4, command(name, "--device", "gpu")).says("TensorFlow sees no GPU, only [CPU]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"label", "evaluate", "predict"})
  void bfloat16IsForTheCpu(String name) {
    List<Object> options = new ArrayList<>(List.of("--device", "gpu", "--compute", "bfloat16"));
    if (name.equals("label")) {
      options.addAll(List.of("--out", folder.resolve("out")));
    }
    Program.fails(2, command(name, options.toArray()))
        .says("--compute (bfloat16) must go with --device cpu, not gpu");
  }

  @Test
  void bfloat16MeasuresWhatFloat32Does() throws Exception {
    JsonNode exact = Program.succeeds(command("evaluate")).json();
    JsonNode rounded = Program.succeeds(command("evaluate", "--compute", "bfloat16")).json();
    assertEquals(exact.get("top1"), rounded.get("top1"));
    double difference =
        exact.get("meanConfidence").asDouble() - rounded.get("meanConfidence").asDouble();
    assertEquals(0, difference, 0.02);
  }

  @Test
  void aDeviceThatDoesNotExistIsOneLineThatNamesThoseThatDo() {
    Program tpus = Program.fails(2, command("predict", "--device", "tpus"));
    assertTrue(tpus.err().contains("--device") && tpus.err().contains("PJRT"), tpus.err());
  }

  @Test
  @Tag("pjrt")
  void aPluginPredictsAsTheSessionDoes() throws Exception {
    JsonNode session = Program.succeeds(command("predict")).json().get("images");
    JsonNode device = Program.succeeds(command("predict", "--device", "pjrt")).json().get("images");
    assertEquals(2, session.size());
    for (int image = 0; image < 2; image++) {
      for (int rank = 0; rank < 3; rank++) {
        JsonNode expected = session.get(image).get("predictions").get(rank);
        JsonNode actual = device.get(image).get("predictions").get(rank);
        assertEquals(expected.get("label"), actual.get("label"));
        assertEquals(
            expected.get("probability").asDouble(), actual.get("probability").asDouble(), EQUAL);
      }
    }
  }

  @Test
  @Tag("pjrt")
  void aPluginLabelsAsTheSessionDoesInTheSameFiles() throws Exception {
    Path bySession = folder.resolve("session");
    Path byDevice = folder.resolve("device");
    Program.succeeds(command("label", "--out", bySession, "--shards", 2));
    Program.succeeds(command("label", "--out", byDevice, "--shards", 2, "--device", "pjrt"));
    assertEquals(names(bySession), names(byDevice));
    assertEquals(
        Files.readString(bySession.resolve("images.json")),
        Files.readString(byDevice.resolve("images.json")));
    try (PredictionRows expected = rows(bySession);
        PredictionRows actual = rows(byDevice)) {
      for (int image = 0; image < 15; image++) {
        assertArrayEquals(expected.row(image), actual.row(image), EQUAL);
      }
    }
  }

  private static PredictionRows rows(Path labels) {
    return new PredictionShards(new LocalRunStorage(labels), ".").rows();
  }

  private static List<String> names(Path labels) throws IOException {
    try (Stream<Path> files = Files.list(labels)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  @Tag("pjrt")
  void aPluginMeasuresAsTheSessionDoes() throws Exception {
    JsonNode session = Program.succeeds(command("evaluate")).json();
    JsonNode device = Program.succeeds(command("evaluate", "--device", "pjrt")).json();
    assertEquals(session.get("top1"), device.get("top1"));
    assertEquals(0.8, session.get("top1").asDouble(), 1e-9);
    assertEquals(session.get("images"), device.get("images"));
  }

  @Test
  @Tag("pjrt")
  void aModelThatXlaCannotCompileIsNamedWithItsOpsAndTheWayOut() throws Exception {
    model = TinyModel.writeThroughText(folder.resolve("text"));
    Path red = Photos.plain(folder.resolve("r.png"), Color.RED, 9);
    Program.fails(4, "predict", "--model", model, red, "--device", "pjrt")
        .says(
            "XLA cannot compile AsString: a model with it runs on the CPU alone; set"
                + " device.models: cpu, or leave out --device");
    Program.succeeds("predict", "--model", model, red);
  }
}
