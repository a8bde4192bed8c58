package org.noisystudent.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.doctor.Doctor;
import org.noisystudent.doctor.DoctorReport;
import org.noisystudent.doctor.DoctorRequest;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.LocalRunStorage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What there is to know of a device before it is trusted: the report to attach to a bug. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Says what the program, the machine and the device are, runs 20 training steps whose losses"
            + " are known, and says how far they are off. Attach what it prints to a bug report.",
    footer = {
      "",
      "Example:",
      "  ./noisystudent doctor --device tpu --out doctor.txt",
      "",
      "Ends with exit code 4 if the device is not there or computes something else."
    })
final class DoctorCommand implements Callable<Integer> {
  @Option(
      names = "--device",
      paramLabel = "TYPE",
      defaultValue = "cpu",
      description = "cpu, gpu, tpu or pjrt (default: ${DEFAULT-VALUE})")
  private DeviceConfig.Type device;

  @Mixin private PluginOptions plugin;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      defaultValue = "1",
      description = "PJRT devices that run the steps together (default: ${DEFAULT-VALUE})")
  private int replicas;

  @Option(
      names = "--client-option",
      paramLabel = "NAME=VALUE",
      description = "an option of the plugin's client, such as cpu_device_count=4; may be repeated")
  private List<String> clientOptions = new ArrayList<>();

  @Option(
      names = "--max-minutes",
      paramLabel = "N",
      defaultValue = "10",
      description = "time that the device may take (default: ${DEFAULT-VALUE})")
  private int maxMinutes;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "write the report there instead of printing it")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--json", description = "the report as one JSON document")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    OptionRules.atLeast("--replicas", replicas, 1);
    OptionRules.atLeast("--max-minutes", maxMinutes, 1);
    DoctorRequest request =
        new DoctorRequest(
            device,
            plugin.file().map(Path::toString).orElse(""),
            plugin.trust(),
            replicas,
            clientOptions);
    DoctorReport report = new Doctor(Duration.ofMinutes(maxMinutes)).examine(request);
    byte[] text =
        json ? Json.document(report.document()) : report.text().getBytes(StandardCharsets.UTF_8);
    if (out.isPresent()) {
      Path file = out.get().toAbsolutePath();
      new LocalRunStorage(file.getParent()).publish(file.getFileName().toString(), text);
      spec.commandLine().getErr().println("report: " + out.get());
    } else {
      PrintWriter print = spec.commandLine().getOut();
      print.print(new String(text, StandardCharsets.UTF_8));
      print.flush();
    }
    return report.isDeviceWell() ? 0 : Kind.DEVICE.exitCode();
  }
}
