package org.noisystudent.importer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.noisystudent.importer.WeightFile.Stored;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.Inspection;
import org.noisystudent.model.VariableSpec;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** A network and a file of weights go together if neither lacks nor adds anything. */
final class Fitting {
  private Fitting() {}

  /**
   * Returns the weight of each variable of a network.
   *
   * @throws UserErrorException with a line for every weight that is missing, unknown, or of another
   *     type or shape
   */
  static List<Weight> of(WeightFile file, Naming naming, Architecture architecture) {
    Map<String, Stored> contents = file.contents();
    List<Weight> weights = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    for (VariableSpec variable : Inspection.of(architecture).variables()) {
      Weight weight = naming.weight(architecture, variable);
      weights.add(weight);
      names.add(weight.name());
      Stored wanted = new Stored(WeightFile.FLOAT, weight.storedShape());
      Stored stored = contents.get(weight.name());
      if (stored == null) {
        missing.add("missing: %s, %s".formatted(weight.name(), wanted));
      } else if (!stored.equals(wanted)) {
        misshapen.add("misshapen: %s (%s) must be %s".formatted(weight.name(), stored, wanted));
      }
    }
    List<String> extra = new ArrayList<>();
    contents.forEach(
        (name, stored) -> {
          if (!names.contains(name) && !naming.isOfTraining(name, names)) {
            extra.add("extra: %s, %s".formatted(name, stored));
          }
        });
    if (missing.isEmpty() && misshapen.isEmpty() && extra.isEmpty()) {
      return weights;
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "checkpoint (%s) must have the variables of %s: %d are missing, %d extra, %d misshapen"
            .formatted(
                file.files().get(0),
                architecture.scope(),
                missing.size(),
                extra.size(),
                misshapen.size()));
    lines.addAll(missing);
    lines.addAll(extra);
    lines.addAll(misshapen);
    throw new UserErrorException(Kind.DATA, String.join("\n", lines));
  }
}
