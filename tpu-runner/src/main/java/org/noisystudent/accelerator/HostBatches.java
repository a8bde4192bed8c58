package org.noisystudent.accelerator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.noisystudent.device.StepBatches;
import org.noisystudent.lowering.ArrayType;
import org.noisystudent.pjrt.PjrtBuffer;
import org.noisystudent.train.ReplicaRows;
import org.noisystudent.train.TrainStep;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;

/**
 * The batches of a training, made on the host and sent to the replicas one ahead: while a step
 * runs, the batch of the next one is already on its way.
 */
final class HostBatches implements AutoCloseable {
  private final Accelerator accelerator;
  private final Map<String, ArrayType> types;
  private final Graph graph = new Graph();
  private final StepBatches batches;
  private final Session session;
  private final List<Map<String, Operand<?>>> parts = new ArrayList<>();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "next-batch");
            thread.setDaemon(true);
            return thread;
          });
  private Future<Sent> next;

  /** A batch on the devices: [replica] input -> array. */
  private record Sent(List<Map<String, PjrtBuffer>> arrays, List<TInt64> watched)
      implements AutoCloseable {
    @Override
    public void close() {
      arrays.forEach(each -> each.values().forEach(PjrtBuffer::close));
      watched.forEach(TInt64::close);
    }
  }

  /**
   * Builds the graph that makes the batches, or this process's share of them.
   *
   * @param types of the step's inputs, by name
   */
  HostBatches(
      Accelerator accelerator,
      TrainStep step,
      Map<String, ArrayType> types,
      StepBatches.Source source) {
    this.accelerator = accelerator;
    this.types = types;
    try {
      batches = source.add(graph);
    } catch (RuntimeException e) {
      graph.close();
      worker.shutdown();
      throw e;
    }
    Ops tf = Ops.create(graph);
    ReplicaRows rows = step.rows().ofProcess(accelerator.process().count());
    for (int replica = 0; replica < accelerator.replicas(); replica++) {
      Map<String, Operand<?>> part = new LinkedHashMap<>();
      part.put("images", rows.of(tf, batches.images(), replica));
      part.put("targets", rows.of(tf, batches.targets(), replica));
      if (step.hasTeacher()) {
        part.put(
            "teacher_images", rows.ofUnlabeled(tf, batches.teacherImages().orElseThrow(), replica));
      }
      parts.add(part);
    }
    session = new Session(graph);
  }

  /** Makes the next batch that of a step, counted from 0. */
  void seek(long step) {
    drop();
    batches.seek(session, step);
    next = worker.submit(this::make);
  }

  /**
   * Returns the arrays of the next batch, [replica] input -> array, which are the caller's, and
   * begins with the one after it.
   */
  List<Map<String, PjrtBuffer>> next() {
    if (next == null) {
      throw new IllegalStateException("seek must be called first");
    }
    Sent sent = await(next);
    next = worker.submit(this::make);
    try {
      batches.observe(sent.watched());
    } catch (RuntimeException e) {
      sent.close();
      throw e;
    }
    sent.watched().forEach(TInt64::close);
    return sent.arrays();
  }

  private Sent make() {
    Session.Runner runner = session.runner();
    parts.forEach(part -> part.values().forEach(runner::fetch));
    batches.watched().forEach(runner::fetch);
    try (Result result = runner.run()) {
      List<Map<String, PjrtBuffer>> arrays = new ArrayList<>();
      int index = 0;
      for (int replica = 0; replica < parts.size(); replica++) {
        Map<String, PjrtBuffer> sent = new LinkedHashMap<>();
        for (String input : parts.get(replica).keySet()) {
          sent.put(
              input,
              accelerator.send(replica, types.get(input), HostMemory.of(result.get(index++))));
        }
        arrays.add(sent);
      }
      List<TInt64> watched = new ArrayList<>();
      for (; index < result.size(); index++) {
        TInt64 value = (TInt64) result.get(index);
        watched.add(TInt64.tensorOf(value.shape(), value::copyTo)); // outlives the result
      }
      return new Sent(arrays, watched);
    }
  }

  private static Sent await(Future<Sent> made) {
    try {
      return made.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a batch was made", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Throws away the batch that was made ahead. */
  private void drop() {
    if (next != null) {
      Future<Sent> unused = next;
      next = null;
      try {
        await(unused).close();
      } catch (RuntimeException e) {
        // the batch is not wanted, and neither is why it failed
      }
    }
  }

  @Override
  public void close() {
    drop();
    worker.shutdown();
    session.close();
    batches.close();
    graph.close();
  }
}
