package org.noisystudent.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.storage.RunStorage;

/** What every storage of a run directory promises. */
abstract class RunStorageContract {
  /** Returns the storage of one directory, as a process sees it that has just started. */
  abstract RunStorage fresh() throws IOException;

  @Test
  void replacesAFileWhole() throws IOException {
    fresh().publish("a/b.txt", bytes("old content"));
    fresh().publish("a/b.txt", bytes("new"));
    assertEquals(Map.of("a/b.txt", "new"), Contents.of(fresh()));
  }

  @Test
  void streamsAFileInPlaceOfAnOlderOne() throws IOException {
    fresh().publish("a/b.txt", bytes("old content"));
    fresh().publishFile("a/b.txt", file -> Files.writeString(file, "new"));
    assertEquals("new", text(fresh().read("a/b.txt")));
  }

  @Test
  void keepsTheOldFileWhenTheWriterOfTheNewOneFails() throws IOException {
    fresh().publish("b.txt", bytes("old"));
    RunStorage storage = fresh();
    for (RuntimeException failure :
        List.of(new IllegalStateException(), new UncheckedIOException(new IOException("full")))) {
      assertThrows(
          RuntimeException.class,
          () ->
              storage.publishFile(
                  "b.txt",
                  file -> {
                    Files.writeString(file, "half");
                    throw failure;
                  }));
      assertEquals(Map.of("b.txt", "old"), Contents.of(fresh()));
      assertEquals("old", text(storage.read("b.txt")));
    }
  }

  @Test
  void replacesAFolderWhole() throws IOException {
    fresh().publishFolder("model", folder(Map.of("old", "1", "both", "2", "deep/old", "3")));
    assertEquals(List.of("both", "deep", "old"), fresh().list("model"));
    fresh().publishFolder("model", folder(Map.of("new", "4", "both", "5")));
    assertEquals(Map.of("model/new", "4", "model/both", "5"), Contents.of(fresh()));
    assertEquals(List.of("model"), fresh().list(""));
    assertEquals(List.of("both", "new"), fresh().list("model"));
  }

  @Test
  void keepsTheOldFolderWhenTheWriterOfTheNewOneFails() throws IOException {
    fresh().publishFolder("model", folder(Map.of("old", "1")));
    RunStorage storage = fresh();
    assertThrows(
        IllegalStateException.class,
        () ->
            storage.publishFolder(
                "model",
                place -> {
                  Files.writeString(place.resolve("half"), "2");
                  throw new IllegalStateException();
                }));
    assertEquals(Map.of("model/old", "1"), Contents.of(fresh()));
    assertTrue(Files.exists(storage.locate("model").resolve("old")));
  }

  @Test
  void putsAFileIntoAFolderThatWasPublished() throws IOException {
    fresh().publishFolder("model", folder(Map.of("card", "old", "graph", "1")));
    fresh().publish("model/card", bytes("measured"));
    fresh().publishFile("model/more", file -> Files.writeString(file, "2"));
    assertEquals(
        Map.of("model/card", "measured", "model/graph", "1", "model/more", "2"),
        Contents.of(fresh()));
    fresh().publishFolder("model", folder(Map.of("graph", "3")));
    assertEquals(Map.of("model/graph", "3"), Contents.of(fresh()));
  }

  @Test
  void addsToAFile() throws IOException {
    RunStorage storage = fresh();
    storage.append("logs/a.jsonl", bytes("1\n"));
    storage.append("logs/a.jsonl", bytes("2\n"));
    fresh().append("logs/a.jsonl", bytes("3\n"));
    assertEquals("1\n2\n3\n", text(fresh().read("logs/a.jsonl")));
    assertEquals(List.of("a.jsonl"), fresh().list("logs"));
  }

  @Test
  void addsToAFileThatItHasReplaced() throws IOException {
    RunStorage storage = fresh();
    storage.append("a", bytes("1 torn"));
    assertEquals("1 torn", text(storage.read("a")));
    storage.publish("a", bytes("1\n"));
    storage.append("a", bytes("2\n"));
    storage.publishFile("a", file -> Files.writeString(file, "3\n"));
    storage.append("a", bytes("4\n"));
    assertEquals("3\n4\n", text(fresh().read("a")));
    storage.delete("a");
    storage.append("a", bytes("5\n"));
    assertEquals("5\n", text(fresh().read("a")));
  }

