package org.noisystudent.savedmodel;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * What a model is and where it comes from: {@code model-card.json} in its folder.
 *
 * @param variant name of the architecture
 * @param resolution side of its images in pixels
 * @param classes number of classes
 * @param classNames one for each class, or none
 * @param evaluationCrop how it frames encoded images
 * @param config the whole configuration of its training
 * @param dataHashes name of a data set -> hash of its content
 * @param metrics name -> value
 * @param versions what made it
 * @param created when
 * @param parent hash of its teacher's folder; empty if it had none
 */
@JsonPropertyOrder({
  "variant",
  "resolution",
  "classes",
  "classNames",
  "evaluationCrop",
  "config",
  "dataHashes",
  "metrics",
  "versions",
  "created",
  "parent"
})
public record ModelCard(
    String variant,
    int resolution,
    int classes,
    List<String> classNames,
    EvaluationCrop evaluationCrop,
    JsonNode config,
    Map<String, String> dataHashes,
    Map<String, Double> metrics,
    Versions versions,
    @JsonSerialize(using = ToStringSerializer.class) @JsonDeserialize(using = IsoInstant.class)
        Instant created,
    String parent) {
  /** Name of the file. */
  public static final String FILE = "model-card.json";

  /** Versions of what made a model. */
  @JsonPropertyOrder({"tensorFlow", "java", "program"})
  public record Versions(String tensorFlow, String java, String program) {}

  /** Copies what can change and refuses names for another number of classes. */
  public ModelCard {
    if (resolution < 1 || classes < 1) {
      throw new IllegalArgumentException(
          "resolution (%d) and classes (%d) must be >= 1".formatted(resolution, classes));
    }
    if (!classNames.isEmpty() && classNames.size() != classes) {
      throw new IllegalArgumentException(
          "classNames (%d) must be none or one for each of %d classes"
              .formatted(classNames.size(), classes));
    }
    classNames = List.copyOf(classNames);
    config = config.deepCopy();
    dataHashes = ImmutableSortedMap.copyOf(dataHashes);
    metrics = ImmutableSortedMap.copyOf(metrics);
  }

  /** Returns the same card with other metrics. */
  public ModelCard withMetrics(Map<String, Double> measured) {
    return new ModelCard(
        variant,
        resolution,
        classes,
        classNames,
        evaluationCrop,
        config,
        dataHashes,
        measured,
        versions,
        created,
        parent);
  }

  /** Returns the card as JSON: the same card gives the same bytes. */
  public byte[] json() throws IOException {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    ObjectWriter writer = mapper().writer(printer);
    return (writer.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns the card of a model folder, empty if it has none, as foreign models do.
   *
   * @throws UserErrorException if there is one that cannot be read
   */
  public static Optional<ModelCard> read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      String json = Files.readString(file, StandardCharsets.UTF_8);
      return Optional.of(mapper().readValue(json, ModelCard.class));
    } catch (IOException e) {
      throw new UserErrorException(
          Kind.DATA, "model card (" + file + ") is damaged: " + SavedModelWriter.firstLine(e), e);
    }
  }

  private static ObjectMapper mapper() {
    return JsonMapper.builder()
        .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
  }

  /** Reads a time such as {@code 2026-11-24T00:00:00Z}. */
  static final class IsoInstant extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1;

    IsoInstant() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      try {
        return Instant.parse(parser.getText());
      } catch (DateTimeException e) {
        throw context.weirdStringException(parser.getText(), Instant.class, e.getMessage());
      }
    }
  }
}
