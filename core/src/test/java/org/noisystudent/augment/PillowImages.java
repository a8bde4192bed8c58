package org.noisystudent.augment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.noisystudent.config.RandAugmentConfig;
import org.noisystudent.config.RandAugmentConfig.Mode;

/** Images made by Pillow: test-data/golden/augment/pillow_images.py. */
final class PillowImages {
  private final JsonNode index;
  private final byte[] tensors;

  private PillowImages(JsonNode index, byte[] tensors) {
    this.index = index;
    this.tensors = tensors;
  }

  static PillowImages read() throws IOException {
    Path folder = ReferenceImages.folder();
    return new PillowImages(
        new ObjectMapper().readTree(folder.resolve("pillow.json").toFile()),
        Files.readAllBytes(folder.resolve("pillow.bin")));
  }

  /** Returns whole central squares. */
  List<Square> squares() {
    List<Square> squares = new ArrayList<>();
    for (JsonNode node : index.get("squares")) {
      squares.add(
          new Square(
              image(index.get("images").get(node.get("image").asText())),
              node.get("resolution").asInt(),
              image(node)));
    }
    return squares;
  }

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (JsonNode node : index.get("operations")) {
      operations.add(
          new Operation(
              AugmentOp.valueOf(node.get("op").asText()),
              new RandAugmentConfig(1, node.get("magnitude").asDouble(), Mode.FIXED, 100, 40),
              image(index.get("images").get(node.get("image").asText())),
              node.get("tolerance").asInt(),
              image(node)));
    }
    return operations;
  }

  private TestImage image(JsonNode node) {
    int height = node.get("shape").get(0).asInt();
    int width = node.get("shape").get(1).asInt();
    int offset = node.get("offset").asInt();
    return new TestImage(
        height, width, Arrays.copyOfRange(tensors, offset, offset + height * width * 3));
  }

  record Square(TestImage input, int resolution, TestImage expected) {}

  record Operation(
      AugmentOp op, RandAugmentConfig config, TestImage input, int tolerance, TestImage expected) {
    @Override
    public String toString() {
      return "%s at %s on %dx%d".formatted(op, config.magnitude(), input.height(), input.width());
    }
  }
}
