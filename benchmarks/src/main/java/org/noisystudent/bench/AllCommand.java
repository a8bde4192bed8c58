package org.noisystudent.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** All benchmarks of speed, one after the other. */
@Command(
    name = "all",
    mixinStandardHelpOptions = true,
    description =
        "Runs all benchmarks of speed, one after the other, with the settings of their page:"
            + " about two hours on two cores. What fails does not keep the rest from running.",
    footer = {"", "Example:", "  ./noisystudent bench all"})
final class AllCommand implements Callable<Integer> {
  /** What is run, as it is typed behind {@code bench}. */
  static final List<String> COMMANDS =
      List.of(
          "train-step",
          "train-step --resolution 32 --batch 64 --classes 10",
          "train-step --compute bfloat16",
          "inference",
          "inference --compute bfloat16",
          "inference --resolution 32 --batch 256 --classes 10",
          "inference --photos 1024 --batch 64",
          "inference --photos 1024 --batch 64 --compute bfloat16",
          "input",
          "input --resolution 32 --batch 256",
          "loop --set train.steps=200 --set selfTraining.teacher.train.steps=200",
          "start-up",
          "whole-run --seeds 1",
          "select",
          "compiled-step");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    return run(spec.commandLine().getParent(), COMMANDS);
  }

  /** Runs commands of {@code bench}, and returns the worst of their exit codes. */
  static int run(CommandLine bench, List<String> commands) {
    int worst = 0;
    for (String command : commands) {
      bench.getErr().println("bench " + command);
      worst = Math.max(worst, bench.execute(command.split(" ", -1)));
    }
    return worst;
  }
}
