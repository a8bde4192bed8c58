package org.noisystudent.selftraining;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.SelfTrainingConfig;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.data.DataSets;
import org.noisystudent.data.DataSplit;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageSources;
import org.noisystudent.data.SeedStream;
import org.noisystudent.model.Architecture;
import org.noisystudent.report.Report;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.run.RunJournal;
import org.noisystudent.run.RunModel;
import org.noisystudent.run.RunModel.Role;
import org.noisystudent.run.Stage;
import org.noisystudent.run.StageRunner;
import org.noisystudent.run.Stages;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.savedmodel.ContentHash;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.RemoteFiles;
import org.noisystudent.storage.RunStorage;
import org.noisystudent.train.OnlineTeacher;
import org.noisystudent.trainer.Trainer;

/**
 * The loop (paper algorithm 1): train a teacher; for each student, label the unlabeled images with
 * the teacher, select, train the student on both; the student is the next teacher. Each stage takes
 * its input from the run directory alone.
 *
 * <p>Several processes may do a run together: all train and measure, each labels a part of the
 * images, one writes.
 */
public final class SelfTraining {
  private final ExperimentConfig experiment;
  private final Surroundings around;
  private final RunStorage storage;
  private final Trust trust;
  private final ImageSources sources;
  private final DataSplit data;

  /**
   * Opens the data of a run.
   *
   * @param experiment whose sizes were checked: {@link StudentSizes}
   * @param trust whether a SavedModel given as the teacher may do as it likes
   * @throws org.noisystudent.savedmodel.UserErrorException if the data do not fit the config;
   *     nothing is trained then
   */
  public SelfTraining(ExperimentConfig experiment, Surroundings around, Trust trust) {
    this.experiment = experiment;
    this.around = around;
    this.storage = around.storage();
    this.trust = trust;
    this.sources =
        new ImageSources(experiment.data(), Optional.of(around.index()), around.corrupt());
    this.data = DataSets.split(experiment.data(), experiment.seed(), sources);
  }

  /** Does every stage that is not done yet, and returns the content of {@code report.json}. */
  public JsonNode run() {
    RunJournal journal = new RunJournal(storage, around.clock());
    if (around.processes().share().count() > 1) {
      around.processes().agree("the data", data.fingerprint());
    }
    new StageRunner(storage, journal, around.clock(), around.listener(), around.processes())
        .run(Stages.of(experiment.selfTraining()), this::work);
    around.processes().part();
    return Json.tree(RunDirectory.REPORT_JSON, storage.read(RunDirectory.REPORT_JSON));
  }

  private List<String> work(Stage stage) {
    boolean writesOnly =
        stage instanceof Stage.Export
            || stage instanceof Stage.Select
            || stage instanceof Stage.Report;
    return writesOnly
        ? around.processes().alone(stage.name(), () -> outputs(stage)).orElse(List.of())
        : outputs(stage);
  }

  private List<String> outputs(Stage stage) {
    if (stage instanceof Stage.LoadTeacher) {
      return loadTeacher();
    }
    if (stage instanceof Stage.Train train) {
      return training(train.model()).train(start(train.model()));
    }
    if (stage instanceof Stage.FixResolution fix) {
      return training(fix.model()).fixResolution();
    }
    if (stage instanceof Stage.Export export) {
      return ModelTraining.export(export.model().name(), config(export.model()), around);
    }
    if (stage instanceof Stage.Evaluate evaluate) {
      return evaluate(evaluate.model());
    }
    if (stage instanceof Stage.Score score) {
      TrainingConfig student = config(RunModel.student(score.iteration()));
      List<String> scorer = List.of(student.pseudoLabel().scorer());
      try (Teachers asked =
          new Teachers(experiment, around.devices()).withGiven(scorer, student.augment(), trust)) {
        return labeling(score.iteration()).score(asked);
      }
    }
    if (stage instanceof Stage.Label label) {
      TrainingConfig student = config(RunModel.student(label.iteration()));
      RunModel teacher = RunModel.teacherOf(label.iteration());
      try (Teachers asked = new Teachers(experiment, around.devices())) {
        if (student.pseudoLabel().noised()) {
          asked.withNoised(place(teacher), config(teacher), student);
        } else {
          asked
              .withOwn(place(teacher), student.augment(), trust)
              .withGiven(student.pseudoLabel().teachers(), student.augment(), trust);
        }
        return labeling(label.iteration()).label(asked);
      }
    }
    if (stage instanceof Stage.Select select) {
      return labeling(select.iteration()).select();
    }
    new Report(storage).write();
    return List.of(RunDirectory.REPORT_JSON, RunDirectory.REPORT_HTML);
  }

