package org.noisystudent.selftraining;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.noisystudent.augment.Augmentation;
import org.noisystudent.checkpoint.Checkpoints;
import org.noisystudent.checkpoint.TrainedModel;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.PseudoLabelConfig.Labels;
import org.noisystudent.config.ResolvedConfig;
import org.noisystudent.config.TrainConfig;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.SeedStream;
import org.noisystudent.data.TeacherView;
import org.noisystudent.data.TrainingInput;
import org.noisystudent.device.Device;
import org.noisystudent.export.ModelExport;
import org.noisystudent.export.TrainedNetwork;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.ComputePlan;
import org.noisystudent.model.FrozenLayers;
import org.noisystudent.model.Replication;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.storage.Json;
import org.noisystudent.train.OnlineTeacher;
import org.noisystudent.train.TrainStep;
import org.noisystudent.trainer.Trainer;

/** Trains one network and exports it; the same for teachers, students and controls. */
public final class ModelTraining {
  private final Task task;
  private final ExperimentConfig experiment;
  private final Surroundings around;
  private final Architecture architecture;
  private final FrozenLayers frozen;
  private final String before;

  /**
   * What is trained on what.
   *
   * @param name of the model, such as {@code student-1}
   * @param config how
   * @param seed every random choice of the training follows from it
   * @param labeled the labeled images
   * @param pseudoLabeled the images that a teacher labeled
   * @param validation labeled images that pick the best checkpoint
   * @param classNames by class number
   * @param parent hash of the teacher, empty where there is none
   * @param online the teacher that labels within the step, where it does
   */
  public record Task(
      String name,
      TrainingConfig config,
      long seed,
      ImageSource labeled,
      Optional<ImageSource> pseudoLabeled,
      Optional<ImageSource> validation,
      List<String> classNames,
      String parent,
      Optional<Online> online) {
    /** Copies the names. */
    public Task {
      classNames = List.copyOf(classNames);
    }
  }

  /**
   * A teacher that labels within the step.
   *
   * @param network its network, as the config says
   * @param model its SavedModel
   */
  public record Online(OnlineTeacher network, Path model) {}

  /** Creates a training of an experiment. */
  public ModelTraining(Task task, ExperimentConfig experiment, Surroundings around) {
    this(task, experiment, around, FrozenLayers.none(), "");
    FrozenLayers.of(task.config().resolutionFix(), architecture); // not only when it is its turn
  }

  private ModelTraining(
      Task task,
      ExperimentConfig experiment,
      Surroundings around,
      FrozenLayers frozen,
      String before) {
    this.task = task;
    this.experiment = experiment;
    this.around = around;
    this.architecture = Architecture.of(task.config().model(), experiment.data().classes());
    this.frozen = frozen;
    this.before = before;
  }

  /** Trains, taking up what an earlier try left, and returns the paths of the checkpoints. */
  public List<String> train(Trainer.Start start) {
    if (task.config().train().evaluateEvery() == 0) {
      return train(start, Optional.empty());
    }
    ImageSource images = task.validation().orElseThrow();
    Inference inference = new Inference(experiment, around.corrupt());
    try (Validation validation =
        new Validation(
            network(),
            inference.benchmark(
                "validation", images, task.config().augment(), architecture.resolution()))) {
      return train(start, Optional.of(validation));
    }
  }

  /**
   * Goes on from what {@link #train} left, at the resolution of the fix, taking up what an earlier
   * try left; returns the paths of the checkpoints. It starts from the averages of the checkpoint
   * that would be exported.
   */
  public List<String> fixResolution() {
    Task fix =
        new Task(
            fixOf(task.name()),
            task.config().atFixedResolution(),
            SeedStream.RESOLUTION_FIX.of(task.seed()),
            task.labeled(),
            Optional.empty(),
            task.validation(),
            task.classNames(),
            task.parent(),
            Optional.empty());
    FrozenLayers layers = FrozenLayers.of(task.config().resolutionFix(), architecture);
    return new ModelTraining(fix, experiment, around, layers, identity())
        .train(new TrainedStart(architecture, checkpoints(task.name(), around)));
  }

  /** Returns what runs the steps. */
  private ComputePlan.Runner runner(boolean canCompile) {
    DeviceConfig device = experiment.device();
    if (device.compiles() && canCompile) {
      return ComputePlan.Runner.COMPILER;
    }
    return device.fuses() ? ComputePlan.Runner.CPU_SESSION : ComputePlan.Runner.SESSION;
  }

