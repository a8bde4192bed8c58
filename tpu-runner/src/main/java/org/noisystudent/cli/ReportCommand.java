package org.noisystudent.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The report of a run, once more. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Writes report.html and report.json of a run again.",
    footer = {"", "Example:", "  ./noisystudent report runs/first"})
final class ReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN_DIR", description = "a folder that `run` made")
  private Path runDir;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Override
  public Integer call() {
    throw new UnsupportedOperationException("ENGINE: report: " + Arrays.asList(runDir, json));
  }
}
