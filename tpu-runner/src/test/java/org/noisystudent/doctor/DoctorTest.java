package org.noisystudent.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.pjrt.PluginTrust;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

final class DoctorTest {
  private static final DoctorRequest CPU =
      new DoctorRequest(DeviceConfig.Type.CPU, "", PluginTrust.PINNED, 1, List.of());

  /** Ends as native code that aborts does, in the middle of a section. */
  static final class Aborts {
    private Aborts() {}

    public static void main(String[] args) {
      SectionLog log = new SectionLog(Path.of(args[0], DeviceMain.SECTIONS));
      log.section(Section.TENSORFLOW, facts -> facts.put("version", "2.18"));
      log.section(
          Section.DEVICE,
          facts -> {
            System.err.println("F1125 check failed: a chip is gone");
            Runtime.getRuntime().halt(134);
            return facts;
          });
    }
  }

  /** Never ends. */
  static final class Hangs {
    private Hangs() {}

    public static void main(String[] args) {
      SectionLog log = new SectionLog(Path.of(args[0], DeviceMain.SECTIONS));
      log.section(
          Section.TENSORFLOW,
          facts -> {
            System.err.println("waiting for a chip");
            Thread.sleep(Duration.ofDays(1).toMillis());
            return facts;
          });
    }
  }

  @Test
  void aProcessThatAbortsLeavesTheOtherSections() {
    DoctorReport report = new Doctor(Duration.ofMinutes(1), Aborts.class).examine(CPU);
    assertEquals(
        List.of("program", "machine", "tensorflow", "device", "steps", "memory"),
        report.sections().stream().map(Section::name).toList());
    assertEquals(Optional.empty(), section(report, "program").failure());
    assertEquals("2.18", section(report, "tensorflow").facts().get("version"));
    String end =
        "its process was ended by signal 6; its last lines: F1125 check failed: a chip is gone";
    assertEquals(Optional.of(end), section(report, "device").failure());
    assertEquals(Optional.of("not reached: " + end), section(report, "steps").failure());
    assertFalse(report.isDeviceWell());
    assertTrue(report.text().contains("device: FAILED: its process was ended"), report.text());
    assertTrue(
        report.text().endsWith("cpu: NOT WELL; failed: device, steps, memory\n"), report.text());
  }

  @Test
  void aProcessThatHangsIsEnded() {
    DoctorReport report = new Doctor(Duration.ofSeconds(5), Hangs.class).examine(CPU);
    String why = section(report, "tensorflow").failure().orElseThrow();
    assertTrue(why.startsWith("its process was ended at --max-minutes"), why);
    assertTrue(why.endsWith("its last lines: waiting for a chip"), why);
    assertFalse(report.isDeviceWell());
  }

  @Test
  void aSectionThatFailsKeepsWhatItFound() {
    Section section =
        Section.of(
            "steps",
            facts -> {
              facts.put("steps", 20);
              throw new IllegalStateException("first line\nsecond line");
            });
    assertEquals(20, section.facts().get("steps"));
    assertEquals(Optional.of("IllegalStateException: first line"), section.failure());
  }

  @Test
  void aMissingNativeLibraryIsAFailureToo() {
    Section section =
        Section.of(
            "tensorflow",
            facts -> {
              throw new UnsatisfiedLinkError("no jnitensorflow");
            });
    assertEquals(Optional.of("UnsatisfiedLinkError: no jnitensorflow"), section.failure());
  }

  @Test
  void aMistakeOfTheUserIsToldWhole() {
    Section section =
        Section.of(
            "device",
            facts -> {
              throw new UserErrorException(Kind.DEVICE, "one\ntwo");
            });
    assertEquals(Optional.of("one; two"), section.failure());
  }

  private static Section section(DoctorReport report, String name) {
    return report.sections().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }
}
