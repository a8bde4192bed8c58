package org.noisystudent.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.noisystudent.storage.Json;

class TrainedModelTest {
  /** The order of the JDK's unmodifiable maps differs from one JVM to the next. */
  @Test
  void writesTheHashesInTheOrderOfTheirNames() {
    Map<String, String> hashes = new LinkedHashMap<>();
    for (String name : List.of("h", "c", "a", "g", "b", "f", "e", "d")) {
      hashes.put(name, "hash of " + name);
    }
    TrainedModel trained =
        new TrainedModel(
            null,
            2,
            List.of(),
            EvaluationCrop.NONE,
            JsonNodeFactory.instance.objectNode(),
            hashes,
            "");
    List<String> names = new ArrayList<>();
    Json.tree(trained).get("dataHashes").fieldNames().forEachRemaining(names::add);
    assertEquals(List.of("a", "b", "c", "d", "e", "f", "g", "h"), names);
  }
}
