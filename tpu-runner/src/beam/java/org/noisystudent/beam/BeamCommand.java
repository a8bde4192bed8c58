package org.noisystudent.beam;

import org.noisystudent.cli.Subcommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Commands that run as Apache Beam pipelines. */
@Command(
    name = "beam",
    mixinStandardHelpOptions = true,
    description = "Runs a command as an Apache Beam pipeline; its output is the same.",
    subcommands = {BeamLabelCommand.class, BeamSelectCommand.class},
    footer = {
      "",
      "Example:",
      "  noisystudent beam label --model teacher --images photos --out labels -- --targetParallelism=4"
    })
public final class BeamCommand implements Subcommand {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: " + String.join(", ", spec.subcommands().keySet()));
  }
}
