package org.noisystudent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noisystudent.model.EfficientNetVariant;

final class ResolvedConfigTest {
  private static final Path CONFIGS = Path.of(System.getProperty("project.root", ".."), "configs");

  @ParameterizedTest
  @ValueSource(strings = {"smoke", "quickstart", "fashion-mnist", "fashion-mnist-no-noise"})
  void itsTextLoadsBackToTheSameConfig(String preset) {
    ExperimentConfig config = preset(preset);
    ExperimentConfig again = ConfigLoader.parse(new ResolvedConfig(config).yaml(), "again");
    assertEquals(config, again);
    assertEquals(new ResolvedConfig(config).hash(), new ResolvedConfig(again).hash());
  }

  @Test
  void readersOfYamlThatKnowNoAnchorsReadTheSameConfig() throws IOException {
    ExperimentConfig config = preset("fashion-mnist"); // of several lists that are empty
    JsonNode tree = new YAMLMapper().readTree(new ResolvedConfig(config).yaml());
    assertEquals(config, ConfigLoader.parse(tree.toString(), "a report"));
  }

  @Property(tries = 50)
  void numbersOfAnySizeLoadBack(
      @ForAll @IntRange(min = 1) int steps,
      @ForAll @DoubleRange(min = 1e-15, max = 1e15) @Scale(15) double peak) {
    String all = "train: {steps: %d, learningRate: {peak: %s}}".formatted(steps, peak);
    ExperimentConfig config =
        ConfigLoader.parse("data: {classes: 2}\nselfTraining: {students: []}\n" + all, "a.yaml");
    assertEquals(peak, config.training().train().learningRate().peak());
    assertEquals(config, ConfigLoader.parse(new ResolvedConfig(config).yaml(), "again"));
  }

  @Test
  void namesThatLookLikeOtherTypesLoadBack() {
    String names = "data: {classNames: ['no', '1', 'null', 'a: b', ' x', \"it's\"]}\n";
    ExperimentConfig config = ConfigLoader.parse(names + "selfTraining: {students: []}", "a.yaml");
    assertEquals(List.of("no", "1", "null", "a: b", " x", "it's"), config.data().classNames());
    assertEquals(config, ConfigLoader.parse(new ResolvedConfig(config).yaml(), "again"));
  }

  @Test
  void anotherConfigHasAnotherHash() {
    assertNotEquals(
        new ResolvedConfig(preset("smoke")).hash(),
        new ResolvedConfig(preset("smoke", "seed=9")).hash());
  }

  @Test
  void theNoNoisePresetDiffersInNoiseOnly() {
    var noisy = new ResolvedConfig(preset("fashion-mnist")).flat();
    var clean = new ResolvedConfig(preset("fashion-mnist-no-noise")).flat();
    assertEquals(noisy.keySet(), clean.keySet());
    noisy.forEach(
        (key, value) ->
            assertTrue(
                value.equals(clean.get(key))
                    || key.contains("noise.")
                    || key.endsWith("augment.crop")
                    || key.endsWith("augment.flip"),
                key));
  }

  @Test
  void theVariantsAreThoseOfTheModels() {
    assertEquals(
        List.of(EfficientNetVariant.values()).stream()
            .map(v -> v.name().toLowerCase(Locale.ROOT))
            .toList(),
        TrainingReader.VARIANTS);
  }

  private static ExperimentConfig preset(String name, String... overrides) {
    return ConfigLoader.load(CONFIGS.resolve(name + ".yaml"), List.of(overrides));
  }
}
