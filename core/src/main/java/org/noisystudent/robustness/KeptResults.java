package org.noisystudent.robustness;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.RunStorage;

/** The parts of a long measurement, kept as each is finished, so that it goes on where it ended. */
public final class KeptResults {
  private static final String IDENTITY = "measurement.json";

  private final Optional<RunStorage> storage;

  private KeptResults(Optional<RunStorage> storage) {
    this.storage = storage;
  }

  /** Returns results that are not kept. */
  public static KeptResults none() {
    return new KeptResults(Optional.empty());
  }

  /**
   * Opens a folder of results.
   *
   * @param identity what is measured of what: the folder is of that, and of nothing else
   * @throws UserErrorException of kind DATA where it is of something else
   */
  public static KeptResults in(RunStorage storage, Map<String, String> identity) {
    Map<String, String> sorted = new TreeMap<>(identity);
    if (storage.exists(IDENTITY)) {
      Map<String, Object> there =
          Json.map(Json.tree(storage.name(IDENTITY), storage.read(IDENTITY)));
      sorted.forEach(
          (key, value) -> {
            Object other = there.getOrDefault(key, "nothing");
            if (!value.equals(other)) {
              throw new UserErrorException(
                  Kind.DATA,
                  "%s (%s) must be %s, of which the results in %s are"
                      .formatted(key, value, other, storage.name("")));
            }
          });
    } else {
      storage.publish(IDENTITY, Json.document(sorted));
    }
    return new KeptResults(Optional.of(storage));
  }

  /** Returns a result: as it was kept, or else as it is measured now. */
  <T> T get(String name, Class<T> type, Supplier<T> measure) {
    if (storage.isEmpty()) {
      return measure.get();
    }
    String file = name + ".json";
    if (storage.get().exists(file)) {
      return Json.read(storage.get().name(file), storage.get().read(file), type);
    }
    T result = measure.get();
    storage.get().publish(file, Json.document(result));
    return result;
  }
}
