package org.noisystudent.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.noisystudent.evaluation.Evaluation;
import org.noisystudent.pseudolabel.SelectionExamples;
import org.noisystudent.pseudolabel.SelectionStatistics;
import org.noisystudent.report.RunResults.Iteration;
import org.noisystudent.report.RunResults.Model;
import org.noisystudent.report.RunResults.Point;
import org.noisystudent.report.RunResults.Series;
import org.noisystudent.run.Provenance;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.run.RunJournal;
import org.noisystudent.run.RunModel;
import org.noisystudent.run.RunModel.Role;
import org.noisystudent.run.Stage;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.RunStorage;
import org.noisystudent.trainer.MetricsLog;

/** Reads what a report tells from the files of a run directory, finished or not. */
final class ReportReader {
  private final RunStorage storage;

  ReportReader(RunStorage storage) {
    this.storage = storage;
  }

  RunResults read() {
    if (!storage.exists(RunDirectory.CONFIG)) {
      throw new UserErrorException(
          Kind.DATA,
          storage.name("") + " is not a run directory: it has no " + RunDirectory.CONFIG);
    }
    JsonNode config = config();
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (RunJournal.Entry entry : RunJournal.read(storage)) {
      if (entry.state() == RunJournal.State.FINISHED && isCounted(entry.stage(), config)) {
        seconds.put(entry.stage(), entry.seconds());
      }
    }
    return new RunResults(
        config,
        read(RunDirectory.PROVENANCE, Provenance.class),
        models(config, seconds),
        iterations(),
        seconds.values().stream().mapToDouble(Double::doubleValue).sum());
  }

  /**
   * Returns whether a stage's time is part of the run's. Not the report's own: it is the same
   * whenever it is written. Nor that of a control which the config no longer asks for: a run that
   * went on leaves it behind.
   */
  private static boolean isCounted(String stage, JsonNode config) {
    List<RunModel> asked = asked(config);
    return !stage.equals(new Stage.Report().name())
        && IntStream.rangeClosed(1, asked.size())
            .mapToObj(RunModel::control)
            .filter(control -> !asked.contains(control))
            .noneMatch(control -> stage.startsWith(control.name() + "/"));
  }

  private List<Model> models(JsonNode config, Map<String, Double> seconds) {
    List<JsonNode> metrics = MetricsLog.lines(storage, RunDirectory.METRICS);
    List<Model> models = new ArrayList<>();
    for (RunModel model : asked(config)) {
      String name = model.name();
      if (!storage.exists(RunDirectory.evaluation(name))) {
        continue; // not measured yet
      }
      models.add(
          new Model(
              model,
              variant(config, model),
              read(RunDirectory.evaluation(name), Evaluation.class),
              seconds.getOrDefault(new Stage.Train(model).name(), 0.0)
                  + seconds.getOrDefault(new Stage.FixResolution(model).name(), 0.0),
              losses(metrics, name)));
    }
    return models;
  }

  /** Returns the models that a config asks for: the teacher, the students, the control. */
  private static List<RunModel> asked(JsonNode config) {
    JsonNode loop = config.path("selfTraining");
    int students = loop.path("students").size();
    List<RunModel> models = new ArrayList<>(List.of(RunModel.teacher()));
    for (int i = 1; i <= students; i++) {
      models.add(RunModel.student(i));
    }
    if (loop.path("control").asBoolean(false)) {
      models.add(RunModel.control(students));
    }
    return models;
  }

  private List<Iteration> iterations() {
    List<Iteration> iterations = new ArrayList<>();
    for (int i = 1; storage.exists(RunDirectory.selection(i)); i++) {
      Optional<SelectionExamples> examples =
          storage.exists(RunDirectory.examples(i))
              ? Optional.of(read(RunDirectory.examples(i), SelectionExamples.class))
              : Optional.empty();
      iterations.add(
          new Iteration(i, read(RunDirectory.selection(i), SelectionStatistics.class), examples));
    }
    return iterations;
  }

  /** Every number of a stage's metrics that is a loss. */
  private static List<Series> losses(List<JsonNode> metrics, String stage) {
    Map<String, List<Point>> curves = new LinkedHashMap<>();
    for (JsonNode line : metrics) {
      if (line.path("stage").asText().equals(stage)) {
        double step = line.path("step").asDouble();
        for (Map.Entry<String, JsonNode> number : line.properties()) {
          boolean loss = number.getKey().toLowerCase(Locale.ROOT).endsWith("loss");
          if (loss && number.getValue().isNumber()) {
            curves
                .computeIfAbsent(number.getKey(), name -> new ArrayList<>())
                .add(new Point(step, number.getValue().asDouble()));
          }
        }
      }
    }
    return curves.entrySet().stream().map(e -> new Series(e.getKey(), e.getValue())).toList();
  }

  /** The variant of a model: of its own stage, or else of the experiment. */
  private static String variant(JsonNode config, RunModel model) {
    JsonNode loop = config.path("selfTraining");
    boolean teacher = model.role() == Role.TEACHER;
    if (teacher && !loop.path("teacherModel").asText("").isEmpty()) {
      return "";
    }
    JsonNode own =
        teacher ? loop.path("teacher") : loop.path("students").path(model.iteration() - 1);
    String variant = own.path("model").path("variant").asText("");
    return variant.isEmpty() ? config.path("model").path("variant").asText("") : variant;
  }

  private JsonNode config() {
    try {
      return new YAMLMapper().readTree(RunDirectory.config(storage));
    } catch (IOException e) {
      throw new UserErrorException(
          Kind.DATA, storage.name(RunDirectory.CONFIG) + " is not YAML", e);
    }
  }

  private <T> T read(String path, Class<T> type) {
    return Json.read(storage.name(path), storage.read(path), type);
  }
}
