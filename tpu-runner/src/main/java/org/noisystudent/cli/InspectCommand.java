package org.noisystudent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.noisystudent.config.ModelConfig;
import org.noisystudent.config.ModelConfig.Compute;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.Inspection;
import org.noisystudent.model.LayerRow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the size and the layers of an EfficientNet, read off the graph that is built. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = "Shows the parameters, multiply-adds and layers of an EfficientNet.",
    footer = {"", "Example:", "  ./noisystudent inspect b7 --json"})
final class InspectCommand implements Callable<Integer> {
  @Parameters(paramLabel = "VARIANT", description = "b0..b8, l0, l1, l2, lite0..lite4")
  private String variant;

  @Option(names = "--resolution", paramLabel = "N", description = "input side in pixels")
  private int resolution;

  @Option(
      names = "--classes",
      paramLabel = "N",
      defaultValue = "1000",
      description = "number of classes (default: ${DEFAULT-VALUE})")
  private int classes;

  @Option(names = "--width", paramLabel = "X", description = "width coefficient instead of its own")
  private double width;

  @Option(names = "--depth", paramLabel = "X", description = "depth coefficient instead of its own")
  private double depth;

  @Option(names = "--small-image", description = "stride 1 in stages 2 and 3, for small images")
  private boolean smallImage;

  @Option(
      names = "--stem-stride",
      paramLabel = "N",
      defaultValue = "2",
      description = "stride of the stem, 2 or 1 (default: ${DEFAULT-VALUE})")
  private int stemStride;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws JsonProcessingException {
    OptionRules.check(
        resolution == 0 || resolution >= ModelConfig.MIN_RESOLUTION,
        "--resolution",
        resolution,
        ">= " + ModelConfig.MIN_RESOLUTION);
    OptionRules.atLeast("--classes", classes, 2);
    OptionRules.check(stemStride == 1 || stemStride == 2, "--stem-stride", stemStride, "1 or 2");
    OptionRules.check(width >= 0, "--width", width, ">= 0");
    OptionRules.check(depth >= 0, "--depth", depth, ">= 0");
    Architecture architecture =
        Architecture.of(
            new ModelConfig(
                variant,
                width,
                depth,
                resolution,
                smallImage,
                stemStride,
                ModelConfig.BATCH_NORM_MOMENTUM,
                ModelConfig.BATCH_NORM_EPSILON,
                Compute.FLOAT32),
            classes);
    Inspection inspection = Inspection.of(architecture);
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? asJson(architecture, inspection) : asText(architecture, inspection));
    return 0;
  }

  private String asText(Architecture architecture, Inspection inspection) {
    StringBuilder text = new StringBuilder();
    String row = "%-36s %-14s %-20s %12s %16s%n";
    text.append(row.formatted("layer", "type", "output", "parameters", "multiply-adds"));
    for (LayerRow layer : inspection.rows()) {
      text.append(
          row.formatted(
              layer.name(),
              layer.type(),
              layer.outputShape(),
              "%,d".formatted(layer.trainableParameters()),
              "%,d".formatted(layer.multiplyAdds())));
    }
    text.append(
        "%n%s at %d px: %,d trainable parameters, %,d moving statistics, %,d multiply-adds, %d blocks"
            .formatted(
                variant,
                architecture.resolution(),
                inspection.trainableParameters(),
                inspection.movingStatistics(),
                inspection.multiplyAdds(),
                architecture.blocks().size()));
    return text.toString();
  }

  private String asJson(Architecture architecture, Inspection inspection)
      throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("variant", variant);
    root.put("resolution", architecture.resolution());
    root.put("trainableParameters", inspection.trainableParameters());
    root.put("movingStatistics", inspection.movingStatistics());
    root.put("multiplyAdds", inspection.multiplyAdds());
    root.put("blocks", architecture.blocks().size());
    ArrayNode layers = root.putArray("layers");
    for (LayerRow row : inspection.rows()) {
      ObjectNode layer = layers.addObject();
      layer.put("name", row.name());
      layer.put("type", row.type());
      ArrayNode shape = layer.putArray("outputShape");
      for (long side : row.outputShape().asArray()) {
        shape.add(side);
      }
      layer.put("trainableParameters", row.trainableParameters());
      layer.put("movingStatistics", row.movingStatistics());
      layer.put("multiplyAdds", row.multiplyAdds());
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }
}
