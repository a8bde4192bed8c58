package org.noisystudent.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The predictions of images as one JSON document, written image by image: {@code
 * {"images":[{"file","predictions":[{"class","label","probability"}]}]}}.
 */
final class PredictionJson implements AutoCloseable {
  private final JsonGenerator json;
  private final PrintWriter out;
  private final List<String> classNames;
  private final int top;

  /**
   * Begins the document.
   *
   * @param classNames a name for each class; empty = their numbers
   * @param top how many classes of each image there are to be
   */
  PredictionJson(PrintWriter out, List<String> classNames, int top) throws IOException {
    this.out = out;
    this.classNames = classNames;
    this.top = top;
    this.json =
        new JsonFactory()
            .createGenerator(out)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .useDefaultPrettyPrinter();
    json.writeStartObject();
    json.writeArrayFieldStart("images");
  }

  /** Adds an image; one without probabilities could not be decoded. */
  void add(String file, float[] probabilities) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", file);
    json.writeArrayFieldStart("predictions");
    for (int label : mostProbable(probabilities, top)) {
      json.writeStartObject();
      json.writeNumberField("class", label);
      json.writeStringField("label", name(classNames, label));
      json.writeNumberField("probability", probabilities[label]);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Returns the most probable classes by falling probability; of equals the lower one first. */
  static List<Integer> mostProbable(float[] probabilities, int top) {
    return IntStream.range(0, probabilities.length)
        .boxed()
        .sorted(Comparator.comparingDouble(label -> -probabilities[label]))
        .limit(top)
        .toList();
  }

  /** Returns the name of a class, its number where it has none. */
  static String name(List<String> classNames, int label) {
    return label < classNames.size() ? classNames.get(label) : String.valueOf(label);
  }

  /** Ends the document. */
  @Override
  public void close() throws IOException {
    json.close(); // closes what is open
    out.println();
  }
}
