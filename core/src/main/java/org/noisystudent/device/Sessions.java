package org.noisystudent.device;

import org.noisystudent.config.DeviceConfig;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;

/** Opens the sessions that drive a device, and runs the steps in them. */
public interface Sessions {
  /** Opens a session; the caller closes it. */
  Session open(Graph graph);

  /**
   * Runs a step that is ready to run; the caller closes what it gives.
   *
   * @throws DeviceFailedException if other processes take part in it, and one does not
   */
  Result run(Session.Runner step);

  /** Returns the processes of which each runs its part of a step in a session of its own. */
  ProcessGroup processes();

  /** Returns the sessions of a process that is alone. */
  static Sessions local(DeviceConfig config) {
    return new Sessions() {
      @Override
      public Session open(Graph graph) {
        return new Session(graph, SessionSettings.of(config));
      }

      @Override
      public Result run(Session.Runner step) {
        return step.run();
      }

      @Override
      public ProcessGroup processes() {
        return ProcessGroup.one();
      }
    };
  }
}
