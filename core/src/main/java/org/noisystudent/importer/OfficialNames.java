package org.noisystudent.importer;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.noisystudent.importer.Weight.Layout;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.VariableSpec;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.train.TrainStep;

/**
 * The names in the reference repositories' checkpoints. They are this program's own, but for the
 * network's scope, the layer that normalises batches, and the moving averages beside the weights.
 *
 * @param scope of the network
 * @param batchNorm name of the layer that normalises batches
 * @param averages whether the moving averages are taken, as the reference does where there are any
 */
record OfficialNames(String scope, String batchNorm, boolean averages) implements Naming {
  private static final String FIRST = "stem/conv2d/kernel";

  /** Our own, and that of training on TPUs. */
  private static final String TPU_BATCH_NORM = "tpu_batch_normalization";

  private static final String BATCH_NORM = "batch_normalization";

  /** A teacher that was part of the training's graph (reference: noisystudent's main.py). */
  private static final String TEACHER = "teacher_model/";

  private static final String STEP = "global_step";

  /**
   * Finds out what names a checkpoint has.
   *
   * @throws UserErrorException if they are of no EfficientNet, or of several
   */
  static OfficialNames of(Path prefix, Collection<String> names) {
    List<String> scopes =
        names.stream()
            .filter(name -> name.endsWith("/" + FIRST) && !name.startsWith(TEACHER))
            .map(name -> name.substring(0, name.length() - FIRST.length() - 1))
            .toList();
    if (scopes.size() != 1) {
      throw new UserErrorException(
          Kind.DATA,
          "checkpoint (%s) must be of one EfficientNet, but its variables named SCOPE/%s are of %s"
              .formatted(prefix, FIRST, scopes.isEmpty() ? "none" : String.join(", ", scopes)));
    }
    String scope = scopes.get(0);
    boolean tpu = names.stream().anyMatch(name -> name.contains("/" + TPU_BATCH_NORM + "/"));
    String average = TrainStep.averageOf("");
    boolean averages =
        names.stream().anyMatch(name -> name.startsWith(scope + "/") && name.endsWith(average));
    return new OfficialNames(scope, tpu ? TPU_BATCH_NORM : BATCH_NORM, averages);
  }

  @Override
  public String weights() {
    return averages ? "moving averages" : "last weights: there are no moving averages";
  }

  @Override
  public String classBiases() {
    return stored("head/dense/bias");
  }

  @Override
  public Weight weight(Architecture architecture, VariableSpec variable) {
    String name = variable.name().substring(architecture.scope().length() + 1);
    return new Weight(
        variable, stored(name.replace("/" + TPU_BATCH_NORM, "/" + batchNorm)), Layout.SAME);
  }

  private String stored(String name) {
    String variable = scope + "/" + name;
    return averages ? TrainStep.averageOf(variable) : variable;
  }

  /** The step, the teacher, and what is named below a weight: averages and optimiser slots. */
  @Override
  public boolean isOfTraining(String name, Set<String> weights) {
    return name.equals(STEP)
        || name.startsWith(TEACHER)
        || weights.contains(averages ? TrainStep.averageOf(name) : name)
        || isBelow(name, weights);
  }

  private boolean isBelow(String name, Set<String> weights) {
    int slash = name.lastIndexOf('/');
    String variable = slash < 0 ? "" : name.substring(0, slash);
    return weights.contains(averages ? TrainStep.averageOf(variable) : variable);
  }
}
