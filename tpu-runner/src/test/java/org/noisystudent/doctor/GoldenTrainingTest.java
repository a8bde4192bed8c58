package org.noisystudent.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.data.ImageSource;
import org.noisystudent.doctor.GoldenCurve.Arithmetic;
import org.noisystudent.doctor.GoldenCurve.Difference;
import org.noisystudent.machine.Processor;
import org.noisystudent.selftraining.Devices;
import org.noisystudent.selftraining.SessionDevices;
import org.noisystudent.storage.Json;
import org.tensorflow.TensorFlow;

/**
 * The committed curve is the CPU session's, rounding stays well within what is allowed, and what is
 * no rounding does not. {@code -Dgolden.update=true} writes the curve of this machine.
 */
@Tag("slow")
final class GoldenTrainingTest {
  private static final Path FILE =
      Path.of(
          System.getProperty("project.root"),
          "tpu-runner/src/main/resources/org/noisystudent/doctor",
          GoldenCurve.FILE);

  /** The curve that others are compared with, of this machine where it is written anew. */
  private static GoldenCurve curve;

  @BeforeAll
  static void writeTheCurve() throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      curve = new GoldenCurve(thisMachine(), session(GoldenTraining.standard(), false));
      Files.createDirectories(FILE.getParent());
      Files.write(FILE, Json.document(curve));
    } else {
      curve = GoldenCurve.committed();
    }
  }

  @Test
  void theSessionGivesTheCurve() {
    Difference difference = difference("session", session(GoldenTraining.standard(), false));
    assertTrue(difference.within(Arithmetic.FLOAT32), difference.toString());
    assertTrue(curve.losses().get(19) < 0.7 * curve.losses().get(0), "the loss hardly falls");
  }

  @Tag("long")
  @Test
  void aCompiledSessionDoesWithinRounding() {
    Difference difference =
        difference("session with device.xla", session(GoldenTraining.standard(), true));
    assertTrue(difference.within(Arithmetic.FLOAT32), difference.toString());
  }

  @Test
  void bfloat16DoesWithinReducedArithmeticAlone() {
    GoldenTraining rounded =
        GoldenTraining.changed("smallImage: true", "smallImage: true, compute: bfloat16");
    Difference difference = difference("bfloat16 activations", session(rounded, false));
    assertTrue(difference.within(Arithmetic.REDUCED), difference.toString());
    assertFalse(difference.within(Arithmetic.FLOAT32), difference.toString());
  }

  @Test
  void aLearningRateThatIsOffIsSeen() {
    Difference hundredth =
        difference(
            "learning rate + 1 %",
            session(GoldenTraining.changed("peak: 0.01", "peak: 0.0101"), false));
    assertFalse(hundredth.within(Arithmetic.FLOAT32), hundredth.toString());
    Difference tenth =
        difference(
            "learning rate + 10 %",
            session(GoldenTraining.changed("peak: 0.01", "peak: 0.011"), false));
    assertFalse(tenth.within(Arithmetic.REDUCED), tenth.toString());
  }

  @Test
  void oneImageThatIsDroppedIsSeen() {
    GoldenTraining standard = GoldenTraining.standard();
    ImageSource images = standard.images();
    int[] kept = new int[images.size()];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = i == 0 ? 1 : i; // the first is never seen, the second twice
    }
    GoldenTraining dropped = new GoldenTraining(standard.config(), images.subset(kept));
    Difference difference = difference("one image of 64 dropped", session(dropped, false));
    assertFalse(difference.within(Arithmetic.REDUCED), difference.toString());
  }

  @Test
  void noMovingAverageOfGradientsIsSeen() {
    GoldenTraining changed =
        GoldenTraining.changed("emaDecay: 0.9", "emaDecay: 0.9\n  optimizer: {momentum: 0}");
    Difference difference = difference("no momentum", session(changed, false));
    assertFalse(difference.within(Arithmetic.REDUCED), difference.toString());
  }

  private static Difference difference(String name, List<Float> losses) {
    assertEquals(GoldenTraining.STEPS, losses.size());
    Difference difference = curve.differenceOf(losses);
    System.out.printf("golden steps, %s: %s%n", name, difference);
    return difference;
  }

  private static List<Float> session(GoldenTraining training, boolean xla) {
    try (Devices devices = new SessionDevices(DeviceConfig.cpu(xla, 2))) {
      return training.on(devices).losses();
    }
  }

  private static Map<String, Object> thisMachine() {
    Processor processor = Processor.here();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("device", "cpu, TensorFlow session");
    facts.put("cpu", processor.name().orElse(""));
    facts.put("vectorFeatures", String.join(" ", MachineFacts.vectorFeatures(processor)));
    facts.put("tensorflow", TensorFlow.version());
    facts.put("java", System.getProperty("java.version"));
    facts.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    return facts;
  }
}
