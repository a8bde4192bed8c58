package org.noisystudent.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noisystudent.config.RandAugmentConfig;
import org.noisystudent.config.RandAugmentConfig.Mode;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** What other people's code made of real images: test-data/golden/augment/reference.py. */
final class ReferenceImages {
  private final JsonNode index;
  private final Map<String, TestImage> inputs = new LinkedHashMap<>();

  private ReferenceImages(JsonNode index) throws IOException {
    this.index = index;
    for (JsonNode row : index.get("inputs")) {
      TestImage input = cut(decode(row.get(1).asText()), row);
      assertEquals(row.get(6).asText(), input.digest(), "pixels of " + row);
      inputs.put(row.get(0).asText(), input);
    }
  }

  static Path folder() {
    return testData().resolve("golden/augment");
  }

  private static Path testData() {
    return Path.of(System.getProperty("project.root", ".."), "test-data");
  }

  static ReferenceImages read() throws IOException {
    return new ReferenceImages(json("reference.json"));
  }

  private static JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(folder().resolve(name).toFile());
  }

  TestImage input(String name) {
    return inputs.get(name);
  }

  /** Rows of a table: training, small and evaluation crops. */
  JsonNode rows(String table) {
    return index.get(table);
  }

  /** Returns what the reference's own operations gave. */
  List<Operation> operations() {
    return operations(index, Mode.REFERENCE);
  }

  /** Returns what those of tf-models gave where nothing overflows. */
  List<Operation> withoutOverflow() throws IOException {
    return operations(json("tf-models.json"), Mode.FIXED);
  }

  private static List<Operation> operations(JsonNode index, Mode mode) {
    List<Operation> operations = new ArrayList<>();
    for (JsonNode row : index.get("operations")) {
      operations.add(
          new Operation(
              row.get(0).asText(),
              AugmentOp.valueOf(row.get(1).asText()),
              new RandAugmentConfig(
                  1, row.get(2).asDouble(), mode, row.get(3).asDouble(), row.get(4).asDouble()),
              (float) row.get(5).asDouble(),
              (float) row.get(6).asDouble(),
              row.get(7).asText()));
    }
    return operations;
  }

  /** A part of a picture; pixels past an edge come from the opposite one. */
  private static TestImage cut(TestImage picture, JsonNode row) {
    int height = row.get(4).asInt();
    int width = row.get(5).asInt();
    byte[] values = new byte[height * width * 3];
    for (int i = 0; i < values.length; i++) {
      int y = (i / 3 / width + row.get(2).asInt()) % picture.height();
      int x = (i / 3 % width + row.get(3).asInt()) % picture.width();
      values[i] = (byte) picture.at(y, x, i % 3);
    }
    return new TestImage(height, width, values);
  }

  private static TestImage decode(String file) throws IOException {
    byte[] encoded = Files.readAllBytes(testData().resolve("images").resolve(file));
    try (Graph graph = new Graph();
        TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(encoded))) {
      Ops tf = Ops.create(graph);
      var image =
          tf.image.decodeImage(
              tf.constantOf(bytes),
              TUint8.class,
              DecodeImage.channels(3L),
              DecodeImage.expandAnimations(false));
      try (Session session = new Session(graph);
          Result result = session.runner().fetch(image).run()) {
        return TestImage.of((TUint8) result.get(0));
      }
    }
  }

  record Operation(
      String input,
      AugmentOp op,
      RandAugmentConfig config,
      float first,
      float second,
      String digest) {
    @Override
    public String toString() {
      return "%s at %s of %s, random %s".formatted(op, config.magnitude(), input, first);
    }
  }
}
