package org.noisystudent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.noisystudent.process.JavaProcess;
import org.noisystudent.storage.Json;

/**
 * The process that touches native code: TensorFlow, the plugin, the devices. Whatever ends it, the
 * sections that it wrote are there.
 */
final class DeviceMain {
  /** What is asked, a {@link DoctorRequest}. */
  static final String REQUEST = "request.json";

  /** What was found out, a {@link SectionLog}. */
  static final String SECTIONS = "sections.jsonl";

  /** The sections that are found out here, in order. */
  static final List<String> NAMES =
      List.of(Section.TENSORFLOW, Section.DEVICE, Section.STEPS, Section.MEMORY);

  private DeviceMain() {}

  /** Examines what the request of a folder asks. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    JavaProcess.endWithParent();
    DoctorRequest request =
        Json.read(REQUEST, Files.readAllBytes(folder.resolve(REQUEST)), DoctorRequest.class);
    examine(request, new SectionLog(folder.resolve(SECTIONS)));
    Runtime.getRuntime().halt(0); // plugins have threads that do not end
  }

  private static void examine(DoctorRequest request, SectionLog log) {
    log.section(Section.TENSORFLOW, TensorFlowFacts::addTo);
    Optional<ExaminedDevice> device =
        log.section(Section.DEVICE, facts -> ExaminedDevice.open(request, facts));
    if (device.isPresent()) {
      log.section(Section.STEPS, facts -> new StepFacts(facts).addStepsOn(device.get()));
    } else {
      log.failed(Section.STEPS, "there is no device to run them");
    }
    log.section(Section.MEMORY, facts -> MemoryFacts.addTo(facts, device));
  }
}
