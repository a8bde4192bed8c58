package org.noisystudent.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.noisystudent.config.PseudoLabelConfig;
import org.noisystudent.config.PseudoLabelConfig.Labels;
import org.noisystudent.config.PseudoLabelConfig.Storage;
import org.noisystudent.pseudolabel.ScoreFiles;
import org.noisystudent.pseudolabel.Selection;
import org.noisystudent.run.Provenance;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.LocalRunStorage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How fast, and in how much memory, pseudo-labels are selected from very many scores. */
@Command(
    name = "select",
    mixinStandardHelpOptions = true,
    description = {
      "Makes scores of as many images as asked for, selects from them as `select` does before it",
      "writes images, checks some classes by sorting, and measures time and heap.",
      "300 million images take 2.4 GB in --dir, which is deleted afterwards."
    },
    footer = {
      "",
      "Example:",
      "  NOISYSTUDENT_JAVA_OPTS=-Xmx2g ./noisystudent bench select",
      "  ./noisystudent bench select --images 1000000 --per-class 1000"
    })
final class SelectBenchCommand implements Callable<Integer> {
  private static final int READ_BYTES = 1 << 20;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "300000000",
      description = "scored images (default: ${DEFAULT-VALUE})")
  private int images;

  @Option(
      names = "--classes",
      paramLabel = "N",
      defaultValue = "1000",
      description = "classes (default: ${DEFAULT-VALUE})")
  private int classes;

  @Option(
      names = "--per-class",
      paramLabel = "N",
      defaultValue = "130000",
      description = "images to select of each class (default: ${DEFAULT-VALUE})")
  private int perClass;

  @Option(
      names = "--min-confidence",
      paramLabel = "X",
      defaultValue = "0.3",
      description = "scores below are dropped (default: ${DEFAULT-VALUE})")
  private double minConfidence;

  @Option(
      names = "--selection",
      paramLabel = "MODE",
      defaultValue = "exact",
      description = "exact or reference (default: ${DEFAULT-VALUE})")
  private PseudoLabelConfig.Selection mode;

  @Option(
      names = "--shards",
      paramLabel = "N",
      defaultValue = "128",
      description = "files of scores (default: ${DEFAULT-VALUE})")
  private int shards;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "3",
      description = "how often to select; each time is printed (default: ${DEFAULT-VALUE})")
  private int repeat;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "the scores follow from it (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "runs/bench-select",
      description = "where the scores go; must not exist yet (default: ${DEFAULT-VALUE})")
  private Path folder;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = "benchmarks/results",
      description = "where the result is kept (default: ${DEFAULT-VALUE})")
  private Path results;

  @Spec private CommandSpec spec;

  /**
   * What was measured.
   *
   * @param images scored images
   * @param classes classes
   * @param perClass images wanted of each class
   * @param selection how they were chosen
   * @param scoreBytes size of the score files
   * @param seconds time of each selection
   * @param readSeconds time of each reading of all score files, in turns with the selections;
   *     results before 2026-11-30 have none
   * @param imagesPerSecond by the median time
   * @param maxHeapBytes the most that the heap may take
   * @param peakHeapBytes the most that it took: the sum of the peaks of its parts
   * @param unique distinct images selected
   * @param copies images selected, copies counted
   * @param checkedClasses classes that were compared with a sorted list, without a difference
   * @param environment the machine
   */
  record Result(
      int images,
      int classes,
      int perClass,
      String selection,
      long scoreBytes,
      List<Double> seconds,
      List<Double> readSeconds,
      double imagesPerSecond,
      long maxHeapBytes,
      long peakHeapBytes,
      int unique,
      long copies,
      List<Integer> checkedClasses,
      Provenance environment) {}

  @Override
  public Integer call() throws IOException {
    if (images < 1 || classes < 2 || perClass < 1 || shards < 1 || repeat < 1) {
      throw new UserErrorException(
          Kind.USAGE,
          "--images (%d), --per-class (%d), --shards (%d) and --repeat (%d) must be >= 1, --classes (%d) >= 2"
              .formatted(images, perClass, shards, repeat, classes));
    }
    if (Files.exists(folder)) {
      throw new UserErrorException(
          Kind.DATA, "--dir (" + folder + ") must not exist yet: delete it or name another");
    }
    Files.createDirectories(folder);
    try {
      measure();
    } finally {
      new LocalRunStorage(folder).delete("");
    }
    return 0;
  }

  private void measure() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, "making the scores of %,d images...%n", images);
    out.flush();
    List<Path> files = new MadeScores(images, classes, shards, seed).write(folder);
    ScoreFiles scores = ScoreFiles.open(files, classes);
    List<Double> seconds = new ArrayList<>();
    List<Double> readSeconds = new ArrayList<>();
    heap().forEach(MemoryPoolMXBean::resetPeakUsage);
    Selection selection = Selection.select(scores, config(), seed);
    for (int i = 0; i < repeat; i++) {
      long begin = System.nanoTime();
      selection = Selection.select(scores, config(), seed);
      seconds.add((System.nanoTime() - begin) / 1e9);
      begin = System.nanoTime();
      read(files);
      readSeconds.add((System.nanoTime() - begin) / 1e9);
      out.printf(
          Locale.ROOT,
          "selected in %.2f s, %,.0f images/s; the files are read in %.2f s%n",
          seconds.get(i),
          images / seconds.get(i),
          readSeconds.get(i));
      out.flush();
    }
    long peak = heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    Result result = result(files, scores, selection, seconds, readSeconds, peak);
    String name = "select-%s-%d.json".formatted(result.selection(), images);
    new LocalRunStorage(results).publish(name, Json.document(result));
    out.printf(
        Locale.ROOT,
        "%,d selected, %,d with copies; %,.0f images/s; heap at most %,d MiB of %,d; "
            + "%skept in %s%n",
        result.unique(),
        result.copies(),
        result.imagesPerSecond(),
        peak >> 20,
        result.maxHeapBytes() >> 20,
        result.checkedClasses().isEmpty()
            ? ""
            : "classes " + result.checkedClasses() + " are those of a sorted list; ",
        results.resolve(name));
    out.flush();
  }

  private Result result(
      List<Path> files,
      ScoreFiles scores,
      Selection selection,
      List<Double> seconds,
      List<Double> readSeconds,
      long peak) {
    List<Integer> checked = new ArrayList<>();
    if (mode == PseudoLabelConfig.Selection.EXACT) {
      SortedClasses sorted = new SortedClasses(scores, minConfidence, perClass);
      for (int label : SortedClasses.some(classes)) {
        sorted.check(selection, label);
        checked.add(label);
      }
    }
    double median = seconds.stream().sorted().toList().get(repeat / 2);
    return new Result(
        images,
        classes,
        perClass,
        mode.name().toLowerCase(Locale.ROOT),
        files.stream().mapToLong(SelectBenchCommand::size).sum(),
        seconds,
        readSeconds,
        images / median,
        Runtime.getRuntime().maxMemory(),
        peak,
        selection.unique(),
        selection.total(),
        checked,
        Provenance.current(Path.of(""), Clock.systemUTC()));
  }

  private PseudoLabelConfig config() {
    return new PseudoLabelConfig(
        Labels.SOFT,
        1,
        Storage.FLOAT32,
        10,
        minConfidence,
        mode,
        perClass,
        true,
        false,
        0,
        false,
        1,
        shards,
        List.of(),
        "",
        false,
        false);
  }

  private static List<MemoryPoolMXBean> heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  /** Reads files from one end to the other, as fast as one thread can. */
  private static void read(List<Path> files) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    for (Path file : files) {
      try (FileChannel channel = FileChannel.open(file)) {
        while (channel.read(buffer.clear()) >= 0) {
          // the bytes are of no interest
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
