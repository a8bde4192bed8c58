package org.noisystudent.cli;

import java.util.Optional;
import java.util.function.Consumer;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.data.ProcessShare;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.selftraining.Devices;
import org.noisystudent.selftraining.WorkerDevices;
import org.noisystudent.workers.WorkerCluster;
import picocli.CommandLine.Option;

/**
 * Which of several processes this one is, as whoever starts them says. On a pod the devices know it
 * too, and what they know is what counts: these options see to it that both mean the same. Workers
 * with CPUs or GPUs know it from here alone.
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

  @Option(
      names = "--workers",
      paramLabel = "HOST:PORT,...",
      description = {
        "where each process listens, for device.type cpu or gpu: the same list in all, of which",
        "--process-index says which this one is; or TF_CONFIG: what that variable says. Whoever",
        "reaches a port can run any computation there: for networks that you trust"
      })
  private Optional<String> workers = Optional.empty();

  /**
   * Opens the devices of a config, once the workers are there that were given.
   *
   * @param log is told of workers that are waited for
   */
  Devices open(DeviceConfig config, DeviceOptions device, Consumer<String> log) {
    check();
    Optional<WorkerCluster> cluster = cluster();
    Devices devices =
        cluster.isPresent() ? new WorkerDevices(config, cluster.get(), log) : device.open(config);
    try {
      check(devices.processes());
      return devices;
    } catch (RuntimeException e) {
      devices.close();
      throw e;
    }
  }

  private Optional<WorkerCluster> cluster() {
    if (workers.isEmpty()) {
      return Optional.empty();
    }
    if (workers.get().equals(WorkerCluster.TF_CONFIG)) {
      String json = System.getenv(WorkerCluster.TF_CONFIG);
      if (json == null) {
        throw new UserErrorException(
            Kind.USAGE, "--workers TF_CONFIG must have a variable of that name");
      }
      return Optional.of(WorkerCluster.ofTfConfig(json));
    }
    if (index.isEmpty()) {
      throw new UserErrorException(Kind.USAGE, "--workers must be given with --process-index");
    }
    return Optional.of(WorkerCluster.parse(workers.get(), index.get()));
  }

  /** Refuses numbers that cannot be, before any device is opened. */
  void check() {
    if (index.isPresent() && count.isEmpty() && workers.isEmpty()) {
      throw new UserErrorException(
          Kind.USAGE, "--process-index must be given with --process-count, or with --workers");
    }
    count.ifPresent(n -> OptionRules.atLeast("--process-count", n, 1));
    if (index.isPresent() && count.isPresent() && (index.get() < 0 || index.get() >= count.get())) {
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
          "%s--process-count %d must be what the devices say: they are driven by %d, and this is process %d%s"
              .formatted(
                  index.map(i -> "--process-index " + i + " ").orElse(""),
                  count.orElseThrow(),
                  share.count(),
                  share.index(),
                  share.count() == 1 ? "; several CPUs or GPUs need --workers" : ""));
    }
  }
}
