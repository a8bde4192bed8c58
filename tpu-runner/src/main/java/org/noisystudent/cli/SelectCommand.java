package org.noisystudent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** From predictions to pseudo-labeled shards. */
@Command(
    name = "select",
    mixinStandardHelpOptions = true,
    description =
        "Keeps confident predictions, balances the classes, writes pseudo-labeled shards.",
    footer = {
      "",
      "Example:",
      "  ./noisystudent select --predictions labels --out pseudo --min-confidence 0.5 --per-class"
          + " 1000"
    })
final class SelectCommand implements Callable<Integer> {
  @Mixin private SelectOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    SelectTask task = options.open();
    task.print(task.select(), spec.commandLine().getOut());
    return 0;
  }
}
