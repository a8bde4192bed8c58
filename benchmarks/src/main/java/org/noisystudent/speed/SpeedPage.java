package org.noisystudent.speed;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.RunStorage;

/** The page of what was measured, made from the kept results alone. */
final class SpeedPage {
  private static final String HEAD =
      """
      # Speed beside other programs

      Made by `./noisystudent bench train-step` from the files of `benchmarks/results/speed`: do not edit.

      Each program runs in a process of its own; they take turns in rounds, so that what slows the machine
      for a while slows all of them. Images lie ready in memory. Of each: the median over the rounds, the
      slowest and the fastest round, and the median as a ratio to the best peer's.
      """;

  private static final String STEPS =
      """

      ## Training step, EfficientNet-B0

      Forward and backward pass with dropout and stochastic depth of 0.2, Nesterov momentum, weight decay,
      moving average. Peers in several modes: Python TensorFlow with Keras' EfficientNetB0, op by op or
      compiled by XLA; PyTorch with timm's `tf_efficientnet_b0`, as it is, with `channels_last`, and that
      with `torch.compile` (`benchmarks/peers`).
      """;

  private static final String PROFILE =
      """

      ### Where our step's time goes

      TensorFlow's step statistics, float32, time of all ops of both threads (2-core AMD EPYC with AVX-512,
      2026-11-30): at 224 pixels and batch 16, convolutions 31 %, swish, squeeze-excite and other arithmetic
      by elements 30 %, depthwise convolutions 21 %, batch norm 13 %; at 32 pixels and batch 64, 42, 15, 23
      and 9 %. What `torch.compile` saves is probably passes over memory by elements. In bfloat16 convolutions take
      half the time, but the gradients of depthwise convolutions and the sigmoid take twice as long or more.
      Swish with its gradient took 23 ms op by op on 77 MB of activations and 9 ms in two functions that XLA
      compiled (beside other work): not done yet.
      """;

  private SpeedPage() {}

  /** Returns the page of what is kept. */
  static String of(RunStorage results) {
    StringBuilder page = new StringBuilder(HEAD).append(STEPS);
    List<String> names =
        results.list("").stream().filter(name -> name.startsWith("train-step-")).sorted().toList();
    for (String name : names) {
      append(page, Json.read(name, results.read(name), TrainStepCommand.Result.class));
    }
    return page.append(PROFILE).toString();
  }

  private static void append(StringBuilder page, TrainStepCommand.Result result) {
    page.append(
        """

        ### %d pixels, batch %d, %s, %s

        | | images/s | slowest to fastest round | of the best peer |
        |---|---|---|---|
        """
            .formatted(
                result.resolution(), result.batch(), result.compute(), result.instructions()));
    for (TrainStepCommand.Measured each : result.contestants()) {
      page.append(
          String.format(
              Locale.ROOT,
              "| %s (%s) | %.1f | %.1f to %.1f | %s |%n",
              each.about().name(),
              each.about().versionText(),
              each.imagesPerSecond(),
              each.slowest(),
              each.fastest(),
              ratio(result.ofBestPeer(each))));
    }
    page.append(
        """

        %s, %d threads, %s, %s, commit %s.
        """
            .formatted(
                result.environment().cpu(),
                result.threads(),
                result.environment().os(),
                result.environment().date(),
                result.environment().commit()));
  }

  private static String ratio(OptionalDouble ratio) {
    return ratio.isEmpty() ? "" : String.format(Locale.ROOT, "%.2f", ratio.getAsDouble());
  }

  /** Returns the page's bytes. */
  static byte[] bytes(RunStorage results) {
    return of(results).getBytes(StandardCharsets.UTF_8);
  }
}
