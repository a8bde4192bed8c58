package org.noisystudent.cli;

import java.io.PrintWriter;
import java.util.Optional;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.job.Accelerator;
import org.noisystudent.pjrt.PluginTrust;
import org.noisystudent.preflight.Compiler;
import org.noisystudent.preflight.Outcome;
import org.noisystudent.preflight.PreflightReport;
import org.noisystudent.preflight.Topology;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** Compiles a config's step for the devices of a job before anything is paid for. */
final class JobPreflight {
  private JobPreflight() {}

  /**
   * Refuses what does not fit. Devices that there is no compiler for are told of and let pass.
   *
   * @throws UserErrorException if the step does not fit, or if that could not be found out
   */
  static void check(ExperimentConfig config, Accelerator accelerator, PrintWriter err) {
    Optional<Topology> topology = topology(accelerator);
    if (topology.isEmpty()) {
      err.println("not preflighted: there is no compiler here for " + accelerator.name());
      return;
    }
    err.println("compiling the step for " + topology.get().name() + " ...");
    PreflightReport report = report(config, topology.get());
    if (report.outcome() != Outcome.FITS) {
      throw new UserErrorException(
          report.outcome() == Outcome.DOES_NOT_FIT ? Kind.USAGE : Kind.DEVICE,
          "preflight for %s: %s%s; see preflight --topology %s, or submit with --no-preflight"
              .formatted(
                  accelerator.name(),
                  PreflightCommand.words(report.outcome()),
                  report.message().map(message -> " (" + message + ")").orElse(""),
                  topology.get().name()));
    }
    err.println(
        "fits: %.2f of %.0f GiB of a device's memory"
            .formatted(
                (double) report.peakBytes().orElse(0L) / PreflightCommand.GIB,
                (double) report.hbmBytes() / PreflightCommand.GIB));
  }

  private static Optional<Topology> topology(Accelerator accelerator) {
    try {
      return accelerator.topology().map(Topology::parse);
    } catch (UserErrorException e) {
      return Optional.empty(); // an arrangement that nothing was compiled for yet
    }
  }

  private static PreflightReport report(ExperimentConfig config, Topology topology) {
    Compiler compiler =
        PreflightCommand.compiler(
            topology,
            Optional.empty(),
            PluginTrust.of(false),
            Integer.parseInt(PreflightCommand.HOST_GIB),
            Integer.parseInt(PreflightCommand.MINUTES));
    return PreflightCommand.preflight(compiler, topology, topology.devices())
        .run(config, batch -> config, false);
  }
}
