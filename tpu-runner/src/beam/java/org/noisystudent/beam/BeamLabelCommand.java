package org.noisystudent.beam;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.beam.sdk.Pipeline;
import org.noisystudent.cli.LabelOptions;
import org.noisystudent.cli.LabelTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code label} as a pipeline: what is wrong with its options shows before anything is run. */
@Command(
    name = "label",
    mixinStandardHelpOptions = true,
    description =
        "Writes a model's predictions for every image, as `label` does, a shard at a time on"
            + " whichever worker is free; resumes what was cut short.",
    footer = {
      "",
      "Example:",
      "  noisystudent beam label --model /nfs/teacher --images /nfs/photos --out"
          + " /nfs/labels --shards 1000 --runner FlinkRunner -- --flinkMaster=cluster:8081"
    })
final class BeamLabelCommand implements Callable<Integer> {
  @Mixin private LabelOptions options;
  @Mixin private PipelineArguments arguments;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Pipeline pipeline = arguments.create();
    LabelTask task = options.open(err::println);
    try (task) { // the workers open models of their own
      task.tell(err);
      task.labeler(err::println, (done, all) -> {}).begin(task.origin(), task.predictions());
    }
    LabelPipeline.build(pipeline, PipelineArguments.words(spec), task.origin().shards());
    PipelineArguments.run(pipeline);
    task.finished(spec.commandLine().getOut());
    return 0;
  }
}
