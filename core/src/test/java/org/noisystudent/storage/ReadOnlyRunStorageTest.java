package org.noisystudent.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadOnlyRunStorageTest {
  @TempDir Path folder;

  @Test
  void readsWhatTheOtherProcessWrites() {
    RunStorage other = new LocalRunStorage(folder);
    RunStorage own = new ReadOnlyRunStorage(other);
    other.publish("a/file", new byte[] {1});
    assertTrue(own.exists("a/file"));
    assertArrayEquals(new byte[] {1}, own.read("a/file"));
    assertEquals(List.of("file"), own.list("a"));
    assertEquals(folder.resolve("a/file"), own.locate("a/file"));
  }

  @Test
  void leavesNoTrace() throws IOException {
    new LocalRunStorage(folder).publish("file", new byte[] {1});
    RunStorage own = new ReadOnlyRunStorage(new LocalRunStorage(folder));
    own.publish("file", new byte[] {2});
    own.publishFile("other", file -> Files.write(file, new byte[] {2}));
    own.publishFolder("folder", place -> Files.write(place.resolve("file"), new byte[] {2}));
    own.append("file", new byte[] {2});
    own.append("log", new byte[] {2});
    own.delete("file");
    try (var files = Files.walk(folder)) {
      assertEquals(2, files.count());
    }
    assertArrayEquals(new byte[] {1}, own.read("file"));
  }

  @Test
  void givesTheStorageForWhatEveryProcessWrites() {
    RunStorage every = new ReadOnlyRunStorage(new LocalRunStorage(folder)).ofEveryProcess();
    every.publish("part-1", new byte[] {1});
    assertTrue(Files.exists(folder.resolve("part-1")));
    assertEquals(every, every.ofEveryProcess());
  }
}
