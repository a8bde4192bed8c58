package org.noisystudent.savedmodel;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Session;

/**
 * A finished model, ready to be written. The graph and the session stay the caller's to close.
 *
 * @param graph its ops
 * @param session holds the values of the variables
 * @param variables every variable that the signatures read
 * @param signatures ways to call it
 */
public record ServingGraph(
    Graph graph,
    Session session,
    List<ResourceVariable> variables,
    List<ClassifierSignature> signatures) {
  /** Refuses no variables, no signatures, and two of either with one name. */
  public ServingGraph {
    variables = List.copyOf(variables);
    signatures = List.copyOf(signatures);
    requireDistinct("variables", variables.stream().map(ResourceVariable::name).toList());
    requireDistinct("signatures", signatures.stream().map(ClassifierSignature::name).toList());
  }

  private static void requireDistinct(String what, List<String> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException(what + " (none) must be at least one");
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException(what + " (" + name + " twice) must have distinct names");
      }
    }
  }
}
