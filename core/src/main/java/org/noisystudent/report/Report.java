package org.noisystudent.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.noisystudent.evaluation.Evaluation;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.RunStorage;

/** Writes {@code report.json} and {@code report.html} of a run directory, at any time. */
public final class Report {
  private final RunStorage storage;

  /** Creates the report of a run directory. */
  public Report(RunStorage storage) {
    this.storage = storage;
  }

  /** Writes both files, in place of older ones, and returns the content of {@code report.json}. */
  public JsonNode write() {
    RunResults results = new ReportReader(storage).read();
    JsonNode json = Json.tree(json(results));
    storage.publish(RunDirectory.REPORT_JSON, Json.document(json));
    storage.publish(
        RunDirectory.REPORT_HTML, new HtmlReport(results).page().getBytes(StandardCharsets.UTF_8));
    return json;
  }

  private static Map<String, Object> json(RunResults results) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("config", results.config());
    report.put("seed", results.seed());
    report.put("environment", results.environment());
    report.put("commit", results.environment().commit());
    report.put("date", results.environment().date());
    report.put("stages", results.models().stream().map(Report::stage).toList());
    report.put("pseudoLabels", results.iterations().stream().map(Report::pseudoLabels).toList());
    report.put("wallSeconds", results.wallSeconds());
    return report;
  }

  private static Map<String, Object> stage(RunResults.Model model) {
    Evaluation evaluation = model.evaluation();
    Map<String, Object> stage = new LinkedHashMap<>();
    stage.put("name", model.name());
    stage.put("role", model.model().role().name().toLowerCase(Locale.ROOT));
    stage.put("variant", model.variant());
    stage.put("top1", evaluation.top1());
    stage.put("top5", evaluation.top5());
    stage.put("images", evaluation.images());
    stage.put("seconds", model.seconds());
    Json.map(Json.tree(evaluation)).forEach(stage::putIfAbsent);
    return stage;
  }

  private static Map<String, Object> pseudoLabels(RunResults.Iteration iteration) {
    Map<String, Object> labels = new LinkedHashMap<>();
    labels.put("iteration", iteration.iteration());
    for (String first : List.of("scored", "kept", "unique", "meanConfidence")) {
      labels.put(first, Json.tree(iteration.statistics()).get(first));
    }
    Json.map(Json.tree(iteration.statistics())).forEach(labels::putIfAbsent);
    return labels;
  }
}
