package org.noisystudent.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import java.util.Map;
import org.noisystudent.config.ModelConfig;
import org.noisystudent.savedmodel.EvaluationCrop;

/**
 * What the variables of a checkpoint are of: enough to build the network again and to describe it.
 *
 * @param model the network
 * @param classes number of classes
 * @param classNames by class number, or none
 * @param evaluationCrop how images are framed for it
 * @param config the whole config of the experiment
 * @param dataHashes name of a data set -> hash of its content
 * @param parent hash of its teacher, empty where it had none
 */
public record TrainedModel(
    ModelConfig model,
    int classes,
    List<String> classNames,
    EvaluationCrop evaluationCrop,
    JsonNode config,
    Map<String, String> dataHashes,
    String parent) {
  /** Copies what can change, the hashes sorted by name: equal values are written as equal bytes. */
  public TrainedModel {
    classNames = List.copyOf(classNames);
    config = config.deepCopy();
    dataHashes = ImmutableSortedMap.copyOf(dataHashes);
  }
}
