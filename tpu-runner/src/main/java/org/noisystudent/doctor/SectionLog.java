package org.noisystudent.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.noisystudent.storage.Json;

/**
 * The sections of a process that may end at any moment: each is in the file as soon as it is begun,
 * and again when it is done.
 */
final class SectionLog {
  private static final String BEGUN = "begun";

  private final Path file;

  SectionLog(Path file) {
    this.file = file;
  }

  /** Finds out a section, and returns what its finder returned, if it did not fail. */
  <T> Optional<T> section(String name, Section.Finder<T> finder) {
    append(Map.of(BEGUN, name));
    AtomicReference<T> found = new AtomicReference<>();
    append(Section.of(name, finder, found));
    return Optional.ofNullable(found.get());
  }

  /** Says that a section cannot be found out. */
  void failed(String name, String why) {
    append(Section.failed(name, why));
  }

  private void append(Object line) {
    try {
      Files.write(file, Json.line(line), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the sections of a process that has ended.
   *
   * @param names of all that there should be, in order
   * @param end how the process ended, for the section that it was at; the others were not reached
   */
  List<Section> read(List<String> names, String end) throws IOException {
    byte[] lines = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    List<JsonNode> logged = Json.lines(file.getFileName().toString(), lines);
    List<Section> sections = new ArrayList<>();
    for (String name : names) {
      Section section = Section.failed(name, "not reached: " + end);
      for (JsonNode line : logged) {
        if (line.path(BEGUN).asText().equals(name)) {
          section = Section.failed(name, end);
        } else if (line.path("name").asText().equals(name)) {
          section = Json.read(name, Json.line(line), Section.class);
        }
      }
      sections.add(section);
    }
    return sections;
  }
}
