package org.noisystudent.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.savedmodel.UserErrorException;

final class WholeRunSpecTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root", ".."));
  private static final Path DATA = ROOT.resolve("test-data/fashion-mnist");
  private static final int IDX_HEADER = 8;

  private static WholeRunSpec spec(String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    Map.of("labeled", "train", "test", "t10k")
        .forEach(
            (key, file) -> {
              all.add("data." + key + ".images=" + DATA.resolve(file + "-images-idx3-ubyte.gz"));
              all.add("data." + key + ".labels=" + DATA.resolve(file + "-labels-idx1-ubyte.gz"));
            });
    return WholeRunSpec.of(ConfigLoader.load(ROOT.resolve("configs/quickstart.yaml"), all));
  }

  @Test
  void namesTheLabeledImagesByTheirPlaceInTheFile() throws IOException {
    byte[] labels;
    try (InputStream file =
        new GZIPInputStream(Files.newInputStream(DATA.resolve("train-labels-idx1-ubyte.gz")))) {
      labels = file.readAllBytes();
    }
    List<Integer> labeled = spec("seed=3").labeled();
    assertEquals(labeled.stream().sorted().distinct().toList(), labeled);
    Map<Byte, Long> ofClass =
        labeled.stream()
            .collect(Collectors.groupingBy(i -> labels[IDX_HEADER + i], Collectors.counting()));
    assertEquals(
        IntStream.range(0, 10).boxed().collect(Collectors.toMap(Integer::byteValue, i -> 100L)),
        ofClass);
  }

  @Test
  void saysTheSizesOfTheNetwork() {
    WholeRunSpec.Network network = spec().network();
    assertEquals(16, network.stemFilters());
    assertEquals(640, network.headFilters());
    assertEquals(423_098, network.trainableParameters());
    assertEquals(7, network.blocks().size());
    assertEquals(new WholeRunSpec.Block(5, 2, 6, 56, 96), network.blocks().get(5));
  }

  @ParameterizedTest
  @CsvSource({
    "train.loss=reference, .train.loss (reference) must be 'paper'",
    "pseudoLabel.minConfidence=0.3, .pseudoLabel.minConfidence (0.3) must be '0.0'",
    "'selfTraining.students=[{model: {width: 0.75}}]', .model.width (0.75) must be '0.5'",
    "selfTraining.control=true, selfTraining.control (true) must be 'false'",
    "model.variant=lite0, model.variant (lite0) must be b0 to l2",
    "noise.dropout=-1, noise.dropout (-1.0) must be at least 0",
    "train.unlabeledRatio=0, train.unlabeledRatio (0.0) must be more than 0",
    "device.threads=1, device.threads (1) must be '0'"
  })
  void refusesWhatThePeerHasNot(String override, String message) {
    String said = assertThrows(UserErrorException.class, () -> spec(override)).getMessage();
    assertTrue(said.contains(message), said);
  }
}
