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
      description = "how many processes are started; refused unless the devices say so too")
  private Optional<Integer> count = Optional.empty();

  /** Refuses numbers that cannot be, before any device is opened. */
  void check() {
    if (index.isPresent() != count.isPresent()) {
      throw new UserErrorException(
          Kind.USAGE, "--process-index and --process-count must be given both or neither");
    }
    if (count.isPresent()) {
      OptionRules.atLeast("--process-count", count.get(), 1);
      if (index.get() < 0 || index.get() >= count.get()) {
        throw new UserErrorException(
            Kind.USAGE,
            "--process-index (%d) must be 0..%d, below --process-count (%d)"
                .formatted(index.get(), count.get() - 1, count.get()));
      }
    }
  }

  /** Refuses what is not as the devices say. */
  void check(ProcessGroup processes) {
    ProcessShare share = processes.share();
    if (count.isPresent() && !share.equals(new ProcessShare(index.get(), count.get()))) {
      throw new UserErrorException(
          Kind.DEVICE,
          "--process-index %d --process-count %d must be what the devices say: they are driven by %d, and this is process %d"
              .formatted(index.get(), count.get(), share.count(), share.index()));
    }
  }
}
