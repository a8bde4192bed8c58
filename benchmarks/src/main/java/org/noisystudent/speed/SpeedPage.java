package org.noisystudent.speed;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.RunStorage;

/** The page of what was measured, made from the kept results alone. */
final class SpeedPage {
  private static final String HEAD =
      """
      # Speed beside other programs

      Made by `./noisystudent bench train-step`, `inference`, `input`, `loop`, `whole-run`, `start-up` and `compiled-step` from the files of
      `benchmarks/results/speed`: do not edit.

      Where programs are compared, each runs in a process of its own; they take turns in rounds, so that what slows the machine
      for a while slows all of them. Of each: the median over the rounds, the slowest and the fastest round, and the median as
      a ratio to the best peer's. The peers' programs are in `benchmarks/peers`.
      """;

  private static final String STEPS =
      """

      ## Training step, EfficientNet-B0

      Images lie ready. Forward and backward pass with dropout and stochastic depth of 0.2, Nesterov momentum, weight decay,
      moving average. Ours: `fused` is what a run on a CPU does, `plain` the same with `device.fusion:
      false`, `xla` with `device.xla: true`. Peers in several modes: Python TensorFlow with Keras'
      EfficientNetB0, op by op or compiled by XLA; PyTorch with timm's `tf_efficientnet_b0`, as it is, with
      `channels_last`, and that with `torch.compile`. All keep the memory of tensors from
      step to step, as our launcher has it: TensorFlow by `TF_CPU_ALLOCATOR_USE_BFC=true`, PyTorch by
      `MALLOC_MMAP_MAX_=0 MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=4000000000 MALLOC_TOP_PAD_=67108864`.

      That our step learns what it should is shown apart from speed: from the same weights, the losses of fifty steps are those of the reference's code in Python
      TensorFlow, to 1e-4 (`TrainingParityTest`, float32, a small B0, with the ops that a run on this CPU has). The peers' networks start from weights of their own.
      """;

  private static final String PROFILE =
      """

      ### Where our step's time goes, and what was done

      TensorFlow's step statistics, float32, time of all ops of both threads, 2-core AMD EPYC, 2026-11-30. `plain`, with AVX-512: at 224
      pixels and batch 16, convolutions 31 %, swish, squeeze-excite and other arithmetic by elements 30 %, depthwise convolutions 21 %, batch norm 13 %; at 32 pixels and batch 64, 42, 15, 23 and 9 %. With AVX2
      alone: 30, 20, 18 and 27 % at 224 pixels. `fused`, with AVX-512, 224 pixels: matrix products 30 %, depthwise convolutions 29 %
      (gradients by their weights 16 %), batch norm 17 %, products by elements 8 %, swish 7 %; the compiled gradients of swish are not in these.

      What helped ([decision 15](decisions/0015-cpu-kernels.md)), images/s. With AVX2 by turns but for the first row (the third: two runs each, 2026-12-01); with AVX-512, where TensorFlow computes with oneDNN, one
      setting after the other, the middle or the mean of two and three runs:

      | | 224 pixels, batch 16 | 32 pixels, batch 64 |
      |---|---|---|
      | AVX2: memory of tensors kept, `plain` | 7.0 to 8.1 | none seen |
      | AVX2: `fused` in the place of `plain`, memory kept | 7.2 to 8.9 | 209 to 328 |
      | AVX2: oneDNN's kernels, images smaller than a kernel padded apart | 11.6 to 14.1 | 410 to 503 |
      | AVX-512: 1x1 convolutions as matrix products | 32.8 to 36.3 | 642 to 812 |
      | AVX-512: compiled gradients of large activations | 36.3 to 40.3 | no large ones |
      | AVX-512: weights that meet no pixel left out | has no such layer | to 1,046 (by turns with `plain`: 751) |
      | AVX-512, bfloat16: compiled gradients of large activations | 23.6 to 29.6 | |
      | AVX-512, bfloat16: depthwise convolutions in float32 | 29.6 to 42.7 | |

      What did not. With AVX2: compiled batch norm of small activations (32 pixels: 313 images/s with all of them, 390 with
      none); one op at a time (better at 224 pixels, worse at 32). With AVX-512: compiled batch norm (27 for 36 images/s at 224 pixels); compiled gradients of small activations; TensorFlow
      without oneDNN (24.7 for 27.6 at 224 pixels). The gradient of squeeze-excite's mean within that of the activation gave 3 %, and was left. The whole step compiled by XLA:
      TensorFlow with Keras at 32 pixels, 28 for 194 images/s.

      The goal is 1.5 of the best peer. In bfloat16 it is reached; in float32 with AVX2 at 32 pixels alone. Elsewhere what is left is matrix products, which all programs have
      alike, depthwise convolutions, whose gradients are no faster in any kernels that TensorFlow has, and with AVX2 batch norm. The result with AVX2 at 32 pixels is of before the launcher turned on oneDNN there. At 32 pixels a step has thousands
      of small ops: variables, moving averages and momentum of 213 weights are about a tenth of their time.
      """;

