package org.noisystudent.lowering;

import com.google.common.hash.Hashing;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.noisystudent.storage.LocalRunStorage;
import org.noisystudent.storage.RunStorage;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Modules by the content of what was lowered: the whole graph, with its functions and shapes, and
 * the version of TensorFlow. The same step has the same key however it came about.
 */
final class ModuleCache {
  /** To be raised when a graph is lowered in another way. */
  private static final int FORMAT = 1;

  private final RunStorage storage;

  ModuleCache(Path folder) {
    storage = new LocalRunStorage(folder);
  }

  /** Returns the key of a call. */
  static String key(StepCall call) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream stream = CodedOutputStream.newInstance(bytes);
      stream.useDeterministicSerialization(); // attributes are maps
      sorted(call.graph()).writeTo(stream);
      stream.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Hashing.sha256()
        .newHasher()
        .putInt(FORMAT)
        .putUnencodedChars(TensorFlow.version())
        .putBytes(bytes.toByteArray())
        .hash()
        .toString();
  }

  /** Functions and their nodes have no order: the walk that collects them has none. */
  private static GraphDef sorted(GraphDef graph) {
    GraphDef.Builder sorted = graph.toBuilder();
    List<FunctionDef> functions =
        graph.getLibrary().getFunctionList().stream()
            .sorted(Comparator.comparing(function -> function.getSignature().getName()))
            .map(ModuleCache::sorted)
            .toList();
    sorted.getLibraryBuilder().clearFunction().addAllFunction(functions);
    return sorted.build();
  }

  private static FunctionDef sorted(FunctionDef function) {
    List<NodeDef> nodes =
        function.getNodeDefList().stream().sorted(Comparator.comparing(NodeDef::getName)).toList();
    return function.toBuilder().clearNodeDef().addAllNodeDef(nodes).build();
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
