package org.noisystudent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import org.noisystudent.report.Report;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.run.RunPlace;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The report of a run, once more, finished or not. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Writes report.html and report.json of a run again, and prints its results.",
    footer = {"", "Example:", "  ./noisystudent report runs/first"})
final class ReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN_DIR", description = "a folder that `run` made, or gs://BUCKET/PATH")
  private GivenPlace runDir;

  @Option(names = "--json", description = "print report.json")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (!runDir.isRemote() && !Files.isDirectory(runDir.local())) {
      throw new UserErrorException(Kind.DATA, runDir + ": no such run directory");
    }
    JsonNode report;
    try (RunPlace place = runDir.open(spec.commandLine().getErr()::println)) {
      report = new Report(place.storage()).write();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(new String(Json.document(report), StandardCharsets.UTF_8));
      out.flush();
    } else {
      boolean measured = !report.path("stages").isEmpty();
      out.println(measured ? ResultsTable.of(report) : "no model has been measured yet");
      spec.commandLine().getErr().println("written: " + runDir.resolve(RunDirectory.REPORT_HTML));
    }
    return 0;
  }
}
