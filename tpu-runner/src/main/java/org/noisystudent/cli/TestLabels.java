package org.noisystudent.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.data.ImageSource;
import org.noisystudent.evaluation.ReassessedLabels;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a measured set's labels. */
final class TestLabels {
  @Mixin private SourceLabels labels;

  @Option(
      names = "--real",
      paramLabel = "FILE",
      description = {
        "ReaL labels of the images (real.json): all right classes of each,",
        "in the order of the files' names"
      })
  private Optional<Path> real = Optional.empty();

  /** Checks that there is none, for images whose folders say their classes. */
  void checkNone(BenchmarkName benchmark) {
    if (labels.given() || real.isPresent()) {
      throw new UserErrorException(
          Kind.USAGE,
          "--labels, --label-offset and --real must not go with --benchmark " + benchmark);
    }
  }

  /** Checks the options. */
  void check() {
    labels.check();
  }

  /** Refuses ReaL labels, where a task has no use for them. */
  void refuseReal(String task) {
    if (real.isPresent()) {
      throw new UserErrorException(
          Kind.USAGE, "--real (%s) must not go with %s".formatted(real.get(), task));
    }
  }

  /** Returns a source with its labels. */
  SourceConfig of(SourceConfig source) {
    return labels.of(source);
  }

  /** Reads the ReaL labels, where there are any. */
  Optional<ReassessedLabels> reassessed(ImageSource images, int classes) {
    return real.map(file -> ReassessedLabels.read(file, images, classes));
  }
}
