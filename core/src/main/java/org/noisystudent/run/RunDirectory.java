package org.noisystudent.run;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.ResolvedConfig;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.savedmodel.ProgramVersion;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.ReadOnlyRunStorage;
import org.noisystudent.storage.RunStorage;

/**
 * A run directory, held by this process alone until it is closed, or by the first one of several
 * that work on it together: what is where in it, and whose config it is.
 */
public final class RunDirectory implements AutoCloseable {
  /** The config of the run, whole. */
  public static final String CONFIG = "resolved-config.yaml";

  /** What the run was made with. */
  public static final String PROVENANCE = "provenance.json";

  private static final String OPENED = "the run directory";

  /** The numbers of the trainings. */
  public static final String METRICS = "metrics.jsonl";

  /** The results for programs. */
  public static final String REPORT_JSON = "report.json";

  /** The results for people. */
  public static final String REPORT_HTML = "report.html";

  private final RunStorage storage;
  private final Optional<RunPlace.Lock> lock;
  private final boolean resumed;

  private RunDirectory(RunStorage storage, Optional<RunPlace.Lock> lock, boolean resumed) {
    this.storage = storage;
    this.lock = lock;
    this.resumed = resumed;
  }

  /**
   * Opens a run directory, new or begun earlier by the same config, or by one that asked for fewer
   * students.
   *
   * @param place stays the caller's to close, after the directory
   * @param config the resolved config, YAML
   * @param provenance stored when the directory is new
   */
  public static RunDirectory open(RunPlace place, String config, Provenance provenance) {
    RunPlace.Lock lock = place.lock();
    try {
      RunStorage storage = place.storage();
      boolean resumed = storage.exists(CONFIG);
      if (resumed) {
        takeUp(place, storage, config);
      } else {
        refuseForeign(place, storage);
        storage.publish(PROVENANCE, Json.document(provenance));
        storage.publish(CONFIG, config.getBytes(StandardCharsets.UTF_8));
      }
      return new RunDirectory(storage, Optional.of(lock), resumed);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Opens a run directory on the disk; as above. */
  public static RunDirectory open(Path place, String config, Provenance provenance) {
    return open(RunPlace.of(place), config, provenance);
  }

  /**
   * Opens a run directory that several processes share: as above by the one that writes, then by
   * the others, whose storage drops what they write.
   */
  public static RunDirectory open(
      RunPlace place, String config, Provenance provenance, ProcessGroup processes) {
    boolean resumed = place.storage().exists(CONFIG);
    String hash = Hashing.sha256().hashString(config, StandardCharsets.UTF_8).toString();
    processes.agree("the config", hash + ", program " + ProgramVersion.current());
    if (!processes.writes()) {
      processes.barrier(OPENED);
      return followed(place, config, resumed);
    }
    RunDirectory opened = open(place, config, provenance);
    try {
      processes.barrier(OPENED);
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** Opens a run directory on the disk that several processes share; as above. */
  public static RunDirectory open(
      Path place, String config, Provenance provenance, ProcessGroup processes) {
    return open(RunPlace.of(place), config, provenance, processes);
  }

  private static RunDirectory followed(RunPlace place, String config, boolean resumed) {
    RunStorage storage = new ReadOnlyRunStorage(place.storage());
    if (!storage.exists(CONFIG) || !differences(storage, config).isEmpty()) {
      throw new UserErrorException(
          Kind.DATA,
          place
              + " must be a folder that all processes see: it does not hold the "
              + CONFIG
              + " that the first process has put there");
    }
    return new RunDirectory(storage, Optional.empty(), resumed);
  }

  /** Returns the storage of the directory. */
  public RunStorage storage() {
    return storage;
  }

  /** Returns whether the run was begun earlier. */
  public boolean isResumed() {
    return resumed;
  }

  /** Returns the folder of the checkpoints of a model such as {@code student-1}. */
  public static String checkpoints(String model) {
    return "checkpoints/" + model;
  }

  /** Returns the folder of a model's SavedModel. */
  public static String savedModel(String model) {
    return "savedmodels/" + model;
  }

  /** Returns the folder of a model's TensorBoard event files. */
  public static String events(String model) {
    return "tensorboard/" + model;
  }

  /** Returns the file of a model's evaluation. */
  public static String evaluation(String model) {
    return "evaluations/" + model + ".json";
  }

  /** Returns the folder of the teacher's predictions in an iteration. */
  public static String predictions(int iteration) {
    return pseudoLabels(iteration) + "/predictions";
  }

  /** Returns the folder of the scorer's predictions in an iteration. */
  public static String scorerPredictions(int iteration) {
    return pseudoLabels(iteration) + "/scorer";
  }

  /** Returns the folder of the pseudo-labeled shards of an iteration. */
  public static String selectedShards(int iteration) {
    return pseudoLabels(iteration) + "/selected";
  }

  /** Returns the file of the figures of a selection. */
  public static String selection(int iteration) {
    return pseudoLabels(iteration) + "/selection.json";
  }

  /** Returns the file of the example images of a selection. */
  public static String examples(int iteration) {
    return pseudoLabels(iteration) + "/examples.json";
  }

  @Override
  public void close() {
    lock.ifPresent(RunPlace.Lock::close);
  }

  private static String pseudoLabels(int iteration) {
    return "pseudolabels/iteration-" + iteration;
  }

  /** Accepts the config that the run was begun with, and one that only goes further. */
  private static void takeUp(RunPlace place, RunStorage storage, String ours) {
    List<String> differences = differences(storage, ours);
    if (differences.isEmpty()) {
      return;
    }
    if (!ConfigDifferences.onlyGoFurther(config(storage), ours)) {
      throw new UserErrorException(
          Kind.USAGE,
          place
              + " was made by another config ("
              + String.join("; ", differences)
              + "): name another --run-dir, or change the config back");
    }
    // the report tells of what the config asks for, even where all that it asks for is done
    storage.delete(REPORT_JSON);
    storage.delete(REPORT_HTML);
    storage.publish(CONFIG, ours.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> differences(RunStorage storage, String ours) {
    return ConfigDifferences.between(config(storage), ours);
  }

  /**
   * Returns a run's config as YAML, with the defaults of the keys that came after it was written.
   */
  public static String config(RunStorage storage) {
    String config = new String(storage.read(CONFIG), StandardCharsets.UTF_8);
    try {
      return new ResolvedConfig(ConfigLoader.parse(config, CONFIG)).yaml();
    } catch (UserErrorException e) {
      return config; // of a program with other keys or rules: the differences will tell
    }
  }

  private static void refuseForeign(RunPlace place, RunStorage storage) {
    List<String> there = storage.list("");
    // Only the provenance may be there: a crash between it and the config.
    if (!there.isEmpty() && !there.equals(List.of(PROVENANCE))) {
      throw new UserErrorException(
          Kind.USAGE,
          place
              + " is not empty and not a run directory (it has no "
              + CONFIG
              + "): name another --run-dir");
    }
  }
}
