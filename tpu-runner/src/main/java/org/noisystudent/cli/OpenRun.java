package org.noisystudent.cli;

import java.nio.file.Path;
import java.time.Clock;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.ResolvedConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ProcessShare;
import org.noisystudent.run.Provenance;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.run.RunPlace;
import org.noisystudent.selftraining.Devices;
import org.noisystudent.selftraining.Surroundings;
import picocli.CommandLine.Model.CommandSpec;

/** A run directory that a command works in, and what it tells of it; closed by the command. */
final class OpenRun implements AutoCloseable {
  private final RunPlace place;
  private final RunDirectory directory;
  private final ConsoleListener listener;
  private final Surroundings surroundings;

  private OpenRun(
      RunPlace place, RunDirectory directory, ConsoleListener listener, Surroundings surroundings) {
    this.place = place;
    this.directory = directory;
    this.listener = listener;
    this.surroundings = surroundings;
  }

  /** Opens a directory, new or begun earlier by the same config, after the devices. */
  static OpenRun of(
      CommandSpec command,
      ExperimentConfig experiment,
      DeviceOptions options,
      ProcessOptions processes,
      GivenPlace folder) {
    Devices devices =
        processes.open(experiment.device(), options, command.commandLine().getErr()::println);
    try {
      return of(command, experiment, devices, folder);
    } catch (RuntimeException e) {
      devices.close();
      throw e;
    }
  }

  private static OpenRun of(
      CommandSpec command, ExperimentConfig experiment, Devices devices, GivenPlace folder) {
    RunPlace place = folder.open(command.commandLine().getErr()::println);
    try {
      return of(command, experiment, devices, place);
    } catch (RuntimeException e) {
      place.close();
      throw e;
    }
  }

  private static OpenRun of(
      CommandSpec command, ExperimentConfig experiment, Devices devices, RunPlace place) {
    Clock clock = Clock.systemUTC();
    ProcessShare share = devices.processes().share();
    RunDirectory directory =
        RunDirectory.open(
            place,
            new ResolvedConfig(experiment).yaml(),
            Provenance.current(Path.of(""), clock),
            devices.processes());
    ConsoleListener listener = new ConsoleListener(command);
    String verb = directory.isResumed() ? "resuming " : "run directory ";
    String process =
        share.count() == 1 ? "" : ", process " + share.index() + " of " + share.count();
    command.commandLine().getErr().println(verb + place + ", seed " + experiment.seed() + process);
    CorruptRecords corrupt =
        new CorruptRecords(experiment.data().maxCorruptFraction(), listener::warned);
    return new OpenRun(
        place,
        directory,
        listener,
        new Surroundings(directory.storage(), devices, corrupt, listener, clock));
  }

  Surroundings surroundings() {
    return surroundings;
  }

  /** Returns whether this process tells the results: of several, the one that writes them. */
  boolean tellsResults() {
    return surroundings.devices().processes().writes();
  }

  @Override
  public void close() {
    listener.close();
    surroundings.devices().close();
    directory.close();
    place.close();
  }
}