  private static final String INFERENCE =
      """

      ## Answers, EfficientNet-B0

      From images that lie ready, or from JPEG files of 500 x 375 pixels to probabilities: decoded, the central square cut and
      resized. Ours is what labels and measures: the folded network, each thread a part of the batch ([decision
      16](decisions/0016-folded-graphs.md)). ONNX Runtime, OpenVINO and PyTorch have timm's network, DJL with PyTorch's engine has it as frozen TorchScript, TensorFlow has Keras'. As they are, they
      compute each op with all threads; with `parts`, each thread has a part of the batch alone, of the size of ours (OpenVINO: streams).
      From files, each of the peers' threads decodes (torchvision), resizes, and answers its part alone. ONNX Runtime and DJL's network have no bfloat16.
      """;

  private static final String ANSWERS =
      """

      ### Where the time of answers goes, and what was done

      Step statistics of the folded network, float32, 224 pixels, 16 images by two threads on each op (2-core AMD EPYC with AVX-512, 2026-11-30): convolutions
      with bias, swish and addition 53 %, depthwise convolutions 17 %, their swish 14 %, gates of squeeze-excite 8 %, means 5 %.

      What helped, images/s at 224 pixels, one after the other: as exported, with two threads on each op, about 110 beside other work; folded, 209 (bfloat16 298);
      a part of a batch for each thread, 264 (368); pixels normalized by rows, 275 (364 to 385).
      At 32 pixels parts give 5,208 to 7,560. With AVX2 alone (2-core AMD EPYC, 2026-12-01) oneDNN's kernels in the place of TensorFlow's: 59 to 88 images/s at 224 pixels, none seen at 32. What did not: XLA for swish with its mean or for the gates; oneDNN's depthwise convolution does not take swish in TensorFlow.

      The goal is 1.25 of ONNX Runtime in float32 and of OpenVINO in bfloat16. Against them as they are, ours is ahead or even; where they, too, have parts,
      it is behind or even: all three then call much the same kernels, and what TensorFlow cannot join (swish behind depthwise convolutions, the gates) goes
      through memory once more. In bfloat16 its products by elements are slow besides. With AVX-512, bfloat16 had parts of four images, too; eight are a little faster.
      From files, a step is of 256 photos with AVX-512, of 1,024 with AMX: ours reads and answers side by side, so that the first batch of a step waits for its photos and the last has nothing beside it; of 256 photos
      that was a tenth (0.83 for 0.93 of ONNX Runtime, same machine and day).

      In bfloat16 the answers are those of float32 for 99.67 % (teacher) and 99.52 % (student) of 60,000 images: `label` with the models of `configs/reproduction.yaml --set
      seed=4` on the training images of Fashion-MNIST, same machine and date. With the last layer in bfloat16 as well it was 99.64 % and 99.44 %.
      """;

  private static final String INPUT =
      """

      ## Input of a training

      JPEG files of 500 x 375 pixels (for 32 pixels: of 32 x 32) decoded, cut at random (Inception's crop), resized bicubically,
      flipped at random, two operations of RandAugment. Peers: torchvision's transforms v2 in as many worker processes as threads; Python
      TensorFlow's `tf.data` with the RandAugment of its model garden. A batch of ours stays within the graph of the step: nothing
      copies it between the pipeline and the step of a session.
      """;

  private static final String READING =
      """

      The goal is twice torchvision and 1.2 of `tf.data`. At 32 pixels both are reached, at 224 pixels the second alone. A photo of 500 x 375 pixels takes 1.1 ms of a thread to decode and 0.6 in
      TensorFlow's bicubic resize, where torchvision takes 3 to 4 ms for all, as the machine is slower or faster: at twice its speed there is hardly time to decode and resize. A turn has to be long, here 8 and 10 s: while
      the others have theirs, each prepares some batches, `tf.data` the most. In turns of 4 s ours was 0.85 of torchvision and 0.88 of `tf.data` at 224 pixels, in turns of 6 s 1.20 and 1.16.

      What helped ([decision 17](decisions/0017-input-pipeline.md)), by turns with the code before (2-core Intel Xeon with AMX, 2026-12-01): each image of a batch made in its place, sharpness by sums in the place of a convolution
      that took 3 ms, grey in three channels at once: 541 to 658 images/s at 224 pixels. Without tf.data's tuning as well: 3,904 to 5,679 at 32 pixels, and 12,600 to 16,600 for 28 x 28 pixels that are kept
      decoded (one operation). A step of the quickstart takes a sixth less. Earlier, tables for projections (0.65 for 1.77 ms). What did not: decoding no more than the cut saves 0.15 ms; tables for single values
      (6 ns a value). Answers from JPEG files, above, lose a fifth to decoding, cutting and resizing.
      """;

  private static final String SELECTION =
      """

      ## Selection of pseudo-labels

      `./noisystudent bench select`: 300 million made-up scores, 1,000 classes, 130,000 images of each; its tables, and where the time goes, are in
      [pseudo-labels](pseudo-labels.md). The goal is the speed at which the files of scores can be read, which takes a thirtieth of the time of a selection: it is far. A selection passes over all scores
      twice: one counts how confident the images of each class are, one takes, and gathers the images that have to be sorted, which are those near a class's threshold and all of a class that is filled up
      unevenly. What helped: gathering in place of counting to the last bit, and in place of passes of their own for what is sorted: 22 to 37 million images a second, of 100 million images, by turns (2-core AMD EPYC with AVX2, 2026-12-01).
      What the reference's way took was halved by drawing for several shards at a time.
      """;

