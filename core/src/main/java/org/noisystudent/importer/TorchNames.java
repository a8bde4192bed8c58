package org.noisystudent.importer;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.noisystudent.importer.Weight.Layout;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.VariableSpec;

/** The names of the PyPI packages efficientnet-pytorch and efficientnet-lite-pytorch. */
record TorchNames() implements Naming {
  private static final Pattern BLOCK = Pattern.compile("blocks_(\\d+)/(.+)");

  private static final Map<String, String> ENDS =
      ImmutableMap.of(
          "stem/conv2d", "_conv_stem",
          "stem/tpu_batch_normalization", "_bn0",
          "head/conv2d", "_conv_head",
          "head/tpu_batch_normalization", "_bn1",
          "head/dense", "_fc");

  private static final Map<String, String> EXPANDING_BLOCK =
      ImmutableMap.of(
          "conv2d", "_expand_conv",
          "tpu_batch_normalization", "_bn0",
          "tpu_batch_normalization_1", "_bn1",
          "conv2d_1", "_project_conv",
          "tpu_batch_normalization_2", "_bn2");

  /** There a layer keeps its name where the expansion is left out; here it moves up. */
  private static final Map<String, String> PLAIN_BLOCK =
      ImmutableMap.of(
          "tpu_batch_normalization", "_bn1",
          "conv2d", "_project_conv",
          "tpu_batch_normalization_1", "_bn2");

  private static final Map<String, String> ANY_BLOCK =
      ImmutableMap.of(
          "depthwise_conv2d", "_depthwise_conv",
          "se/conv2d", "_se_reduce",
          "se/conv2d_1", "_se_expand");

  private static final Map<String, String> PARTS =
      ImmutableMap.of(
          "kernel", "weight",
          "depthwise_kernel", "weight",
          "bias", "bias",
          "gamma", "weight",
          "beta", "bias",
          "moving_mean", "running_mean",
          "moving_variance", "running_var");

  @Override
  public String weights() {
    return "its only weights";
  }

  @Override
  public String classBiases() {
    return "_fc.bias";
  }

  @Override
  public Weight weight(Architecture architecture, VariableSpec variable) {
    String name = variable.name().substring(architecture.scope().length() + 1);
    int slash = name.lastIndexOf('/');
    String layer = name.substring(0, slash);
    String part = name.substring(slash + 1);
    return new Weight(
        variable,
        layer(architecture, layer) + "." + PARTS.get(part),
        layout(part, variable.shape().numDimensions()));
  }

  private static String layer(Architecture architecture, String layer) {
    Matcher block = BLOCK.matcher(layer);
    if (!block.matches()) {
      return ENDS.get(layer);
    }
    int index = Integer.parseInt(block.group(1));
    boolean expands = architecture.blocks().get(index).expandRatio() != 1;
    Map<String, String> names = expands ? EXPANDING_BLOCK : PLAIN_BLOCK;
    String inBlock = block.group(2);
    return "_blocks." + index + "." + names.getOrDefault(inBlock, ANY_BLOCK.get(inBlock));
  }

  private static Layout layout(String part, int dimensions) {
    if (part.equals("depthwise_kernel")) {
      return Layout.DEPTHWISE;
    }
    return switch (dimensions) {
      case 4 -> Layout.CONVOLUTION;
      case 2 -> Layout.DENSE;
      default -> Layout.SAME;
    };
  }

  /** Each batch norm counts the batches that it saw. */
  @Override
  public boolean isOfTraining(String name, Set<String> weights) {
    return name.endsWith(".num_batches_tracked");
  }
}
