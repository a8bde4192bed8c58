package org.noisystudent.reproduction;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.noisystudent.bench.KeptRuns;
import org.noisystudent.bench.StudyOptions;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.LocalRunStorage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the paper's studies at a small scale, and makes their table and page from what is kept. */
@Command(
    name = "reproduce",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the paper's studies on Fashion-MNIST and makes docs/reproduction.md and",
      "docs/reproduction.html from the reports that are kept. A run whose config is there",
      "already is not run again; one that was cut short goes on where it was. The pages are of all",
      "seeds that are kept; robustness is measured where base and no-noise are both asked for."
    },
    footer = {
      "",
      "Example:",
      "  ./noisystudent bench reproduce --rows base,no-noise --seeds 1,2,3 --max-minutes 60"
    })
public final class ReproduceCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(30);

  @Option(
      names = "--rows",
      paramLabel = "ID",
      split = ",",
      description = "rows to run (default: all)")
  private List<String> rows = new ArrayList<>();

  @Mixin private StudyOptions study;

  @Option(
      names = "--max-minutes",
      paramLabel = "N",
      defaultValue = "100000",
      description = "start no run after so many minutes")
  private long maxMinutes;

  @Option(
      names = "--results",
      paramLabel = "DIR",
      defaultValue = "benchmarks/results/reproduction",
      description = "where reports are kept (default: ${DEFAULT-VALUE})")
  private Path results;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "runs/reproduction",
      description = "where the run directories go (default: ${DEFAULT-VALUE})")
  private Path runs;

  @Option(
      names = "--pages",
      paramLabel = "DIR",
      defaultValue = "docs",
      description = "where the pages go (default: ${DEFAULT-VALUE})")
  private Path pages;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<StudyRow> all = Studies.all();
    checkRows(all);
    KeptRuns kept = new KeptRuns(results);
    RobustnessStudy robustness = new RobustnessStudy(results.resolve("robustness"), kept);
    if (!study.tableOnly()) {
      run(all, kept, robustness);
    }
    Map<String, RowResult> found = new LinkedHashMap<>();
    for (StudyRow row : all) {
      found.put(row.id(), RowResult.read(row, kept));
    }
    publish("reproduction.md", new ReproductionTable(found, robustness).text());
    publish("reproduction.html", new ReproductionPage(found, robustness).text());
    return 0;
  }

  private void checkRows(List<StudyRow> all) {
    List<String> ids = all.stream().map(StudyRow::id).toList();
    for (String row : rows) {
      if (!ids.contains(row)) {
        throw new UserErrorException(
            Kind.USAGE, "--rows (%s) must be among %s".formatted(row, String.join(", ", ids)));
      }
    }
  }

  /** Runs a seed of all rows before the next seed: what is there is comparable at any time. */
  private void run(List<StudyRow> all, KeptRuns kept, RobustnessStudy robustness)
      throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Instant end = Instant.now().plus(Duration.ofMinutes(maxMinutes));
    for (long seed : study.seeds()) {
      for (StudyRow row : all) {
        if (!rows.isEmpty() && !rows.contains(row.id())) {
          continue;
        }
        if (Instant.now().isAfter(end)) {
          err.println("--max-minutes (" + maxMinutes + ") are over");
          return;
        }
        if (!kept.has(row.run(seed), ConfigLoader.load(Studies.CONFIG, row.overrides(seed)))) {
          if (row.needsMixture()) {
            MixedImages.make(Studies.DATA, err);
          }
          err.println(row.command(seed));
          kept.run(
              row.run(seed), Studies.CONFIG, row.overrides(seed), row.teacherOf(seed), runs, LIMIT);
          err.println("kept " + kept.file(row.run(seed)));
        }
        boolean compared = rows.isEmpty() || rows.containsAll(RobustnessStudy.ROWS);
        if (compared && RobustnessStudy.ROWS.contains(row.id())) {
          robustness.measure(row.run(seed), runs, err);
        }
      }
    }
  }

  private void publish(String page, String text) throws IOException {
    Files.createDirectories(pages);
    new LocalRunStorage(pages.toAbsolutePath())
        .publish(page, text.getBytes(StandardCharsets.UTF_8));
    spec.commandLine().getErr().println("wrote " + pages.resolve(page));
  }
}
