package org.noisystudent.lowering;

import com.google.common.hash.Hashing;
import java.nio.file.Path;
import java.util.Optional;
import org.noisystudent.storage.LocalRunStorage;
import org.noisystudent.storage.RunStorage;
import org.tensorflow.TensorFlow;

/**
 * Modules by the content of what was lowered: the whole graph, with its functions and shapes, and
 * the version of TensorFlow. The same step has the same key however it came about.
 */
final class ModuleCache {
  /** To be raised when a graph is lowered in another way. */
  private static final int FORMAT = 2;

  private final RunStorage storage;

  ModuleCache(Path folder) {
    storage = new LocalRunStorage(folder);
  }

  /** Returns the key of a call. */
  static String key(StepCall call) {
    return Hashing.sha256()
        .newHasher()
        .putInt(FORMAT)
        .putUnencodedChars(TensorFlow.version())
        .putBytes(GraphContent.of(call.graph()).asBytes())
        .hash()
        .toString();
  }

  Optional<byte[]> read(String key) {
    return storage.exists(file(key)) ? Optional.of(storage.read(file(key))) : Optional.empty();
  }

  void write(String key, byte[] hlo) {
    storage.publish(file(key), hlo);
  }

  private static String file(String key) {
    return key + ".hlo";
  }
}
