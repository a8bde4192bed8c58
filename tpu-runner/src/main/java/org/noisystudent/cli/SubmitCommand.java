package org.noisystudent.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.noisystudent.config.DataConfig;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.ResolvedConfig;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.job.Accelerator;
import org.noisystudent.job.JobBackend;
import org.noisystudent.job.JobSpec;
import org.noisystudent.selftraining.StudentSizes;
import org.noisystudent.storage.RemoteFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a run on a cluster, or in the background. */
@Command(
    name = "submit",
    mixinStandardHelpOptions = true,
    description = {
      "Starts the run of a config as a job: on TPUs or GPUs of a Kubernetes cluster, on Cloud TPU, or in",
      "the background of this machine. The config is checked and compiled for the devices first."
    },
    footer = {
      "",
      "Example:",
      "  ./noisystudent submit configs/imagenet/b7-teacher.yaml --cluster gke \\",
      "    --accelerator v3-2048 --image HOST/noisystudent@sha256:... \\",
      "    --run-dir gs://bucket/runs/b7 --dry-run",
      "  ./noisystudent submit configs/quickstart.yaml --cluster local --watch"
    })
final class SubmitCommand implements Callable<Integer> {
  @Mixin private ConfigFile config;

  @Mixin private ClusterAccess access;

  @Mixin private PlacementOptions placement;

  @Mixin private WatchOptions watch;

  @Option(
      names = "--accelerator",
      paramLabel = "TYPE-N",
      description = {
        "what it runs on, by Google Cloud's names: v2-8 ... v3-2048, v4-8 (cores), v5e-16 (chips),",
        "v5p-8 (cores), v6e-8 (chips), tpu7x-8 (cores), l4-N, a100-N, h100-N, h200-N (GPUs)"
      })
  private Optional<String> accelerator = Optional.empty();

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      defaultValue = "",
      description = "the container image of this program, pinned by its digest")
  private String image;

  @Option(
      names = "--run-dir",
      paramLabel = "PLACE",
      description = "the run directory: gs://BUCKET/PATH on a cluster (default here: runs/NAME)")
  private Optional<String> runDir = Optional.empty();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "the job's name (default: that of the config)")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--restarts",
      paramLabel = "N",
      defaultValue = "20",
      description = "gke: how often the cluster may begin it again (default: ${DEFAULT-VALUE})")
  private int restarts;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = {
        "local: so many processes that train together (docs/workers.md), to try on this machine",
        "what several will do (default: ${DEFAULT-VALUE})"
      })
  private int workers;

  @Option(names = "--dry-run", description = "print what would be sent, and send nothing")
  private boolean dryRun;

  @Option(names = "--no-preflight", description = "submit without compiling the config's step")
  private boolean noPreflight;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Optional<Accelerator> devices = accelerator.map(Accelerator::parse);
    ExperimentConfig experiment = config.load(overrides(devices));
    StudentSizes.check(experiment);
    JobSpec job =
        new JobSpec(
            name.orElseGet(() -> config.name().toLowerCase(Locale.ROOT).replace('_', '-')),
            new ResolvedConfig(experiment).yaml(),
            devices,
            image,
            runDir.orElseGet(() -> Path.of("runs", config.name()).toString()),
            restarts,
            workers);
    String request = access.describe(job, placement);
    if (dryRun) {
      spec.commandLine().getOut().print(request);
      spec.commandLine().getOut().flush();
      return 0;
    }
    tellOfFilesOfThisMachine(experiment.data(), job, err);
    try (JobBackend backend = access.open(placement)) {
      if (!noPreflight && devices.isPresent()) {
        JobPreflight.check(experiment, devices.get(), err);
      }
      backend.submit(job);
      err.println("submitted " + job.name() + ", run directory " + job.runDir());
      return watch.isOn() ? watch.watch(backend, backend.status(job.name()), err) : 0;
    }
  }

  /** A container sees no file of this machine. */
  private static void tellOfFilesOfThisMachine(DataConfig data, JobSpec job, PrintWriter err) {
    if (!RemoteFiles.isRemote(job.runDir())) {
      return;
    }
    for (SourceConfig source : List.of(data.labeled(), data.unlabeled(), data.test())) {
      if (!source.images().isEmpty() && !RemoteFiles.isRemote(source.images())) {
        err.println("note: " + source.images() + " must be in the image, or else be on gs://");
      }
    }
  }

  /**
   * Returns the changes that make a config one for the devices, all of them: a session drives one
   * GPU, a PJRT plugin any number.
   */
  private String[] overrides(Optional<Accelerator> devices) {
    if (devices.isEmpty()) {
      return new String[0];
    }
    boolean session =
        devices.get().chips() == 1 && config.load().device().type() != DeviceConfig.Type.PJRT;
    String type = devices.get().family().isTpu() ? "tpu" : session ? "gpu" : "pjrt";
    return new String[] {"device.type=" + type, "device.replicas=0"};
  }
}
