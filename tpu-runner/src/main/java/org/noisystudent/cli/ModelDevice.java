package org.noisystudent.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.config.ModelConfig;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.selftraining.Devices;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a command that asks models: on which device. */
final class ModelDevice {
  @Option(
      names = "--device",
      paramLabel = "TYPE",
      defaultValue = "cpu",
      description = "what the model runs on: cpu, gpu, tpu or pjrt (default: ${DEFAULT-VALUE})")
  private DeviceConfig.Type type;

  @Option(
      names = "--compute",
      paramLabel = "TYPE",
      defaultValue = "float32",
      description =
          "what it computes in on a CPU: float32, or bfloat16, for which float32 stands in without"
              + " AVX-512 (default: ${DEFAULT-VALUE})")
  private ModelConfig.Compute compute;

  @Mixin private PluginOptions plugin;

  /** Refuses the devices of PJRT plugins, which give no gradients, for what needs some. */
  void requireSession(String task) {
    if (config().isPjrt()) {
      throw new UserErrorException(
          Kind.USAGE,
          "--device (%s) must be cpu or gpu for %s, which needs gradients"
              .formatted(type.name().toLowerCase(Locale.ROOT), task));
    }
  }

  /** Opens the device, all replicas of it; the caller closes it. */
  Devices open() {
    return DeviceOptions.open(config(), plugin.trust());
  }

  private DeviceConfig config() {
    String library = plugin.file().map(Path::toString).orElse("");
    if (compute == ModelConfig.Compute.BFLOAT16 && type != DeviceConfig.Type.CPU) {
      throw new UserErrorException(
          Kind.USAGE,
          "--compute (bfloat16) must go with --device cpu, not "
              + type.name().toLowerCase(Locale.ROOT));
    }
    return DeviceConfig.of(type, 0, library, List.of()).withInferenceCompute(compute);
  }
}
