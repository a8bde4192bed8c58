package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.process.ChildProgram;

@Tag("slow")
final class DoctorCommandTest {
  @TempDir private Path folder;

  /** A process whose first act is a session keeps tensors elsewhere: see SessionOptions. */
  @Test
  void isWellUnderTheLaunchersSettingsOfTensorFlow() throws IOException {
    Map<String, String> settings =
        Map.of(
            "TF_CPU_ALLOCATOR_USE_BFC",
            "true",
            "TF_OVERRIDE_GLOBAL_THREADPOOL",
            "1",
            "TF_ENABLE_ONEDNN_OPTS",
            "1");
    try (ChildProgram doctor =
        ChildProgram.start(folder, settings, List.of(), Main.class, "doctor")) {
      assertEquals(0, doctor.exitCode(), () -> doctor.out() + doctor.err());
    }
  }

  @Test
  void theCpuComputesAsItShould() throws Exception {
    JsonNode report = Program.succeeds("doctor", "--json").json();
    assertTrue(report.get("well").asBoolean());
    JsonNode sections = report.get("sections");
    for (JsonNode section : sections) {
      assertTrue(section.get("ok").asBoolean(), section.toString());
    }
    assertFalse(sections.has("plugin"));
    assertFalse(sections.at("/tensorflow/gpuNative").asBoolean());
    assertTrue(sections.at("/tensorflow/devices/0").asText().startsWith("CPU "));
    JsonNode steps = sections.get("steps");
    assertEquals(20, steps.get("losses").size());
    assertTrue(steps.get("largestRelativeDifference").asDouble() <= 1e-5, steps.toString());
    assertTrue(steps.get("imagesPerSecond").asDouble() > 0);
    assertTrue(sections.at("/memory/hostPeakBytes").asLong() > 1 << 20);
  }

  @Test
  void aGpuThatIsNotThereFailsAloneAndIsExitCodeFour() throws Exception {
    Path file = folder.resolve("report.json");
    Program program = Program.ends(4, "doctor", "--device", "gpu", "--json", "--out", file);
    assertEquals("", program.out());
    assertEquals("report: " + file + "\n", program.err());
    JsonNode report = new ObjectMapper().readTree(Files.readString(file));
    assertFalse(report.get("well").asBoolean());
    assertTrue(report.at("/sections/program/ok").asBoolean());
    assertTrue(report.at("/sections/tensorflow/ok").asBoolean());
    String why = report.at("/sections/device/failure").asText();
    assertTrue(
        why.contains("device.type (gpu)") && why.contains("TensorFlow sees no GPU, only [CPU"),
        why);
    assertEquals("there is no device to run them", report.at("/sections/steps/failure").asText());
    assertTrue(report.at("/sections/memory/ok").asBoolean());
  }

  @Test
  void aPluginThatIsNotThereIsSaidInTheReport() throws Exception {
    Path none = folder.resolve("none.so");
    String out = Program.ends(4, "doctor", "--device", "tpu", "--plugin", none).out();
    assertTrue(out.contains("plugin: FAILED: PJRT plugin " + none + " must be a file"), out);
    assertTrue(out.contains("device: FAILED: PJRT plugin " + none), out);
    assertTrue(out.endsWith("tpu: NOT WELL; failed: plugin, device, steps\n"), out);
  }

  @Test
  void aPluginThatIsNotKnownIsNotLoaded() throws Exception {
    Path other = Files.writeString(folder.resolve("other.so"), "no library");
    JsonNode report =
        new ObjectMapper()
            .readTree(
                Program.ends(4, "doctor", "--device", "pjrt", "--plugin", other, "--json").out());
    assertTrue(report.at("/sections/plugin/ok").asBoolean());
    assertFalse(report.at("/sections/plugin/pinned").asBoolean());
    assertTrue(
        report.at("/sections/device/failure").asText().contains("must be a shared library"),
        report.toString());
  }

  @Test
  void badOptionsAreOneLine() {
    Program.fails(2, "doctor", "--max-minutes", "0").says("--max-minutes (0) must be >= 1");
    Program.fails(2, "doctor", "--replicas", "0").says("--replicas (0) must be >= 1");
  }

  @Test
  @Tag("pjrt")
  void aPluginsDeviceComputesAsTheSessionDoes() throws Exception {
    JsonNode report = Program.succeeds("doctor", "--device", "pjrt", "--json").json();
    assertTrue(report.at("/sections/plugin/pinned").asBoolean());
    assertEquals("cpu", report.at("/sections/device/platform").asText());
    JsonNode steps = report.at("/sections/steps");
    System.out.println("golden steps, pjrt: " + steps.get("largestRelativeDifference"));
    assertTrue(steps.get("largestRelativeDifference").asDouble() <= 1e-5, steps.toString());
  }

  @Test
  @Tag("pjrt")
  void replicasThatShareTheirStatisticsComputeTheSame() throws Exception {
    JsonNode report =
        Program.succeeds(
                "doctor",
                "--device",
                "pjrt",
                "--replicas",
                4,
                "--client-option",
                "cpu_device_count=4",
                "--json")
            .json();
    assertEquals(4, report.at("/sections/device/devices").size());
    JsonNode steps = report.at("/sections/steps");
    System.out.println("golden steps, pjrt x 4: " + steps.get("largestRelativeDifference"));
    assertEquals(4, steps.get("replicas").asInt());
    assertTrue(steps.get("largestRelativeDifference").asDouble() <= 1e-5, steps.toString());
  }
}
