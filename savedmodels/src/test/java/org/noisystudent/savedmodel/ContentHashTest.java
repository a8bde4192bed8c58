package org.noisystudent.savedmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentHashTest {
  @TempDir Path folder;

  @Test
  void dependsOnNamesAndContentsButNotOnTimes() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "xy");
    String before = ContentHash.of(folder);
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    assertEquals(before, ContentHash.of(folder));

    Files.writeString(file, "xz");
    assertNotEquals(before, ContentHash.of(folder));
    Files.writeString(file, "xy");
    assertEquals(before, ContentHash.of(folder));

    Files.move(file, folder.resolve("b"));
    assertNotEquals(before, ContentHash.of(folder));
  }

  @Test
  void tellsApartFilesThatJoinToTheSameBytes() throws IOException {
    Files.writeString(folder.resolve("a"), "1");
    Files.writeString(folder.resolve("b"), "23");
    String before = ContentHash.of(folder);
    Files.writeString(folder.resolve("a"), "12");
    Files.writeString(folder.resolve("b"), "3");
    assertNotEquals(before, ContentHash.of(folder));
  }
}
