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

/** Images made by other people's code: test-data/golden/augment/generate.py. */
final class GoldenImages {
  private final JsonNode index;
  private final byte[] tensors;

  private GoldenImages(JsonNode index, byte[] tensors) {
    this.index = index;
    this.tensors = tensors;
  }

  static GoldenImages read() throws IOException {
    Path folder = Path.of(System.getProperty("project.root"), "test-data", "golden", "augment");
    return new GoldenImages(
        new ObjectMapper().readTree(folder.resolve("index.json").toFile()),
        Files.readAllBytes(folder.resolve("tensors.bin")));
  }

  TestImage image(String name) {
    return image(index.get("images").get(name));
  }

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (JsonNode node : index.get("operations")) {
      operations.add(
          new Operation(
              AugmentOp.valueOf(node.get("op").asText()),
              new RandAugmentConfig(
                  1,
                  node.get("magnitude").asDouble(),
                  Mode.valueOf(node.get("mode").asText()),
                  index.get("translateConst").asDouble(),
                  index.get("cutoutConst").asDouble()),
              image(node.get("image").asText()),
              (float) node.get("first").asDouble(),
              (float) node.get("second").asDouble(),
              node.get("source").asText(),
              node.get("tolerance").asInt(),
              image(node)));
    }
    return operations;
  }

  List<CenterCrop> centerCrops() {
    List<CenterCrop> crops = new ArrayList<>();
    for (JsonNode node : index.get("centerCrops")) {
      crops.add(
          new CenterCrop(
              image(node.get("image").asText()), node.get("resolution").asInt(), image(node)));
    }
    return crops;
  }

  private TestImage image(JsonNode node) {
    int height = node.get("shape").get(0).asInt();
    int width = node.get("shape").get(1).asInt();
    int offset = node.get("offset").asInt();
    return new TestImage(
        height, width, Arrays.copyOfRange(tensors, offset, offset + height * width * 3));
  }

  record Operation(
      AugmentOp op,
      RandAugmentConfig config,
      TestImage input,
      float first,
      float second,
      String source,
      int tolerance,
      TestImage expected) {
    @Override
    public String toString() {
      return "%s %s at %s on %dx%d against %s"
          .formatted(config.mode(), op, config.magnitude(), input.height(), input.width(), source);
    }
  }

  record CenterCrop(TestImage input, int resolution, TestImage expected) {}
}
