package org.noisystudent.speed;

import static java.util.stream.Collectors.joining;

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

      Made by `./noisystudent bench train-step` and `bench loop` from the files of `benchmarks/results/speed`:
      do not edit.

      Where programs are compared, each runs in a process of its own; they take turns in rounds, so that what slows the machine
      for a while slows all of them. Images lie ready in memory. Of each: the median over the rounds, the
      slowest and the fastest round, and the median as a ratio to the best peer's.
      """;

  private static final String STEPS =
      """

      ## Training step, EfficientNet-B0

      Forward and backward pass with dropout and stochastic depth of 0.2, Nesterov momentum, weight decay,
      moving average. Ours: `fused` is what a run on a CPU does, `plain` the same with `device.fusion:
      false`, `xla` with `device.xla: true`. Peers in several modes: Python TensorFlow with Keras'
      EfficientNetB0, op by op or compiled by XLA; PyTorch with timm's `tf_efficientnet_b0`, as it is, with
      `channels_last`, and that with `torch.compile` (`benchmarks/peers`). All keep the memory of tensors from
      step to step, as our launcher has it: TensorFlow by `TF_CPU_ALLOCATOR_USE_BFC=true`, PyTorch by
      `MALLOC_MMAP_MAX_=0 MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=4000000000 MALLOC_TOP_PAD_=67108864`. The
      results of AVX512_BF16 are older: neither they nor we did so, and ours was `plain`.
      """;

  private static final String PROFILE =
      """

      ### Where our step's time goes, and what was done

      TensorFlow's step statistics, float32, time of all ops of both threads, `plain` (2-core AMD EPYC with
      AVX-512, 2026-11-30): at 224 pixels and batch 16, convolutions 31 %, swish, squeeze-excite and other
      arithmetic by elements 30 %, depthwise convolutions 21 %, batch norm 13 %; at 32 pixels and batch 64, 42,
      15, 23 and 9 %. With AVX2 alone: 30, 20, 18 and 27 % at 224 pixels.

      What helped, on a 2-core AMD EPYC with AVX2, 2026-11-30, `bench train-step --modes own-fused,own-plain`
      (rounds by turns) but for the first row:

      | | 224 pixels, batch 16 | 32 pixels, batch 64 |
      |---|---|---|
      | memory of tensors kept, `plain` (one after the other) | 7.0 to 8.1 images/s | none seen |
      | `fused` in the place of `plain`, memory kept | 7.2 to 8.9 images/s | 209 to 328 images/s |

      `fused` is 1x1 convolutions as matrix products, which is nearly all of it at 32 pixels, and batch norm of
      large activations with its swish as functions that XLA compiles: 228 ms op by op and 81 ms so, forward
      and backward, on 77 MB ([decision 15](decisions/0015-cpu-kernels.md)).

      What did not: compiled batch norm of small activations (32 pixels: 313 images/s with all of them, 390 with
      none, one after the other); one op at a time (better at 224 pixels, worse at 32); oneDNN's kernels where TensorFlow does
      not turn them on by itself, on AVX2 (`TF_ENABLE_ONEDNN_OPTS=1`: 9.5 for 8.9 images/s at 224 pixels, 186
      for 363 at 32); the whole step compiled by XLA (TensorFlow with Keras at 32 pixels: 28 for 194 images/s).
      In bfloat16, with AVX-512, convolutions take half the time, but the gradients of depthwise convolutions
      and the sigmoid take twice as long or more.

      The goal is 1.5 of the best peer. With AVX2 it is reached at 32 pixels and not at 224, where what is left is matrix
      products (29 % of the time of ops), compiled batch norm (35 %) and depthwise convolutions (23 %): the last are
      TensorFlow's own, and squeeze-excite still goes through memory op by op. With AVX-512 the step
      was not measured since.
      """;

  private static final String LOOP =
      """

      ## The loop around the step

      What Java does between two steps, in every training of a run: schedules, logs, the checkpoints but the last.
      Each training without its first 20 steps, in two halves: a second that allocates no more than the first
      leaks nothing.
      """;

  private SpeedPage() {}

  /** Returns the page of what is kept. */
  static String of(RunStorage results) {
    StringBuilder page = new StringBuilder(HEAD).append(STEPS);
    contests(page, results, "train-step");
    page.append(PROFILE).append(LOOP);
    for (String name : of(results, "loop")) {
      append(page, Json.read(name, results.read(name), LoopCommand.Result.class));
    }
    return page.toString();
  }

  private static List<String> of(RunStorage results, String benchmark) {
    return results.list("").stream()
        .filter(name -> name.startsWith(benchmark + "-"))
        .sorted()
        .toList();
  }

  private static void contests(StringBuilder page, RunStorage results, String benchmark) {
    for (String name : of(results, benchmark)) {
      append(page, Json.read(name, results.read(name), ContestResult.class));
    }
  }

  private static void append(StringBuilder page, LoopCommand.Result result) {
    page.append(
        """

        `bench loop`, %s%s:

        | steps | a step, ms | of it outside `Session.run` | allocated in Java a step |
        |---|---|---|---|
        """
            .formatted(
                result.config(),
                result.overrides().stream().map(" --set "::concat).collect(joining())));
    for (LoopTimes.Part part : result.parts()) {
      page.append(
          String.format(
              Locale.ROOT,
              "| %,d | %.2f | %.2f %% | %,.0f bytes |%n",
              part.steps(),
              1e3 * part.seconds() / part.steps(),
              100 * part.outside(),
              part.bytesAStep()));
    }
    page.append(
        """

        %s, %s, %d cores, %s, %s, commit %s.
        """
            .formatted(
                result.environment().cpu(),
                result.instructions(),
                result.environment().cores(),
                result.environment().os(),
                result.environment().date(),
                result.environment().commit()));
  }

  private static void append(StringBuilder page, ContestResult result) {
    page.append(
        """

        ### %s, %s

        | | %s/s | slowest to fastest round | of the best peer |
        |---|---|---|---|
        """
            .formatted(
                result.setting().entrySet().stream()
                    .map(each -> each.getKey() + " " + each.getValue())
                    .collect(joining(", ")),
                result.instructions(),
                result.unit()));
    for (Measured each : result.contestants()) {
      page.append(
          String.format(
              Locale.ROOT,
              "| %s (%s) | %.1f | %.1f to %.1f | %s |%n",
              each.about().name(),
              each.about().versionText(),
              each.perSecond(),
              each.slowest(),
              each.fastest(),
              ratio(each.ofBestPeer(result.contestants()))));
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
