package org.noisystudent.bench;

import org.noisystudent.cli.Subcommand;
import org.noisystudent.reproduction.ReproduceCommand;
import org.noisystudent.speed.CompiledStepCommand;
import org.noisystudent.speed.InferenceCommand;
import org.noisystudent.speed.InputCommand;
import org.noisystudent.speed.LoopCommand;
import org.noisystudent.speed.StartUpCommand;
import org.noisystudent.speed.TrainStepCommand;
import org.noisystudent.speed.WholeRunCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The longer proofs and comparisons; their results are kept in {@code benchmarks/results}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Runs a benchmark: a proof or a comparison that takes longer than a test.",
    subcommands = {
      KillResumeCommand.class,
      SelectBenchCommand.class,
      StudyCommand.class,
      ReproduceCommand.class,
      TpuMatrixCommand.class,
      GpuMatrixCommand.class,
      TrainStepCommand.class,
      InferenceCommand.class,
      InputCommand.class,
      LoopCommand.class,
      StartUpCommand.class,
      WholeRunCommand.class,
      CompiledStepCommand.class,
      AllCommand.class
    },
    footer = {"", "Example:", "  ./noisystudent bench kill-resume --kills 3"})
public final class BenchCommand implements Subcommand {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(),
        "a benchmark is missing: " + String.join(", ", spec.subcommands().keySet()));
  }
}
