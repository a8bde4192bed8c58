package org.noisystudent.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.ExperimentConfig;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments of every command that takes a config. */
final class ConfigFile {
  @Parameters(paramLabel = "CONFIG", description = "a config file, e.g. configs/quickstart.yaml")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "changes a key of the config, e.g. train.steps=100; may be repeated")
  private List<String> overrides = new ArrayList<>();

  /** Returns the config with further overrides over the user's, checked. */
  ExperimentConfig load(String... further) {
    List<String> all = new ArrayList<>(overrides);
    all.addAll(List.of(further));
    return ConfigLoader.load(file, all);
  }

  /** Returns the name of the file without its ending. */
  String name() {
    return file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
  }
}
