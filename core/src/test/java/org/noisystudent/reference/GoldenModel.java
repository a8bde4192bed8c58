package org.noisystudent.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.noisystudent.config.ModelConfig;
import org.noisystudent.model.Architecture;

/** What the reference's model computes: test-data/golden/reference/models.py. */
final class GoldenModel {
  static final Path FOLDER =
      Path.of(System.getProperty("project.root"), "test-data", "golden", "reference");

  private final JsonNode facts;
  private final float[] numbers;

  private GoldenModel(JsonNode facts, float[] numbers) {
    this.facts = facts;
    this.numbers = numbers;
  }

  static GoldenModel read(String name) throws IOException {
    Path folder = FOLDER.resolve("models");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name + ".bin")));
    float[] numbers = new float[bytes.capacity() / Float.BYTES];
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
    return new GoldenModel(
        new ObjectMapper().readTree(folder.resolve(name + ".json").toFile()), numbers);
  }

  Architecture architecture() {
    return Architecture.of(
        new ModelConfig(
            facts.get("variant").asText(),
            facts.get("width").asDouble(),
            facts.get("depth").asDouble(),
            side(),
            facts.get("smallImage").asBoolean(),
            2,
            0.99,
            1e-3,
            ModelConfig.Compute.FLOAT32),
        classes());
  }

  JsonNode facts() {
    return facts;
  }

  int side() {
    return facts.get("side").asInt();
  }

  int batch() {
    return facts.get("batch").asInt();
  }

  int classes() {
    return facts.get("classes").asInt();
  }

  /** Returns the names of all sections. */
  Iterable<String> sections() {
    return () -> facts.get("sections").fieldNames();
  }

  float[] section(String name) {
    JsonNode place = facts.get("sections").get(name);
    float[] section = new float[place.get(1).asInt()];
    System.arraycopy(numbers, place.get(0).asInt(), section, 0, section.length);
    return section;
  }
}
