package org.noisystudent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.noisystudent.accelerator.PluginPath;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.pjrt.InstalledPlugin;
import org.noisystudent.process.JavaProcess;
import org.noisystudent.process.TemporaryFolder;
import org.noisystudent.storage.Json;

/**
 * Examines a device. All native code runs in a process of its own with a time limit: a report comes
 * out however that ends.
 */
public final class Doctor {
  private static final int HEAP_MEGABYTES = 1024;

  /** Exit codes above are of processes that a signal ended. */
  private static final int SIGNALED = 128;

  private final Duration limit;
  private final Class<?> main;

  /**
   * Creates a doctor.
   *
   * @param limit of all that touches the device
   */
  public Doctor(Duration limit) {
    this(limit, DeviceMain.class);
  }

  /** Creates a doctor whose process runs another class. */
  Doctor(Duration limit, Class<?> main) {
    this.limit = limit;
    this.main = main;
  }

  /** Returns what there is to know; whatever fails is part of it. */
  public DoctorReport examine(DoctorRequest request) {
    List<Section> sections = new ArrayList<>();
    Map<String, String> environment = System.getenv();
    sections.add(Section.of(Section.PROGRAM, facts -> ProgramFacts.addTo(facts, environment)));
    sections.add(Section.of(Section.MACHINE, MachineFacts.here()::addTo));
    if (request.config().isPjrt()) {
      sections.add(Section.of(Section.PLUGIN, facts -> plugin(facts, request.config())));
    }
    sections.addAll(inProcess(request));
    return new DoctorReport(request, sections);
  }

  private static Facts plugin(Facts facts, DeviceConfig config) {
    Path library = PluginPath.of(config);
    facts.put("path", ProgramFacts.withoutHome(library.toString(), System.getenv()));
    InstalledPlugin plugin = InstalledPlugin.of(library);
    return facts
        .put("sha256", plugin.sha256())
        .put("pinned", plugin.version().isPresent())
        .put("version", plugin.version());
  }

  private List<Section> inProcess(DoctorRequest request) {
    try (TemporaryFolder folder = TemporaryFolder.create("doctor")) {
      Files.write(folder.path().resolve(DeviceMain.REQUEST), Json.document(request));
      String end = run(folder.path());
      return new SectionLog(folder.path().resolve(DeviceMain.SECTIONS)).read(DeviceMain.NAMES, end);
    } catch (IOException e) {
      String why = "the process that examines the device: " + e.getMessage();
      return DeviceMain.NAMES.stream().map(name -> Section.failed(name, why)).toList();
    }
  }

  /** Returns how the process ended. */
  private String run(Path folder) throws IOException {
    try (JavaProcess process =
        JavaProcess.start(
            main,
            HEAP_MEGABYTES,
            Map.of(),
            folder.resolve("log.txt"),
            List.of(folder.toString()))) {
      boolean ended = process.endsWithin(limit.toMillis());
      String how =
          ended
              ? ending(process.exitCode())
              : "its process was ended at --max-minutes, " + limit.toMinutes();
      String last = process.lastLines();
      return last.isEmpty() ? how : how + "; its last lines: " + last;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private static String ending(int exitCode) {
    return exitCode > SIGNALED
        ? "its process was ended by signal " + (exitCode - SIGNALED)
        : "its process ended with exit code " + exitCode;
  }
}
