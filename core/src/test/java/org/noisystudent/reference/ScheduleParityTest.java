package org.noisystudent.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.noisystudent.config.TrainConfig;
import org.noisystudent.train.LearningRate;
import org.noisystudent.train.StepInputs;

/** Schedules are those of the reference's main.py: test-data/golden/reference/schedules.py. */
final class ScheduleParityTest {
  /** The reference's rates are powers of a float32. */
  private static final double ROUNDING = 1e-5;

  @TempDir Path folder;

  /** A schedule, by its name. */
  record Curve(JsonNode node) {
    @Override
    public String toString() {
      return node.get("name").asText();
    }
  }

  static List<Curve> curves() throws IOException {
    List<Curve> curves = new ArrayList<>();
    golden().get("curves").forEach(node -> curves.add(new Curve(node)));
    assertTrue(curves.size() >= 7, curves.toString());
    return curves;
  }

  @ParameterizedTest
  @MethodSource("curves")
  void ratesAreTheReferencesOverTheWholeSchedule(Curve curve) throws IOException {
    JsonNode golden = curve.node();
    TrainConfig train = TrainConfigs.read(folder, golden.get("train"));
    assertEquals(golden.get("runSteps").asInt(), train.runSteps());
    LearningRate rate = new LearningRate(train);
    JsonNode steps = golden.get("steps");
    assertTrue(steps.size() > 60, steps.size() + " steps");
    for (int i = 0; i < steps.size(); i++) {
      double expected = golden.get("rates").get(i).asDouble();
      int step = steps.get(i).asInt();
      assertEquals(expected, rate.at(step), expected * ROUNDING, "at step " + step);
    }
  }

  @Test
  void averagesDecayAsTensorFlows() throws IOException {
    JsonNode decays = golden().get("averageDecays");
    for (String decay : List.of("0.9999", "0.99")) {
      JsonNode steps = decays.get(decay).get("steps");
      assertTrue(steps.size() > 50, steps.size() + " steps");
      for (int i = 0; i < steps.size(); i++) {
        double expected = decays.get(decay).get("decays").get(i).asDouble();
        long step = steps.get(i).asLong() - 1; // the golden ones are counted after the update
        double actual = StepInputs.emaDecayAt(Double.parseDouble(decay), step);
        assertEquals(expected, actual, ROUNDING, decay + " at step " + steps.get(i));
      }
    }
  }

  private static JsonNode golden() throws IOException {
    return new ObjectMapper().readTree(GoldenModel.FOLDER.resolve("schedules.json").toFile());
  }
}
