package org.noisystudent.speed;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.TrainingInput;
import org.noisystudent.device.Device;
import org.noisystudent.device.PipelineBatches;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.device.SessionDevice;
import org.noisystudent.device.Sessions;
import org.noisystudent.export.TrainedNetwork;
import org.noisystudent.model.Architecture;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.selftraining.Devices;
import org.noisystudent.selftraining.SessionDevices;
import org.noisystudent.train.TrainStep;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;

/** Sessions on the CPU, of which it is known how long their steps took. */
final class TimedDevices implements Devices {
  private final DeviceConfig config;
  private final Devices devices;
  private final AtomicLong nanoseconds = new AtomicLong();

  TimedDevices(DeviceConfig config) {
    this.config = config;
    this.devices = new SessionDevices(config);
  }

  /** Returns the nanoseconds within {@code Session.run} of all steps so far. */
  long nanosecondsOfSteps() {
    return nanoseconds.get();
  }

  @Override
  public Device open(TrainStep step, TrainingInput input, CorruptRecords corrupt) {
    return new SessionDevice(
        step,
        PipelineBatches.of(input, corrupt),
        config.type(),
        config.compiles(),
        timed(Sessions.local(config)));
  }

  private Sessions timed(Sessions sessions) {
    return new Sessions() {
      @Override
      public Session open(Graph graph) {
        return sessions.open(graph);
      }

      @Override
      public Result run(Session.Runner step) {
        long begin = System.nanoTime();
        Result result = sessions.run(step);
        nanoseconds.addAndGet(System.nanoTime() - begin);
        return result;
      }

      @Override
      public ProcessGroup processes() {
        return sessions.processes();
      }
    };
  }

  @Override
  public Classifier open(Path savedModel, Trust trust) {
    return devices.open(savedModel, trust);
  }

  @Override
  public TrainedNetwork open(Architecture architecture, EvaluationCrop crop) {
    return devices.open(architecture, crop);
  }

  @Override
  public void close() {
    devices.close();
  }
}
