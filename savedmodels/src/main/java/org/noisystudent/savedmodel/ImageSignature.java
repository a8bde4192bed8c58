package org.noisystudent.savedmodel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Where a SavedModel takes images and gives probabilities.
 *
 * @param name the signature's
 * @param input name of the tensor that takes images [batch, resolution, resolution, 3]
 * @param output name of the tensor that gives [batch, classes]
 * @param outputForm what the output holds
 */
record ImageSignature(String name, String input, String output, Form outputForm, int resolution) {
  private static final String RULE =
      "needs a signature with one input of float32 images [batch, R, R, 3] with a fixed R, and an"
          + " output of float32 [batch, classes] that is named probabilities, scores or logits, or"
          + " is the only one";

  /** What an output holds. */
  enum Form {
    PROBABILITIES,
    LOGITS
  }

  /**
   * Finds the signature to use: {@code predict} before {@code serving_default} before the others in
   * the order of their names.
   *
   * @throws UserErrorException naming the folder, what was found and the rule, if there is none
   */
  static ImageSignature find(Path folder, MetaGraphDef meta) {
    Map<String, SignatureDef> signatures = new TreeMap<>(order());
    signatures.putAll(meta.getSignatureDefMap());
    for (Map.Entry<String, SignatureDef> entry : signatures.entrySet()) {
      Optional<ImageSignature> match = match(entry.getKey(), entry.getValue());
      if (match.isPresent()) {
        return match.get();
      }
    }
    String found =
        signatures.entrySet().stream()
            .map(entry -> describe(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining("; "));
    throw SavedModelFile.problem(
        folder, RULE + "; it has " + (found.isEmpty() ? "no signatures" : found));
  }

  private static Comparator<String> order() {
    List<String> first =
        List.of(ClassifierSignature.SERVING_DEFAULT, ClassifierSignature.PREDICT); // last is best
    return Comparator.<String>comparingInt(name -> -first.indexOf(name))
        .thenComparing(Comparator.naturalOrder());
  }

  private static Optional<ImageSignature> match(String name, SignatureDef signature) {
    if (signature.getInputsCount() != 1) {
      return Optional.empty();
    }
    TensorInfo input = signature.getInputsMap().values().iterator().next();
    List<Long> sizes = sizes(input);
    boolean images =
        input.getDtype() == DataType.DT_FLOAT
            && sizes.size() == 4
            && sizes.get(1) > 0
            && sizes.get(1).equals(sizes.get(2))
            && sizes.get(3) == 3;
    if (!images) {
      return Optional.empty();
    }
    int resolution = sizes.get(1).intValue();
    return output(signature.getOutputsMap())
        .map(
            key ->
                new ImageSignature(
                    name,
                    input.getName(),
                    signature.getOutputsOrThrow(key).getName(),
                    key.equals("logits") ? Form.LOGITS : Form.PROBABILITIES,
                    resolution));
  }

  /** Returns the name of the output to use. */
  private static Optional<String> output(Map<String, TensorInfo> outputs) {
    List<String> rows = new ArrayList<>();
    outputs.forEach(
        (name, info) -> {
          if (info.getDtype() == DataType.DT_FLOAT && sizes(info).size() == 2) {
            rows.add(name);
          }
        });
    for (String preferred : List.of("probabilities", "scores")) {
      if (rows.contains(preferred)) {
        return Optional.of(preferred);
      }
    }
    if (rows.size() == 1) {
      return Optional.of(rows.get(0));
    }
    return rows.contains("logits") ? Optional.of("logits") : Optional.empty();
  }

  /** Returns the sizes of each dimension, -1 where it is free; none where the rank is unknown. */
  static List<Long> sizes(TensorInfo info) {
    return info.getTensorShape().getDimList().stream().map(TensorShapeProto.Dim::getSize).toList();
  }

  private static String describe(String name, SignatureDef signature) {
    return name
        + "("
        + describe(signature.getInputsMap())
        + " -> "
        + describe(signature.getOutputsMap())
        + ")";
  }

  private static String describe(Map<String, TensorInfo> tensors) {
    return new TreeMap<>(tensors)
        .entrySet().stream()
            .map(
                entry ->
                    entry.getKey()
                        + " "
                        + entry.getValue().getDtype().name().replace("DT_", "")
                        + sizes(entry.getValue()))
            .collect(Collectors.joining(", "));
  }
}