  private List<String> loadTeacher() {
    Path given = RemoteFiles.local(experiment.selfTraining().teacherModel());
    String path = RunDirectory.savedModel(RunModel.teacher().name());
    try (Classifier model = load(given)) {
      model.requireClasses(given, experiment.data().classes());
    }
    storage.publishFolder(path, folder -> FolderCopy.of(given, folder));
    return List.of(path);
  }

  private List<String> evaluate(RunModel model) {
    boolean given =
        model.role() == Role.TEACHER && !experiment.selfTraining().teacherModel().isEmpty();
    Measurement measurement =
        new Measurement(model.name(), config(model).augment(), experiment, around);
    try (Classifier classifier = load(place(model))) {
      measurement.measure(classifier, data);
    }
    return given || !around.processes().writes()
        ? List.of(measurement.path())
        : List.of(measurement.path(), measurement.addToCard());
  }

  private ModelTraining training(RunModel model) {
    TrainingConfig config = config(model);
    Optional<ImageSource> pseudoLabeled =
        config.train().unlabeledBatch() == 0
            ? Optional.empty()
            : Optional.of(selected(model.iteration()));
    return new ModelTraining(
        new ModelTraining.Task(
            model.name(),
            config,
            // a control starts as its student does
            SeedStream.MODEL.of(experiment.seed(), model.iteration()),
            data.labeled(),
            pseudoLabeled,
            data.validation(),
            data.classNames(),
            parent(model),
            online(model)),
        experiment,
        around);
  }

  /** Returns the teacher that labels within the step, where the config asks for that. */
  private Optional<ModelTraining.Online> online(RunModel model) {
    TrainingConfig config = config(model);
    if (!config.pseudoLabel().online() || config.train().unlabeledBatch() == 0) {
      return Optional.empty();
    }
    RunModel teacher = RunModel.teacherOf(model.iteration());
    return Optional.of(
        new ModelTraining.Online(
            new OnlineTeacher(
                Architecture.of(config(teacher).trainedModel(), experiment.data().classes()),
                config.pseudoLabel().temperature()),
            place(teacher)));
  }

  private ImageSource selected(int iteration) {
    Path shards = storage.locate(RunDirectory.selectedShards(iteration));
    return sources
        .open(new SourceConfig(SourceConfig.Format.TFRECORD, shards.toString(), ""), List.of())
        .images();
  }

  private TrainingConfig config(RunModel model) {
    SelfTrainingConfig loop = experiment.selfTraining();
    return switch (model.role()) {
      case TEACHER -> loop.teacher();
      case STUDENT -> loop.students().get(model.iteration() - 1);
      case CONTROL -> loop.students().get(model.iteration() - 1).control();
    };
  }

  private Trainer.Start start(RunModel model) {
    return model.role() != Role.TEACHER && config(model).train().warmStart()
        ? new WarmStart(place(RunModel.teacherOf(model.iteration())))
        : Trainer.Start.fromScratch();
  }

  private String parent(RunModel model) {
    return model.role() == Role.TEACHER
        ? ""
        : ContentHash.ofModel(place(RunModel.teacherOf(model.iteration())));
  }

  private Labeling labeling(int iteration) {
    return new Labeling(iteration, data, experiment, around);
  }

  private Classifier load(Path folder) {
    return around.devices().open(folder, trust);
  }

  private Path place(RunModel model) {
    return storage.locate(RunDirectory.savedModel(model.name()));
  }
}
