package org.noisystudent.pseudolabel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** Passes over all scores: in order, or by several threads, each with a worker of its own. */
final class BlockScan {
  /** More would wait for memory; each worker may hold counts of many classes. */
  private static final int MAX_THREADS = 8;

  private BlockScan() {}

  /** What is done with a block. */
  @FunctionalInterface
  interface Worker {
    /**
     * Takes a block.
     *
     * @param first the number of its first image
     * @param scores of its images, from index 0
     */
    void take(int first, long[] scores, int count);
  }

  /** Gives all blocks to one worker, in order. */
  static void inOrder(Scores scores, Worker worker) {
    long[] block = new long[Scores.BLOCK];
    for (int b = 0; b < scores.blocks(); b++) {
      worker.take(scores.firstOf(b), block, scores.read(b, block));
    }
  }

  /**
   * Gives each block to one of several workers, in any order. What the workers find must not depend
   * on who takes which.
   */
  static <W extends Worker> List<W> inParallel(Scores scores, Supplier<W> create) {
    AtomicInteger next = new AtomicInteger();
    return each(
        Math.max(1, Math.min(threads(), scores.blocks())),
        () -> {
          W worker = create.get();
          long[] block = new long[Scores.BLOCK];
          for (int b = next.getAndIncrement(); b < scores.blocks(); b = next.getAndIncrement()) {
            worker.take(scores.firstOf(b), block, scores.read(b, block));
          }
          return worker;
        });
  }

  /** Adds up what workers counted, into the counts of the first one. */
  static <W extends Worker> int[] sum(List<W> workers, Function<W, int[]> counts) {
    int[] sum = counts.apply(workers.get(0));
    for (W worker : workers.subList(1, workers.size())) {
      int[] more = counts.apply(worker);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += more[i];
      }
    }
    return sum;
  }

  /** Does something with each number below a count, several at a time. */
  static void forEach(int count, IntConsumer work) {
    forEach(count, count, work);
  }

  /** Does something with each number below a count, so many at a time at most. */
  static void forEach(int count, int atOnce, IntConsumer work) {
    AtomicInteger next = new AtomicInteger();
    each(
        Math.max(1, Math.min(threads(), atOnce)),
        () -> {
          for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            work.accept(i);
          }
          return next;
        });
  }

  /** Returns how many images are best sorted at once: a quarter of the heap, 8 bytes an image. */
  static long sortable() {
    return Runtime.getRuntime().maxMemory() / 4 / Long.BYTES;
  }

  private static int threads() {
    return Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
  }

  private static <T> List<T> each(int threads, Callable<T> work) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(pool.submit(work));
      }
      List<T> done = new ArrayList<>();
      for (Future<T> one : running) {
        done.add(one.get());
      }
      return done;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a pass over the scores failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("a pass over the scores was interrupted", e);
    } finally {
      pool.shutdownNow();
    }
  }
}
