package org.noisystudent.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.TrainConfig;

/** Reads the train section of a golden file as a config file's. */
final class TrainConfigs {
  private static final String DATA =
      "data: {classes: 10, labeled: {format: folder, images: a},"
          + " unlabeled: {format: folder, images: b}, test: {format: folder, images: c}}\n";

  private TrainConfigs() {}

  static TrainConfig read(Path folder, JsonNode train) throws IOException {
    // JSON is YAML
    Path file = Files.writeString(folder.resolve("golden.yaml"), DATA + "train: " + train + "\n");
    return ConfigLoader.load(file, List.of()).training().train();
  }
}
