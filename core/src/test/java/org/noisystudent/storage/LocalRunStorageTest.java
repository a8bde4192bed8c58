package org.noisystudent.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.savedmodel.ContentHash;
import org.noisystudent.savedmodel.UserErrorException;

final class LocalRunStorageTest {
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
