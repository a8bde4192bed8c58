package org.noisystudent.checkpoint;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What stands beside the variables of a checkpoint, as {@code checkpoint.json}.
 *
 * @param step steps that were done
 * @param training what was trained on what: another training never takes it up
 * @param score what a best checkpoint was chosen by
 * @param variables the names of its variables
 * @param model what they are the variables of
 */
public record Checkpoint(
    long step, String training, OptionalDouble score, List<String> variables, TrainedModel model) {
  /** Copies the names. */
  public Checkpoint {
    variables = List.copyOf(variables);
  }
}
