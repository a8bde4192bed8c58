package org.noisystudent.beam;

import java.util.concurrent.Callable;
import org.apache.beam.sdk.Pipeline;
import org.noisystudent.cli.SelectOptions;
import org.noisystudent.cli.SelectTask;
import org.noisystudent.savedmodel.UserErrorException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code select} as a pipeline: what is wrong with its options shows before anything is run. */
@Command(
    name = "select",
    mixinStandardHelpOptions = true,
    description =
        "Keeps confident predictions, balances the classes, writes pseudo-labeled shards, as"
            + " `select` does, each on whichever worker is free.",
    footer = {
      "",
      "Example:",
      "  noisystudent beam select --predictions /nfs/labels --out /nfs/pseudo --shards 1000"
          + " --runner FlinkRunner -- --flinkMaster=cluster:8081"
    })
final class BeamSelectCommand implements Callable<Integer> {
  @Mixin private SelectOptions options;
  @Mixin private PipelineArguments arguments;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Pipeline pipeline = arguments.create();
    SelectTask task = options.open();
    task.scores(); // all are there and whole
    task.openImages();
    task.discard();
    SelectPipeline.build(pipeline, PipelineArguments.words(spec), task);
    try {
      PipelineArguments.run(pipeline);
    } catch (RuntimeException e) {
      discard(task, e);
      throw e;
    }
    task.discard();
    task.print(task.published(), spec.commandLine().getOut());
    return 0;
  }

  private static void discard(SelectTask task, RuntimeException failure) {
    try {
      task.discard();
    } catch (UserErrorException e) { // a worker of this process may still be writing
      failure.addSuppressed(e);
    }
  }
}
