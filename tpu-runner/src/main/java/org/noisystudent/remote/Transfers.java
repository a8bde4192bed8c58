package org.noisystudent.remote;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Uploads and downloads, several at a time: one alone does not fill a network. */
final class Transfers {
  private static final int AT_A_TIME = 8;

  private Transfers() {}

  /** Moves one thing. */
  interface Task<T> {
    void move(T item) throws IOException;
  }

  /** Moves all, or throws what one of them threw; nothing is under way any more on return. */
  static <T> void each(Collection<T> items, Task<T> task) throws IOException {
    ExecutorService threads =
        Executors.newFixedThreadPool(Math.max(1, Math.min(AT_A_TIME, items.size())));
    try {
      List<Future<Void>> moves = new ArrayList<>();
      for (T item : items) {
        moves.add(
            threads.submit(
                () -> {
                  task.move(item);
                  return null;
                }));
      }
      for (Future<Void> move : moves) {
        move.get();
      }
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      end(threads);
    }
  }

  private static IOException thrown(Throwable cause) {
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof IOException io ? io : new IOException(cause);
  }

  private static void end(ExecutorService threads) {
    threads.shutdownNow();
    try {
      while (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        // a request ends after its own limit
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static IllegalStateException interrupted() {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while files were moved");
  }
}
