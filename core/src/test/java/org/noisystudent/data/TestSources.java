package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.function.Executable;
import org.noisystudent.config.DataConfig;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.savedmodel.UserErrorException;

/** Opens sources for tests, and the files that Python wrote. */
final class TestSources {
  static final SourceConfig NONE = new SourceConfig(Format.NONE, "", "");

  private TestSources() {}

  static Path golden(String topic) {
    return Path.of(System.getProperty("project.root", ".."))
        .resolve("test-data/golden")
        .resolve(topic);
  }

  static JsonNode expected(String topic) throws IOException {
    return new ObjectMapper().readTree(golden(topic).resolve("expected.json").toFile());
  }

  static DataConfig data(SourceConfig labeled, SourceConfig test, int classes, int shards) {
    return new DataConfig(
        labeled, NONE, test, 0, 0, classes, List.of(), 0, 1 << 20, 0, 2, 0, 0, shards);
  }

  static ImageSources sources(DataConfig data) {
    return new ImageSources(data, Optional.empty(), new CorruptRecords(0, line -> {}));
  }

  /** Opens a source of so many classes, some of them known by name. */
  static ImageSources.Opened open(SourceConfig source, int classes, List<String> known) {
    return sources(data(source, NONE, classes, 0)).open(source, known);
  }

  /** Returns what a user is told who did something wrong with the data. */
  static String refusal(Executable opening) {
    UserErrorException error = assertThrows(UserErrorException.class, opening);
    assertEquals(UserErrorException.Kind.DATA, error.kind());
    assertEquals(1, error.getMessage().lines().count());
    return error.getMessage();
  }

  static String sha256(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }
}
