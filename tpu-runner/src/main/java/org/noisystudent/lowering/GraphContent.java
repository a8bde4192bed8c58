package org.noisystudent.lowering;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;

/**
 * What a graph computes, as a hash. Names and the order of nodes and functions do not count, for
 * TensorFlow gives a function a name of its own each time it is built, and numbers the nodes of
 * gradients as it comes upon them: a node is its op, its attributes and what it takes. Two stateful
 * nodes that take the same are told apart by nothing: steps draw random numbers from a seed.
 */
final class GraphContent {
  private final Map<String, FunctionDef> functions = new HashMap<>();
  private final Map<String, HashCode> known = new HashMap<>();

  private GraphContent(GraphDef graph) {
    graph.getLibrary().getFunctionList().forEach(f -> functions.put(f.getSignature().getName(), f));
  }

  /** Returns the hash of the whole graph with all functions that it calls. */
  static HashCode of(GraphDef graph) {
    GraphContent content = new GraphContent(graph);
    return unordered(content.nodes(graph.getNodeList()).values());
  }

  /** Returns the hash of a function; one that is not of the graph is TensorFlow's own. */
  private HashCode function(String name) {
    FunctionDef function = functions.get(name);
    if (function == null) {
      return hasher().putUnencodedChars(name).hash();
    }
    HashCode before = known.get(name);
    if (before != null) {
      return before;
    }
    Map<String, HashCode> nodes = nodes(function.getNodeDefList());
    Hasher hasher = hasher().putBytes(unordered(nodes.values()).asBytes());
    function
        .getSignature()
        .getInputArgList()
        .forEach(a -> hasher.putUnencodedChars(a.getName()).putInt(a.getType().getNumber()));
    new TreeMap<>(function.getRetMap())
        .forEach((to, from) -> hasher.putUnencodedChars(to).putUnencodedChars(ref(from, nodes)));
    HashCode hash = hasher.hash();
    known.put(name, hash);
    return hash;
  }

  /** Returns the hash of every node, those first that others take. */
  private Map<String, HashCode> nodes(List<NodeDef> all) {
    Map<String, NodeDef> byName = new HashMap<>();
    all.forEach(node -> byName.put(node.getName(), node));
    Map<String, HashCode> hashes = new HashMap<>();
    for (NodeDef each : all) {
      // a stack of our own: a network is deeper than a thread's
      Deque<NodeDef> open = new ArrayDeque<>(List.of(each));
      while (!open.isEmpty()) {
        NodeDef node = open.peek();
        int depth = open.size();
        for (String input : node.getInputList()) {
          NodeDef source = byName.get(source(input));
          if (source != null && !hashes.containsKey(source.getName())) {
            open.push(source);
          }
        }
        if (open.size() == depth) {
          hashes.computeIfAbsent(open.pop().getName(), name -> node(node, hashes));
        }
      }
    }
    return hashes;
  }

  private HashCode node(NodeDef node, Map<String, HashCode> hashes) {
    // of a node of the graph that calls, and of a call, the name of the function is no op's
    Hasher hasher = hasher();
    hasher.putUnencodedChars(
        functions.containsKey(node.getOp()) ? function(node.getOp()).toString() : node.getOp());
    hasher.putUnencodedChars(node.getDevice());
    new TreeMap<>(node.getAttrMap())
        .forEach((name, value) -> hasher.putUnencodedChars(name).putBytes(bytes(attribute(value))));
    List<String> control = new ArrayList<>();
    for (String input : node.getInputList()) {
      String reference = ref(input, hashes);
      if (input.startsWith("^")) {
        control.add(reference);
      } else {
        hasher.putUnencodedChars(reference);
      }
    }
    control.stream().sorted().forEach(hasher::putUnencodedChars);
    return hasher.hash();
  }

  /** Returns an attribute with functions by what they compute. */
  private AttrValue attribute(AttrValue value) {
    if (value.hasFunc()) {
      return value.toBuilder().setFunc(named(value.getFunc())).build();
    }
    if (value.hasList() && value.getList().getFuncCount() > 0) {
      AttrValue.ListValue.Builder list = value.getList().toBuilder().clearFunc();
      value.getList().getFuncList().forEach(each -> list.addFunc(named(each)));
      return value.toBuilder().setList(list).build();
    }
    return value;
  }

  /** Returns the same bytes for the same attribute: its maps have no order. */
  private static byte[] bytes(AttrValue value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream stream = CodedOutputStream.newInstance(bytes);
      stream.useDeterministicSerialization();
      value.writeTo(stream);
      stream.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private NameAttrList named(NameAttrList function) {
    return function.toBuilder().setName(function(function.getName()).toString()).build();
  }

  /** Returns an input with its node's hash for its node's name; of an argument, the name. */
  private static String ref(String input, Map<String, HashCode> hashes) {
    String source = source(input);
    HashCode hash = hashes.get(source);
    return hash == null ? input : input.replace(source, hash.toString());
  }

  /** Returns the node of an input such as {@code ^a}, {@code a:1} or {@code a:out:1}. */
  private static String source(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    int end = name.indexOf(':');
    return end < 0 ? name : name.substring(0, end);
  }

  private static HashCode unordered(Collection<HashCode> hashes) {
    Hasher hasher = hasher();
    hashes.stream().map(HashCode::toString).sorted().forEach(hasher::putUnencodedChars);
    return hasher.hash();
  }

  private static Hasher hasher() {
    return Hashing.sha256().newHasher().putString("|", StandardCharsets.UTF_8);
  }
}
