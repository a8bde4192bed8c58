package org.noisystudent.speed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.noisystudent.storage.Json;

/**
 * What a contestant of this program does beside its steps: it speaks as {@link Contestant} asks.
 */
final class ContestStep {
  private ContestStep() {}

  /** Says what it is after a first step, then runs steps as it is told, until nothing comes. */
  static void serve(Contestant.About about, Runnable step) throws IOException {
    PrintStream out = System.out;
    step.run(); // whatever compiles, compiles now
    out.print(new String(Json.line(about), StandardCharsets.UTF_8));
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      long begin = System.nanoTime();
      int steps = Integer.parseInt(line);
      for (int i = 0; i < steps; i++) {
        step.run();
      }
      out.println((System.nanoTime() - begin) / 1e9);
    }
  }
}
