package org.noisystudent.beam;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of a command that say how its pipeline is run, and not what it does. */
final class PipelineArguments {
  private static final String RUNNER = "--runner";

  @Option(
      names = RUNNER,
      paramLabel = "NAME",
      description = "Beam's runner, one that was built in (default: DirectRunner)")
  private Optional<String> runner = Optional.empty();

  @Parameters(
      paramLabel = "PIPELINE_OPTION",
      arity = "0..*",
      description = "after --: options of Beam and of its runner, each as --name=value")
  private List<String> options = new ArrayList<>();

  /**
   * Returns an empty pipeline.
   *
   * @throws UserErrorException of kind USAGE if Beam does not know an option or the runner
   */
  Pipeline create() {
    List<String> all = new ArrayList<>();
    runner.ifPresent(name -> all.add(RUNNER + "=" + name));
    all.addAll(options);
    try {
      return Pipeline.create(
          PipelineOptionsFactory.fromArgs(all.toArray(String[]::new)).withValidation().create());
    } catch (IllegalArgumentException e) {
      throw new UserErrorException(
          Kind.USAGE,
          "the pipeline options (%s) are refused: %s"
              .formatted(String.join(" ", all), UserErrorException.firstLine(e)),
          e);
    }
  }

  /** Returns the options of a command that was parsed, but for those of this class, as words. */
  static List<String> words(CommandSpec command) {
    List<String> words = new ArrayList<>();
    // one that is given twice is listed twice, each time with both values
    for (OptionSpec option :
        new LinkedHashSet<>(command.commandLine().getParseResult().matchedOptions())) {
      String name = option.longestName();
      if (option.typeInfo().isBoolean()) {
        words.add(name + "=" + option.<Boolean>getValue());
      } else if (!name.equals(RUNNER)) {
        option.originalStringValues().forEach(value -> words.add(name + "=" + value));
      }
    }
    return List.copyOf(words); // which workers can be sent
  }

  /**
   * Runs a pipeline to its end.
   *
   * @throws UserErrorException the mistake that a worker of this process stopped at, or of kind JOB
   *     where the runner does not say why the pipeline failed
   */
  static void run(Pipeline pipeline) {
    PipelineResult.State end;
    try {
      end = pipeline.run().waitUntilFinish();
    } catch (RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof UserErrorException mistake) {
          throw new UserErrorException(mistake.kind(), mistake.getMessage(), e);
        }
      }
      throw e;
    }
    if (end != PipelineResult.State.DONE) {
      throw new UserErrorException(
          Kind.JOB,
          "the pipeline ended as %s: read the runner's log, then run the same command again"
              .formatted(end));
    }
  }
}
