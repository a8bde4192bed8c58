package org.noisystudent.workers;

import com.google.common.net.HostAndPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.device.SessionSettings;
import org.noisystudent.device.Sessions;
import org.noisystudent.model.AllReduce;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Server;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.proto.ServerDef;

/**
 * This process as one of several workers: its TensorFlow server, and the sessions that it opens
 * there for its own part of what all compute. A server is never stopped, which TensorFlow cannot
 * do: it ends with the process, and a process can be a worker once.
 */
public final class Workers implements Sessions {
  /** Servers that run: one that is collected as garbage ends the process. */
  private static final List<Server> RUNNING = new ArrayList<>();

  private final WorkerCluster cluster;
  private final ConfigProto settings;
  private final RunOptions options;
  private final OtherWorkers others;
  private final CollectiveSums sums;
  private final WorkerBarrier barrier;

  private Workers(WorkerCluster cluster, DeviceConfig config) {
    Duration limit = Duration.ofSeconds(config.waitSeconds());
    this.cluster = cluster;
    this.settings = settings(cluster, config);
    this.options = options(limit);
    this.others = new OtherWorkers(cluster, limit);
    this.sums = new CollectiveSums(cluster.addresses().size(), cluster.index());
    this.barrier = new WorkerBarrier(cluster.share(), this, sums, limit.dividedBy(3));
  }

  /**
   * Starts this process's server, and waits until those of the others are there.
   *
   * @param log is told of what is waited for
   * @throws UserErrorException of kind DEVICE if the address cannot be listened at, or not all
   *     others come in time
   */
  public static Workers start(WorkerCluster cluster, DeviceConfig config, Consumer<String> log) {
    Workers workers = new Workers(cluster, config);
    workers.listen();
    workers.others.await(log);
    return workers;
  }

  private void listen() {
    ServerDef definition =
        ServerDef.newBuilder()
            .setCluster(cluster.proto())
            .setJobName(WorkerCluster.JOB)
            .setTaskIndex(cluster.index())
            .setProtocol("grpc")
            .setDefaultSessionConfig(settings)
            .build();
    synchronized (RUNNING) {
      try {
        Server server = new Server(definition);
        RUNNING.add(server);
        server.start();
      } catch (TensorFlowException e) {
        throw new UserErrorException(
            Kind.DEVICE,
            "%s cannot listen at its port: another program does, or another worker of this machine (%s)"
                .formatted(cluster.name(cluster.index()), UserErrorException.firstLine(e)),
            e);
      }
    }
  }

  /**
   * Returns what sessions are told: each sees its own worker's devices alone, so that what is
   * placed nowhere is not placed on another's.
   */
  private static ConfigProto settings(WorkerCluster cluster, DeviceConfig config) {
    ConfigProto.Builder proto = SessionSettings.of(config).toBuilder();
    proto.addDeviceFilters(cluster.task(cluster.index())).setIsolateSessionState(true);
    proto.getExperimentalBuilder().setCollectiveGroupLeader(cluster.task(0));
    return proto.build();
  }

  /**
   * Returns what runs of several workers are told: the number under which they find each other,
   * without which a function with collectives is refused, and how long they take at most.
   */
  private static RunOptions options(Duration limit) {
    RunOptions.Builder options = RunOptions.newBuilder().setTimeoutInMs(limit.toMillis());
    options.getExperimentalBuilder().setCollectiveGraphKey(1);
    return options.build();
  }

  @Override
  public Session open(Graph graph) {
    HostAndPort own = cluster.addresses().get(cluster.index());
    return WorkerSession.open(graph, "grpc://" + own, settings);
  }

  @Override
  public Result run(Session.Runner step) {
    try {
      return step.setOptions(options).run();
    } catch (TensorFlowException e) {
      throw others.explain(e);
    }
  }

  @Override
  public ProcessGroup processes() {
    return barrier;
  }

  /** Returns how the workers sum. */
  public AllReduce sums() {
    return sums;
  }

  /** Ends the sessions that are this object's own; the server runs on. */
  public void close() {
    barrier.close();
  }
}