  private static final String START_UP =
      """

      ## Start-up

      From the command to its end, or to the first step of a training in the log, after one start of each that is not counted. The launcher keeps an archive
      of the classes that a command loads, and reads a JDK's version from its file. The goals are 0.7 s and 15 s.
      """;

  private static final String COMPILED =
      """

      ## A step on a TPU that is not there

      The training step of ours and that of Keras with JAX, SGD with Nesterov momentum, dropout and stochastic depth of 0.2, compiled by the same
      libtpu for one core: what the compiler says they cost. Nothing was run on a TPU. The goal is at most 1.05 of each.
      Keras has no name for L2; its builder of EfficientNets is given L2's sizes. Its peer's compile took 9.8 GB of host memory, ours 16.6 (`--max-host-gib 30`: both are estimated to take more).
      """;

  private static final String WHOLE_RUN =
      """

      ## A whole run

      From the command to its end: the teacher, pseudo-labels, each student, accuracy on the test images. Beside it the same in Python TensorFlow
      (`benchmarks/peers/tensorflow_noisy_student.py`): the same labeled images, networks, initialisers, batches, steps, schedule, weight decay, moving average, views of the
      teacher, and strength of noise. Keras' layers, batch norm by TensorFlow's fused op (Keras 3 has its own: 10.6 for 11.5 steps/s), `tf.data` with the RandAugment of the model
      garden, which leaves one image in 17 as it is and has a contrast of its own, fifty steps a call of a `tf.function`. Compiled by XLA a step takes five times as long. It saves
      a SavedModel of each network, but no checkpoints, report or hashes, which ours does.

      `fashion-mnist` is the quickstart with a third student: its first three networks are the quickstart's of that seed, on that machine. Over the three seeds of `fashion-mnist` student-3 is right
      on 84.70 % in the mean, the peer's on 84.25 %, student-2 on 84.31 and 83.94; a difference of a point between two runs is within what seeds make. Of 903 s of ours with AMX it
      trains for 682 s and labels for 198: three times 59,000 images in ten views, 8,900 views a second, which is about what the network answers; of 1,031 s with AVX2 824 and 181.
      Seed 1 with AVX2 is of before the launcher turned on oneDNN there, seed 2 of after; seed 3 and the quickstart's are of before the input pipeline of
      [decision 17](decisions/0017-input-pipeline.md). While seed 1 of the quickstart ran, the machine also built this program once, for about a minute.
      """;

  private static final String LOOP =
      """

      ## The loop around the step

      What Java does between two steps, in every training of a run: schedules, logs, the checkpoints but the last.
      Each training without its first 20 steps, in two halves: a second that allocates no more than the first
      leaks nothing. The goal is 1 %, which the first training of a process passes only once its Java is compiled.

      From labels to a training, what can be kept is not decoded again: the models and views that label an image share its decoding, selection reads scores alone
      and copies JPEG files as they are, and a training decodes images of one size once, where they fit in `data.cacheMegabytes`: 59,000 PNG
      files of 28 x 28 pixels in 1.5 s, of a training of 175 s (2-core Intel Xeon with AMX, 2026-12-01). Photos of different sizes are decoded at each draw: the cut
      differs each time, and all of them decoded would not fit.
      """;

  private SpeedPage() {}

  /** Returns the page of what is kept. */
  static String of(RunStorage results) {
    StringBuilder page = new StringBuilder(HEAD).append(STEPS);
    tables(page, results, "train-step", ContestResult.class, SpeedTables::of);
    page.append(PROFILE).append(INFERENCE);
    tables(page, results, "inference", ContestResult.class, SpeedTables::of);
    page.append(ANSWERS).append(INPUT);
    tables(page, results, "input", ContestResult.class, SpeedTables::of);
    page.append(READING).append(SELECTION).append(START_UP);
    tables(page, results, "start-up", StartUpCommand.Result.class, SpeedTables::of);
    page.append(LOOP);
    tables(page, results, "loop", LoopCommand.Result.class, SpeedTables::of);
    page.append(WHOLE_RUN);
    tables(page, results, "whole-run", WholeRunCommand.Result.class, SpeedTables::of);
    page.append(COMPILED);
    tables(page, results, "compiled-step", CompiledStepCommand.Result.class, SpeedTables::of);
    return page.toString();
  }

  private static <T> void tables(
      StringBuilder page,
      RunStorage results,
      String benchmark,
      Class<T> type,
      Function<T, String> table) {
    results.list("").stream()
        .filter(name -> name.startsWith(benchmark + "-"))
        .sorted()
        .map(name -> Json.read(name, results.read(name), type))
        .forEach(result -> page.append(table.apply(result)));
  }

  /** Returns the page's bytes. */
  static byte[] bytes(RunStorage results) {
    return of(results).getBytes(StandardCharsets.UTF_8);
  }
}