  private List<String> train(Trainer.Start start, Optional<Validation> validation) {
    TrainingConfig config = task.config();
    boolean hard = config.pseudoLabel().labels() == Labels.HARD;
    Replication replication = around.devices().replication(config.train().batchNormReplicas());
    TrainStep step =
        TrainStep.build(
            architecture,
            config.train(),
            config.noise(),
            hard,
            frozen,
            task.online().map(Online::network),
            replication,
            ComputePlan.of(config.train(), architecture, runner(replication.sums().isCompiled())));
    TrainingInput input = input();
    try (Device device = around.devices().open(step, input, around.corrupt())) {
      Trainer.Plan plan =
          new Trainer.Plan(
              task.name(),
              identity(),
              description(),
              config.train(),
              SeedStream.WEIGHTS.of(task.seed()),
              input.labeledBatch() + input.unlabeledBatch(),
              validation.map(score -> score));
      return new Trainer(
              plan,
              device,
              checkpoints(task.name(), around),
              new Trainer.Log(
                  around.storage(),
                  RunDirectory.METRICS,
                  RunDirectory.events(task.name()),
                  around.listener(),
                  around.clock()))
          .run(task.online().<Trainer.Start>map(t -> new OnlineStart(t, start)).orElse(start));
    }
  }

  private TrainingInput input() {
    TrainingConfig config = task.config();
    TrainConfig train = config.train();
    int resolution = architecture.resolution();
    return new TrainingInput(
        task.labeled(),
        task.pseudoLabeled(),
        train.labeledBatch(),
        task.pseudoLabeled().isPresent() ? train.unlabeledBatch() : 0,
        architecture.classes(),
        resolution,
        Augmentation.training(config.augment(), config.noise().randAugment(), resolution),
        SeedStream.INPUT.of(task.seed()),
        experiment.data().imagesAtATime(),
        task.online().map(teacher -> view(teacher.network().architecture().resolution())));
  }

  /** Returns the images as they are evaluated: a teacher sees them without noise. */
  private TeacherView view(int resolution) {
    return new TeacherView(
        resolution, Augmentation.evaluation(task.config().augment(), resolution));
  }

  /**
   * Exports the best checkpoint of a model's last training, or the last one, and returns the
   * outputs that stay as they are: the card takes the model's measurements later.
   */
  public static List<String> export(String name, TrainingConfig config, Surroundings around) {
    String path = RunDirectory.savedModel(name);
    String last = config.resolutionFix().isOn() ? fixOf(name) : name;
    try (Checkpoints.Restored restored = checkpoints(last, around).toExport()) {
      ModelExport.publish(restored, around.storage(), path, around.clock());
    }
    return List.of(path + "/saved_model.pb", path + "/variables");
  }

  private TrainedModel description() {
    Map<String, String> hashes = new TreeMap<>();
    hashes.put("labeled", task.labeled().fingerprint());
    task.pseudoLabeled().ifPresent(images -> hashes.put("pseudoLabeled", images.fingerprint()));
    return new TrainedModel(
        task.config().model(),
        architecture.classes(),
        task.classNames(),
        task.config().augment().evaluationCrop(),
        Json.tree(new ResolvedConfig(experiment).tree()),
        hashes,
        task.parent());
  }

  /** Returns the hash of all that the weights follow from. */
  private String identity() {
    String all =
        task.name()
            + task.config()
            + task.seed()
            + task.labeled().fingerprint()
            + task.pseudoLabeled().map(ImageSource::fingerprint).orElse("")
            + experiment.device().withoutPlace()
            + task.online().map(teacher -> task.parent()).orElse("")
            + before;
    return Hashing.sha256().hashString(all, StandardCharsets.UTF_8).toString();
  }

  /** Returns the name of the training that fixes a model's resolution. */
  private static String fixOf(String name) {
    return name + "-resolution-fix";
  }

  private TrainedNetwork network() {
    return around.devices().open(architecture, task.config().augment().evaluationCrop());
  }

  private static Checkpoints checkpoints(String name, Surroundings around) {
    return new Checkpoints(around.storage(), RunDirectory.checkpoints(name));
  }
}