  @Test
  void removesFilesAndFolders() throws IOException {
    fresh().publish("a/file", bytes("1"));
    fresh().publish("a-file", bytes("2"));
    fresh().publishFolder("a/model", folder(Map.of("deep/file", "3")));
    RunStorage storage = fresh();
    storage.delete("nothing");
    storage.delete("a/model/deep/file");
    assertFalse(storage.exists("a/model/deep/file"));
    storage.delete("a/model");
    assertEquals(List.of("file"), storage.list("a"));
    storage.delete("a");
    assertEquals(Map.of("a-file", "2"), Contents.of(fresh()));
    assertEquals(List.of("a-file"), storage.list(""));
  }

  @Test
  void knowsWhatExists() throws IOException {
    fresh().publish("a/b/file", bytes("1"));
    fresh().publishFolder("a/model", folder(Map.of("deep/file", "2")));
    fresh().publishFolder("a/empty", place -> {});
    RunStorage storage = fresh();
    for (String there :
        List.of(
            "a", "a/b", "a/b/file", "a/model", "a/model/deep", "a/model/deep/file", "a/empty")) {
      assertTrue(storage.exists(there), there);
      assertTrue(storage.exists("./" + there), there);
      assertTrue(Files.exists(storage.locate(there)), there);
    }
    assertEquals(List.of("b", "empty", "model"), storage.list("a"));
    assertEquals(List.of("file"), storage.list("a/model/deep"));
    for (String absent : List.of("b", "a/b/file/x", "a/b/fil", "a/mode", "a/model/file", "c/d")) {
      assertFalse(storage.exists(absent), absent);
      assertFalse(Files.exists(storage.locate(absent)), absent);
      assertEquals(List.of(), storage.list(absent), absent);
    }
  }

  @Test
  void namesAFileThatIsNotThere() throws IOException {
    RunStorage storage = fresh();
    var error = assertThrows(UserErrorException.class, () -> storage.read("a/b"));
    assertEquals(storage.name("a/b") + " cannot be read: no such file", error.getMessage());
    assertEquals(UserErrorException.Kind.DATA, error.kind());
  }

  @Test
  void locatesWhatOtherProgramsOpen() throws IOException {
    fresh().publishFolder("step-8", folder(Map.of("variables.index", "i", "variables.data", "d")));
    fresh().publish("shards/one", bytes("1"));
    fresh().publish("shards/more/two", bytes("2"));
    RunStorage storage = fresh();
    // TensorFlow's checkpoints are named by the part that their files have in common
    Path prefix = storage.locate("step-8/variables");
    assertEquals("i", Files.readString(Path.of(prefix + ".index")));
    assertEquals("d", Files.readString(Path.of(prefix + ".data")));
    Path shards = storage.locate("shards");
    assertEquals("1", Files.readString(shards.resolve("one")));
    assertEquals("2", Files.readString(shards.resolve("more/two")));
    assertEquals("d", Files.readString(fresh().locate("step-8/variables.data")));
  }

  @Test
  void locatesWhatIsThereNow() throws IOException {
    RunStorage reader = fresh();
    RunStorage writer = fresh();
    writer.publish("shards/one", bytes("1"));
    writer.publish("shards/two", bytes("2"));
    writer.publishFolder("model", folder(Map.of("a", "1", "b", "2")));
    assertTrue(Files.exists(reader.locate("shards").resolve("two")));
    assertTrue(Files.exists(reader.locate("model").resolve("b")));
    writer.publish("shards/one", bytes("x")); // of the same size
    writer.delete("shards/two");
    writer.publishFolder("model", folder(Map.of("a", "3")));
    assertEquals("x", Files.readString(reader.locate("shards").resolve("one")));
    assertFalse(Files.exists(reader.locate("shards").resolve("two")));
    assertEquals("3", Files.readString(reader.locate("model").resolve("a")));
    assertFalse(Files.exists(reader.locate("model").resolve("b")));
    writer.delete("model");
    assertFalse(Files.exists(reader.locate("model")));
  }

  @Test
  void takesAnyNameAndNoContent() throws IOException {
    for (String name : List.of("a b+c%2F&d=e#f?", "Größe", "x/events.out.0000000000.y")) {
      fresh().publish(name, new byte[0]);
      fresh().publishFile("also " + name, file -> Files.write(file, new byte[0]));
      RunStorage storage = fresh();
      assertArrayEquals(new byte[0], storage.read(name), name);
      assertEquals(0, Files.size(storage.locate("also " + name)), name);
      storage.append(name, bytes("1"));
      assertEquals("1", text(fresh().read(name)));
    }
  }

  @Test
  void refusesPathsOutside() throws IOException {
    RunStorage storage = fresh();
    assertThrows(IllegalArgumentException.class, () -> storage.read("../secret"));
    assertThrows(IllegalArgumentException.class, () -> storage.publish("/tmp/x", bytes("1")));
  }

  static RunStorage.FolderWriter folder(Map<String, String> files) {
    return place -> {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = place.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
    };
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
