package org.noisystudent.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.noisystudent.device.VariableValues;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.LocalRunStorage;
import org.noisystudent.storage.RunStorage;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * The checkpoints of one training: a folder {@code step-NNNNNNNNNN} for each of the last few, and
 * {@code best}. Each appears whole or not at all.
 *
 * <p>A training is taken up from the first of these that there is:
 *
 * <ol>
 *   <li>the last checkpoint that can be read and is of this very training;
 *   <li>the one before it, and so on;
 *   <li>else it starts anew.
 * </ol>
 */
public final class Checkpoints {
  private static final String STEP = "step-";
  private static final String BEST = "best";
  private static final String INFO = "checkpoint.json";
  private static final String VARIABLES = "variables";
  private final RunStorage storage;
  private final String folder;

  /** Opens a folder of a storage, which need not be there yet. */
  public Checkpoints(RunStorage storage, String folder) {
    this.storage = storage;
    this.folder = folder;
  }

  /** A checkpoint that was read; its values are the caller's to close. */
  public record Restored(Checkpoint checkpoint, String path, VariableValues values)
      implements AutoCloseable {
    @Override
    public void close() {
      values.close();
    }
  }

  /** Publishes the variables after a step, and returns the folder's path. */
  public String save(long step, String training, TrainedModel model, VariableValues values) {
    String path = path(STEP + String.format(Locale.ROOT, "%010d", step));
    publish(
        path, new Checkpoint(step, training, OptionalDouble.empty(), names(values), model), values);
    return path;
  }

  /** Publishes the variables as the best, if their score is higher than that of the best so far. */
  public boolean saveIfBest(
      long step, String training, TrainedModel model, double score, VariableValues values) {
    Optional<Checkpoint> best = best().filter(b -> b.training().equals(training));
    if (best.isPresent() && best.get().score().orElse(Double.NEGATIVE_INFINITY) >= score) {
      return false;
    }
    publish(
        path(BEST),
        new Checkpoint(step, training, OptionalDouble.of(score), names(values), model),
        values);
    return true;
  }

  /** Returns the best checkpoint so far. */
  public Optional<Checkpoint> best() {
    return storage.exists(path(BEST)) ? Optional.of(info(path(BEST))) : Optional.empty();
  }

  /** Removes all but the last checkpoints, and returns the paths of those that stay. */
  public List<String> keepLast(int count) {
    List<String> all = steps();
    int dropped = Math.max(0, all.size() - count);
    all.subList(0, dropped).forEach(storage::delete);
    List<String> kept = new ArrayList<>(all.subList(dropped, all.size()));
    if (storage.exists(path(BEST))) {
      kept.add(path(BEST));
    }
    return kept;
  }

  /**
   * Reads the last checkpoint of a training that can be read.
   *
   * @param training checkpoints of another training are refused
   * @param warnings takes a line for each that cannot be read
   * @throws UserErrorException if a checkpoint is of another training
   */
  public Optional<Restored> last(String training, Consumer<String> warnings) {
    List<String> latestFirst = steps();
    Collections.reverse(latestFirst);
    for (String path : latestFirst) {
      Restored restored;
      try {
        restored = whole(path);
      } catch (UserErrorException e) {
        warnings.accept(e.getMessage() + "; the checkpoint before it is taken");
        continue;
      }
      if (restored.checkpoint().training().equals(training)) {
        return Optional.of(restored);
      }
      restored.close();
      throw new UserErrorException(
          Kind.USAGE,
          storage.name(path)
              + " is of another training (another config or other data): name another folder");
    }
    return Optional.empty();
  }

  /** Returns where the last checkpoint is. */
  public Optional<String> lastPlace() {
    List<String> all = steps();
    return all.isEmpty() ? Optional.empty() : Optional.of(storage.name(all.get(all.size() - 1)));
  }

  /** Reads what a model is exported from: the best checkpoint where there is one, else the last. */
  public Restored toExport() {
    List<String> all = steps();
    if (storage.exists(path(BEST))) {
      return whole(path(BEST));
    }
    if (all.isEmpty()) {
      throw new UserErrorException(
          Kind.DATA, storage.name(folder) + " holds no checkpoints: train first");
    }
    return whole(all.get(all.size() - 1));
  }

  /**
   * Reads a checkpoint outside a run.
   *
   * @param place a checkpoint's folder, or a folder of checkpoints: then as {@link #toExport}
   */
  public static Restored open(Path place) {
    Path folder = place.toAbsolutePath().normalize();
    if (Files.exists(folder.resolve(INFO)) && folder.getParent() != null) {
      return new Checkpoints(new LocalRunStorage(folder.getParent()), ".")
          .whole(folder.getFileName().toString());
    }
    return new Checkpoints(new LocalRunStorage(folder), ".").toExport();
  }

  private Restored whole(String path) {
    Checkpoint info = info(path);
    try {
      VariableValues values =
          VariableFile.read(storage.locate(path + "/" + VARIABLES), info.variables());
      return new Restored(info, path, values);
    } catch (TensorFlowException e) {
      throw new UserErrorException(
          Kind.DATA, storage.name(path) + " is damaged: " + UserErrorException.firstLine(e), e);
    }
  }

  private Checkpoint info(String path) {
    String file = path + "/" + INFO;
    return Json.read(storage.name(file), storage.read(file), Checkpoint.class);
  }

  private void publish(String path, Checkpoint info, VariableValues values) {
    storage.publishFolder(
        path,
        place -> {
          try {
            VariableFile.write(place.resolve(VARIABLES), values);
          } catch (TensorFlowException e) {
            throw new IOException(UserErrorException.firstLine(e), e);
          }
          Files.write(place.resolve(INFO), Json.document(info));
        });
  }

  /** Returns the paths of the checkpoints by rising step. */
  private List<String> steps() {
    List<String> paths = new ArrayList<>();
    for (String name : storage.list(folder)) {
      if (name.startsWith(STEP)) {
        paths.add(path(name));
      }
    }
    return paths;
  }

  private static List<String> names(VariableValues values) {
    return List.copyOf(values.byName().keySet());
  }

  private String path(String name) {
    return folder + "/" + name;
  }
}
