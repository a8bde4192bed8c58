package org.noisystudent.workers;

import com.google.common.net.HostAndPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.noisystudent.device.DeviceFailedException;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.tensorflow.exceptions.TensorFlowException;

/** The workers beside this one: whether they are there, and what it means that one is not. */
final class OtherWorkers {
  private static final int CONNECT_MILLIS = 2000;
  private static final int POLL_MILLIS = 200;

  private final WorkerCluster cluster;
  private final Duration limit;

  OtherWorkers(WorkerCluster cluster, Duration limit) {
    this.cluster = cluster;
    this.limit = limit;
  }

  /**
   * Waits until all listen.
   *
   * @param log is told of the first that is waited for
   * @throws UserErrorException of kind DEVICE if one does not in time
   */
  void await(Consumer<String> log) {
    long end = System.nanoTime() + limit.toNanos();
    boolean told = false;
    for (int worker = 0; worker < cluster.addresses().size(); worker++) {
      Optional<String> refusal = refusal(worker);
      while (worker != cluster.index() && refusal.isPresent()) {
        if (System.nanoTime() > end) {
          throw new UserErrorException(
              Kind.DEVICE,
              "%s must be there within device.waitSeconds (%d), but %s: start the same command there too"
                  .formatted(cluster.name(worker), limit.toSeconds(), refusal.get()));
        }
        if (!told) {
          log.accept("waiting for " + cluster.name(worker));
          told = true;
        }
        pause();
        refusal = refusal(worker);
      }
    }
  }

  /** Returns what becomes of a step that failed: others took part in it. */
  RuntimeException explain(TensorFlowException failure) {
    String message = String.valueOf(failure.getMessage());
    boolean timedOut = message.contains("timed out") || message.contains("Deadline");
    boolean between =
        timedOut
            || message.toLowerCase(Locale.ROOT).contains("collective")
            || message.contains("/tensorflow.WorkerService/");
    if (!between) {
      return failure;
    }
    List<Integer> gone = gone();
    String why;
    if (!gone.isEmpty()) {
      why = cluster.names(gone) + (gone.size() == 1 ? " is gone" : " are gone");
    } else if (timedOut) {
      why =
          "not all %d workers did their part within device.waitSeconds (%d), but all are there"
              .formatted(cluster.addresses().size(), limit.toSeconds());
    } else {
      why = "the workers could not sum: " + message.replaceAll("\\s+", " ").strip();
    }
    return new DeviceFailedException(why, failure);
  }

  private List<Integer> gone() {
    List<Integer> gone = new ArrayList<>();
    for (int worker = 0; worker < cluster.addresses().size(); worker++) {
      if (worker != cluster.index() && refusal(worker).isPresent()) {
        gone.add(worker);
      }
    }
    return gone;
  }

  /** Returns why a worker cannot be reached. */
  private Optional<String> refusal(int worker) {
    HostAndPort address = cluster.addresses().get(worker);
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), CONNECT_MILLIS);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(UserErrorException.firstLine(e));
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while other workers were waited for", e);
    }
  }
}
