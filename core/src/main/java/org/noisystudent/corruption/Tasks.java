package org.noisystudent.corruption;

import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Does pieces of work, several at a time; the first that fails ends all. */
public final class Tasks {
  private Tasks() {}

  /** Told how far the work is, by the thread that asked for it. */
  @FunctionalInterface
  public interface Progress {
    /** Takes the number done, and of all. */
    void report(long done, long all);
  }

  /**
   * A piece of work.
   *
   * @param images how many images it is
   * @param done whether it need not be done any more
   */
  record Task(int images, boolean done, Runnable work) {}

  static void run(List<Task> tasks, int threads, Progress progress) {
    long all = tasks.stream().mapToLong(Task::images).sum();
    long done = tasks.stream().filter(Task::done).mapToLong(Task::images).sum();
    progress.report(done, all);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CompletionService<Integer> running = new ExecutorCompletionService<>(pool);
      List<Task> left = tasks.stream().filter(task -> !task.done()).toList();
      left.forEach(task -> running.submit(task.work(), task.images()));
      for (int i = 0; i < left.size(); i++) {
        done += running.take().get();
        progress.report(done, all);
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a piece of work failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the work was interrupted", e);
    } finally {
      end(pool);
    }
  }

  /** Waits for the pieces that are under way: they use what the caller closes next. */
  private static void end(ExecutorService pool) {
    pool.shutdownNow();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = pool.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
