package org.noisystudent.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.ResolvedConfig;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.LocalRunStorage;
import org.noisystudent.storage.RunStorage;

/**
 * A run directory, held by this process alone until it is closed: what is where in it, and whose
 * config it is.
 */
public final class RunDirectory implements AutoCloseable {
  /** The config of the run, whole. */
  public static final String CONFIG = "resolved-config.yaml";

  /** What the run was made with. */
  public static final String PROVENANCE = "provenance.json";

  /** The numbers of the trainings. */
  public static final String METRICS = "metrics.jsonl";

  /** The results for programs. */
  public static final String REPORT_JSON = "report.json";

  /** The results for people. */
  public static final String REPORT_HTML = "report.html";

  private static final String LOCK = ".lock";
  private final RunStorage storage;
  private final FileChannel lockFile;
  private final boolean resumed;

  private RunDirectory(RunStorage storage, FileChannel lockFile, boolean resumed) {
    this.storage = storage;
    this.lockFile = lockFile;
    this.resumed = resumed;
  }

  /**
   * Opens a run directory, new or begun earlier by the same config, or by one that asked for fewer
   * students.
   *
   * @param config the resolved config, YAML
   * @param provenance stored when the directory is new
   */
  public static RunDirectory open(Path place, String config, Provenance provenance) {
    FileChannel lock = lock(place);
    try {
      RunStorage storage = new LocalRunStorage(place);
      boolean resumed = storage.exists(CONFIG);
      if (resumed) {
        takeUp(place, storage, config);
      } else {
        refuseForeign(place, storage);
        storage.publish(PROVENANCE, Json.document(provenance));
        storage.publish(CONFIG, config.getBytes(StandardCharsets.UTF_8));
      }
      return new RunDirectory(storage, lock, resumed);
    } catch (RuntimeException e) {
      release(lock);
      throw e;
    }
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
    release(lockFile);
  }

  private static String pseudoLabels(int iteration) {
    return "pseudolabels/iteration-" + iteration;
  }

  /** Accepts the config that the run was begun with, and one that only goes further. */
  private static void takeUp(Path place, RunStorage storage, String ours) {
    String theirs = completed(new String(storage.read(CONFIG), StandardCharsets.UTF_8));
    List<String> differences = ConfigDifferences.between(theirs, ours);
    if (differences.isEmpty()) {
      return;
    }
    if (!ConfigDifferences.onlyGoFurther(theirs, ours)) {
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

  /** Returns a config with the defaults of the keys that came after it was written. */
  private static String completed(String config) {
    try {
      return new ResolvedConfig(ConfigLoader.parse(config, CONFIG)).yaml();
    } catch (UserErrorException e) {
      return config; // of a program with other keys or rules: the differences will tell
    }
  }

  private static void refuseForeign(Path place, RunStorage storage) {
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

  /** The system frees the lock when the process ends, however it ends. */
  private static FileChannel lock(Path place) {
    FileChannel file;
    try {
      Files.createDirectories(place);
      file =
          FileChannel.open(
              place.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UserErrorException(
          Kind.DATA, place + " cannot be written: " + e + "; nothing was changed", e);
    }
    if (!isLocked(file)) {
      release(file);
      throw new UserErrorException(
          Kind.USAGE,
          place + " is in use by another process: wait for it, or name another --run-dir");
    }
    return file;
  }

  private static boolean isLocked(FileChannel file) {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, "the run directory cannot be locked: " + e, e);
    }
  }

  private static void release(FileChannel file) {
    try {
      file.close();
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, "the run directory's lock cannot be freed", e);
    }
  }
}
