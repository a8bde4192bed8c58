package org.noisystudent.corruption;

import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.noisystudent.robustness.Corruption;
import org.noisystudent.robustness.Perturbation;

/**
 * The set that is to be made.
 *
 * @param form which of the two
 * @param set the clean images
 * @param source where they came from
 * @param corruptions of the -C form
 * @param severities of the -C form, 1..5
 * @param perturbations of the -P form
 * @param frost a folder of photographs of frost; empty = frost is computed
 * @param threads how many at a time
 */
public record SetRequest(
    SetForm form,
    LabeledSet set,
    String source,
    Set<Corruption> corruptions,
    List<Integer> severities,
    Set<Perturbation> perturbations,
    Appearance appearance,
    long seed,
    Optional<Path> frost,
    int threads) {
  /** Copies the collections. */
  public SetRequest {
    corruptions = ImmutableSet.copyOf(corruptions);
    severities = List.copyOf(severities);
    perturbations = ImmutableSet.copyOf(perturbations);
    if (threads < 1) {
      throw new IllegalArgumentException("threads (" + threads + ") must be >= 1");
    }
  }
}
