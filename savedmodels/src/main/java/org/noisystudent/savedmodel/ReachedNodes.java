package org.noisystudent.savedmodel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;

/**
 * What runs when some tensors are fetched.
 *
 * @param nodes names of the graph's nodes
 * @param functions names of the functions that those nodes call, and that these call in turn
 */
record ReachedNodes(Set<String> nodes, Set<String> functions) {
  /** Walks a graph from tensors, or ops, backward. */
  static ReachedNodes from(GraphDef graph, Iterable<String> fetched) {
    Map<String, NodeDef> byName = new HashMap<>();
    graph.getNodeList().forEach(node -> byName.put(node.getName(), node));
    Map<String, FunctionDef> library = new HashMap<>();
    graph
        .getLibrary()
        .getFunctionList()
        .forEach(function -> library.put(function.getSignature().getName(), function));
    Set<String> nodes = new HashSet<>();
    Set<String> functions = new HashSet<>();
    Deque<String> pending = new ArrayDeque<>();
    fetched.forEach(pending::add);
    while (!pending.isEmpty()) {
      String name = nodeName(pending.remove());
      NodeDef node = byName.get(name);
      if (node != null && nodes.add(name)) {
        pending.addAll(node.getInputList());
        addCalled(node, library, functions);
      }
    }
    return new ReachedNodes(nodes, functions);
  }

  /** Returns the node that a tensor, or a control input, belongs to. */
  static String nodeName(String tensor) {
    String name = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  private static void addCalled(
      NodeDef caller, Map<String, FunctionDef> library, Set<String> functions) {
    Deque<NodeDef> pending = new ArrayDeque<>(List.of(caller));
    while (!pending.isEmpty()) {
      NodeDef node = pending.remove();
      Set<String> called = new HashSet<>(Set.of(node.getOp()));
      for (AttrValue value : node.getAttrMap().values()) {
        called.add(value.getFunc().getName());
        value.getList().getFuncList().stream().map(NameAttrList::getName).forEach(called::add);
      }
      for (String name : called) {
        FunctionDef function = library.get(name);
        if (function != null && functions.add(name)) {
          pending.addAll(function.getNodeDefList());
        }
      }
    }
  }
}
