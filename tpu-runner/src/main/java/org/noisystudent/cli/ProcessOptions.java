package org.noisystudent.cli;

import java.util.Optional;
import org.noisystudent.data.ProcessShare;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import picocli.CommandLine.Option;

/**
 * Which of several processes this one is, as whoever starts them says. The devices know it too, and
 * what they know is what counts: these options see to it that both mean the same.
 */
final class ProcessOptions {
  @Option(
      names = "--process-index",
      paramLabel = "I",
      description =
          "where the same command is started on each host of a pod: the number of this process,"
              + " from 0; refused unless the devices say so too")
  private Optional<Integer> index = Optional.empty();

  @Option(
      names = "--process-count",
      paramLabel = "N",
      description =
          "how many processes are started, also without their index; refused unless the devices"
              + " say so too")
  private Optional<Integer> count = Optional.empty();

  /** Refuses numbers that cannot be, before any device is opened. */
  void check() {
    if (index.isPresent() && count.isEmpty()) {
      throw new UserErrorException(
          Kind.USAGE, "--process-index must be given with --process-count");
    }
    count.ifPresent(n -> OptionRules.atLeast("--process-count", n, 1));
    if (index.isPresent() && (index.get() < 0 || index.get() >= count.orElseThrow())) {
      throw new UserErrorException(
          Kind.USAGE,
          "--process-index (%d) must be 0..%d, below --process-count (%d)"
              .formatted(index.get(), count.get() - 1, count.get()));
    }
  }

  /** Refuses what is not as the devices say. */
  void check(ProcessGroup processes) {
    ProcessShare share = processes.share();
    boolean asSaid =
        count.orElse(share.count()) == share.count()
            && index.orElse(share.index()) == share.index();
    if (!asSaid) {
      throw new UserErrorException(
          Kind.DEVICE,
          "%s--process-count %d must be what the devices say: they are driven by %d, and this is process %d"
              .formatted(
                  index.map(i -> "--process-index " + i + " ").orElse(""),
                  count.orElseThrow(),
                  share.count(),
                  share.index()));
    }
  }
}
