package org.noisystudent.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.savedmodel.ClassifierSignature;
import org.noisystudent.savedmodel.ContentHash;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.noisystudent.savedmodel.ModelCard;
import org.noisystudent.savedmodel.ResourceVariable;
import org.noisystudent.savedmodel.SavedModelWriter;
import org.noisystudent.savedmodel.ServingGraph;
import org.noisystudent.savedmodel.UserErrorException;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

final class LocalRunStorageTest {
  private static final ModelCard CARD =
      new ModelCard(
          "b0",
          8,
          2,
          List.of("a", "b"),
          EvaluationCrop.NONE,
          JsonNodeFactory.instance.objectNode(),
          Map.of(),
          Map.of(),
          new ModelCard.Versions("2.18.0", "17", "0.1.0"),
          Instant.EPOCH,
          "");

  @TempDir Path folder;
  private LocalRunStorage storage;

  @BeforeEach
  void open() {
    storage = new LocalRunStorage(folder);
  }

  @Test
  void replacesAFileWhole() {
    storage.publish("a/b.txt", new byte[] {1, 2, 3});
    storage.publish("a/b.txt", new byte[] {4});
    assertArrayEquals(new byte[] {4}, storage.read("a/b.txt"));
    assertEquals(List.of("b.txt"), storage.list("a"));
  }

  @Test
  void streamsAFileInPlaceOfAnOlderOne() throws IOException {
    storage.publish("a/b.txt", new byte[] {1, 2, 3});
    Files.write(folder.resolve("a/.b.txt.partial"), new byte[9]); // of a killed process
    storage.publishFile("a/b.txt", file -> Files.writeString(file, "new"));
    assertArrayEquals("new".getBytes(UTF_8), storage.read("a/b.txt"));
    assertFalse(Files.exists(folder.resolve("a/.b.txt.partial")));
  }

  @Test
  void keepsTheOldFileWhenTheWriterOfTheNewOneFails() {
    storage.publish("b.txt", new byte[] {1});
    for (RuntimeException failure :
        List.of(new IllegalStateException(), new UncheckedIOException(new IOException("full")))) {
      var error =
          assertThrows(
              RuntimeException.class,
              () ->
                  storage.publishFile(
                      "b.txt",
                      file -> {
                        Files.writeString(file, "half");
                        throw failure;
                      }));
      boolean disk = failure instanceof UncheckedIOException;
      assertEquals(disk, error instanceof UserErrorException);
      assertArrayEquals(new byte[] {1}, storage.read("b.txt"));
      assertFalse(Files.exists(folder.resolve(".b.txt.partial")));
    }
  }

  @Test
  void replacesAFolderWhole() throws IOException {
    storage.publishFolder("model", place -> Files.writeString(place.resolve("old"), "1"));
    storage.publishFolder("model", place -> Files.writeString(place.resolve("new"), "2"));
    assertEquals(List.of("new"), storage.list("model"));
    assertEquals(List.of("model"), storage.list(""));
  }

  @Test
  void keepsTheOldFolderWhenTheNewOneFails() {
    storage.publishFolder("model", place -> Files.writeString(place.resolve("old"), "1"));
    var error =
        assertThrows(
            UserErrorException.class,
            () ->
                storage.publishFolder(
                    "model",
                    place -> {
                      Files.writeString(place.resolve("half"), "2");
                      throw new FileSystemException("x", null, "No space left on device");
                    }));
    assertEquals(
        folder.resolve("model")
            + " cannot be written: No space left on device; all that was finished before is kept,"
            + " mend this and run the same command again",
        error.getMessage());
    assertEquals(List.of("old"), storage.list("model"));
    assertFalse(Files.exists(folder.resolve(".model.partial")));
  }

  @Test
  void leavesNothingOfAFolderWhoseWriterHasABug() {
    assertThrows(
        IllegalStateException.class,
        () ->
            storage.publishFolder(
                "model",
                place -> {
                  Files.writeString(place.resolve("half"), "2");
                  throw new IllegalStateException();
                }));
    assertFalse(Files.exists(folder.resolve(".model.partial")));
    assertFalse(storage.exists("model"));
  }

  @Test
  void removesWhatAKilledProcessLeft() throws IOException {
    Path left = Files.createDirectories(folder.resolve(".model.partial/variables"));
    Files.writeString(left.resolve("old"), "half");
    storage.publishFolder("model", place -> Files.writeString(place.resolve("new"), "2"));
    assertEquals(List.of("new"), storage.list("model"));
    assertFalse(Files.exists(folder.resolve(".model.partial")));
  }

  @Test
  void namesTheFolderOfAModelThatTensorFlowCannotSave() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var handle = tf.varHandleOp(TFloat32.class, Shape.scalar());
      var variable = new ResourceVariable("v", TFloat32.class, Shape.scalar(), handle, true);
      var value = tf.readVariableOp(handle, TFloat32.class);
      var signature = new ClassifierSignature("predict", Map.of("x", value), Map.of("y", value));
      var model = new ServingGraph(graph, session, List.of(variable), List.of(signature));
      var error = // the variable has no value
          assertThrows(
              UserErrorException.class,
              () ->
                  storage.publishFolder(
                      "student-1", place -> SavedModelWriter.writeInto(model, CARD, place)));
      assertEquals(UserErrorException.Kind.DATA, error.kind());
      String start = folder.resolve("student-1") + " cannot be written: variables could not";
      assertTrue(error.getMessage().startsWith(start), error.getMessage());
    }
    assertFalse(Files.exists(folder.resolve(".student-1.partial")));
  }

  @Test
  void namesAPlaceThatCannotBeWritten() throws IOException {
    Files.writeString(folder.resolve("file"), "not a folder");
    var error =
        assertThrows(UserErrorException.class, () -> storage.publish("file/x", new byte[] {1}));
    assertTrue(error.getMessage().startsWith(folder.resolve("file/x") + " cannot be written: "));
  }

  @Test
  void saysWhenTheDiskIsFull() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    Files.createSymbolicLink(folder.resolve("journal"), full);
    var error =
        assertThrows(UserErrorException.class, () -> storage.append("journal", new byte[] {1}));
    assertTrue(error.getMessage().contains("No space left on device"), error.getMessage());
  }

  @Test
  void refusesPathsOutside() {
    assertThrows(IllegalArgumentException.class, () -> storage.read("../secret"));
  }

  @Test
  void hashesContentsNotTimes() throws IOException {
    storage.publishFolder("a", place -> Files.writeString(place.resolve("x"), "1"));
    storage.publishFolder("b", place -> Files.writeString(place.resolve("x"), "1"));
    storage.publishFolder("c", place -> Files.writeString(place.resolve("y"), "1"));
    String a = ContentHash.of(folder.resolve("a"));
    assertEquals(a, ContentHash.of(folder.resolve("b")));
    assertFalse(a.equals(ContentHash.of(folder.resolve("c"))));
  }
}
