package org.noisystudent.storage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Records and maps as JSON: keys in the order of the record or map, so equal values give equal
 * bytes.
 */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
          .build();
  private static final ObjectWriter LINE = MAPPER.writer();
  private static final ObjectWriter DOCUMENT = MAPPER.writer(SerializationFeature.INDENT_OUTPUT);
  private static final ObjectReader READER = MAPPER.reader();

  private Json() {}

  /** Returns a value as an indented document that ends with a line break. */
  public static byte[] document(Object value) {
    return (text(DOCUMENT, value) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Returns a value on one line, with its line break. */
  public static byte[] line(Object value) {
    return (text(LINE, value) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Returns a document as a tree; one that is not JSON is an error that names it. */
  public static JsonNode tree(String name, byte[] json) {
    try {
      return READER.readTree(json);
    } catch (IOException e) {
      throw damaged(name, e);
    }
  }

  /** Returns a document as a record; one that does not fit is an error that names it. */
  public static <T> T read(String name, byte[] json, Class<T> type) {
    try {
      return READER.forType(type).readValue(json);
    } catch (IOException e) {
      throw damaged(name, e);
    }
  }

  /**
   * Returns the documents of a file with one a line. A last line without its line break was cut
   * short by a crash and is left out; anything else that is not JSON is an error.
   */
  public static List<JsonNode> lines(String name, byte[] json) {
    String text = new String(json, StandardCharsets.UTF_8);
    List<JsonNode> lines = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      lines.add(
          tree(
              name + " line " + (lines.size() + 1),
              text.substring(start, end).getBytes(StandardCharsets.UTF_8)));
      start = end + 1;
    }
    return lines;
  }

  /** Returns a value as a tree. */
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** Returns a tree as a map by key, in order. */
  public static Map<String, Object> map(JsonNode tree) {
    return MAPPER.convertValue(tree, new TypeReference<>() {});
  }

  private static String text(ObjectWriter writer, Object value) {
    try {
      return writer.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("value cannot be written as JSON", e);
    }
  }

  private static UserErrorException damaged(String name, IOException cause) {
    String detail = UserErrorException.firstLine(cause);
    return new UserErrorException(
        Kind.DATA, name + " is not the JSON it should be: " + detail, cause);
  }
}
