package org.noisystudent.savedmodel;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Refuses a SavedModel whose graph or functions hold ops that reach files, the network or Python,
 * before any of it is loaded.
 *
 * <p>The model's own saver is allowed: what writes may be reached from saving alone, what reads
 * from restoring alone and only from the path that the loader passes. The check knows TensorFlow
 * 2.18's ops; it is no sandbox against a damaged file that harms TensorFlow itself.
 */
final class TrustCheck {
  private static final Set<String> SAVES = Set.of("SaveV2", "MergeV2Checkpoints");
  private static final String RESTORES = "RestoreV2";
  private static final List<String> INITIALISERS = List.of("saved_model_main_op", "legacy_init_op");

  private final MetaGraphDef meta;
  private final ReachedNodes saving;
  private final ReachedNodes restoring;
  private final ReachedNodes serving;
  private final ForbiddenOps forbidden;

  /** What was found: the op, why it is refused -> where it is first. */
  private final Map<String, String> found = new TreeMap<>();

  private TrustCheck(MetaGraphDef meta) {
    this.meta = meta;
    GraphDef graph = meta.getGraphDef();
    saving = ReachedNodes.from(graph, List.of(meta.getSaverDef().getSaveTensorName()));
    restoring = ReachedNodes.from(graph, List.of(meta.getSaverDef().getRestoreOpName()));
    serving = ReachedNodes.from(graph, served(meta));
    forbidden =
        new ForbiddenOps(
            graph.getLibrary().getFunctionList().stream()
                .map(function -> function.getSignature().getName())
                .collect(Collectors.toSet()));
  }

  /**
   * Checks a model.
   *
   * @throws UserErrorException naming the ops, if it holds any that are not allowed
   */
  static void check(Path folder, MetaGraphDef meta) {
    Map<String, String> found = new TrustCheck(meta).run();
    if (!found.isEmpty()) {
      String list =
          found.entrySet().stream()
              .map(entry -> entry.getKey() + " at " + entry.getValue())
              .collect(Collectors.joining(", "));
      throw SavedModelFile.problem(
          folder,
          "must not reach files, the network or Python, but holds "
              + list.replaceAll("\\p{Cntrl}", "?")
              + "; if you trust where it comes from, add --trust-model");
    }
  }

  private Map<String, String> run() {
    String fileName = ReachedNodes.nodeName(meta.getSaverDef().getFilenameTensorName());
    for (NodeDef node : meta.getGraphDef().getNodeList()) {
      boolean writes =
          onlySaves(saving.nodes(), restoring.nodes(), serving.nodes(), node.getName());
      boolean reads = onlySaves(restoring.nodes(), Set.of(), serving.nodes(), node.getName());
      examine(node, "node " + node.getName(), Set.of(fileName), writes, reads);
    }
    for (FunctionDef function : meta.getGraphDef().getLibrary().getFunctionList()) {
      String name = function.getSignature().getName();
      boolean writes =
          onlySaves(saving.functions(), restoring.functions(), serving.functions(), name);
      boolean reads = onlySaves(restoring.functions(), Set.of(), serving.functions(), name);
      Set<String> arguments =
          function.getSignature().getInputArgList().stream()
              .map(OpDef.ArgDef::getName)
              .collect(Collectors.toSet());
      for (NodeDef node : function.getNodeDefList()) {
        String place = "node " + node.getName() + " of function " + name;
        examine(node, place, arguments, writes, reads);
      }
    }
    return found;
  }

  private void examine(
      NodeDef node, String place, Set<String> passedPaths, boolean mayWrite, boolean mayRead) {
    String op = node.getOp();
    boolean allowed =
        (mayWrite && SAVES.contains(op))
            || (mayRead
                && op.equals(RESTORES)
                && node.getInputCount() > 0
                && passedPaths.contains(ReachedNodes.nodeName(node.getInput(0))));
    if (!allowed) {
      forbidden
          .reason(node)
          .ifPresent(reason -> found.putIfAbsent(op + " (" + reason + ")", place));
    }
  }

  private static boolean onlySaves(
      Set<String> wanted, Set<String> other, Set<String> serving, String name) {
    return wanted.contains(name) && !other.contains(name) && !serving.contains(name);
  }

  /** Returns the tensors that are fetched, and the ops that are run, but by the saver. */
  private static Set<String> served(MetaGraphDef meta) {
    Set<String> fetched = new HashSet<>();
    for (SignatureDef signature : meta.getSignatureDefMap().values()) {
      signature.getOutputsMap().values().stream().map(TensorInfo::getName).forEach(fetched::add);
    }
    for (String key : INITIALISERS) {
      CollectionDef collection =
          meta.getCollectionDefOrDefault(key, CollectionDef.getDefaultInstance());
      fetched.addAll(collection.getNodeList().getValueList());
    }
    return fetched;
  }
}
