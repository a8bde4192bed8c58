package org.noisystudent.importer;

import java.util.Set;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.VariableSpec;

/** How the names of a file go with those of a network. */
interface Naming {
  /** Returns which of the weights it takes, for people. */
  String weights();

  /** Returns the name of the classifier's biases, one for each class. */
  String classBiases();

  /** Returns where the value of a variable of a network is. */
  Weight weight(Architecture architecture, VariableSpec variable);

  /**
   * Returns whether something that is not among the weights may be there all the same: what only a
   * training needs.
   *
   * @param weights the names of all weights of the network
   */
  boolean isOfTraining(String name, Set<String> weights);
}
