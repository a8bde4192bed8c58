package org.noisystudent.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.noisystudent.pjrt.PluginTrust;
import picocli.CommandLine.Option;

/** The options of every command that is told of a PJRT plugin on the command line. */
final class PluginOptions {
  @Option(
      names = "--plugin",
      paramLabel = "FILE",
      description =
          "the library of the PJRT plugin (default: what NOISYSTUDENT_PJRT_PLUGIN names, or else for"
              + " a TPU what bin/fetch-pjrt-plugin tpu installed)")
  private Optional<Path> file = Optional.empty();

  @Option(names = "--trust-plugin", description = "load a plugin that this program does not know")
  private boolean trust;

  Optional<Path> file() {
    return file;
  }

  PluginTrust trust() {
    return PluginTrust.of(trust);
  }
}
