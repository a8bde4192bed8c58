package org.noisystudent.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.savedmodel.UserErrorException;

final class GcsFilesTest {
  @TempDir Path folder;
  private FakeBucket bucket;
  private GcsFiles files;

  @BeforeEach
  void open() throws IOException {
    bucket = new FakeBucket(folder);
    files = new GcsFiles(bucket.patient(), folder.resolve("caches"));
  }

  @AfterEach
  void close() {
    bucket.close();
  }

  @Test
  void fetchesAFolderAsItIsNow() throws IOException {
    put("data/train/a/1.png", "1");
    put("data/train/b/2.png", "2");
    put("data/train-labels", "3");
    Path place = files.fetch("gs://bucket/data/train");
    assertEquals(List.of("a/1.png", "b/2.png"), names(place));
    bucket.service().objects().delete("data/train/a/1.png", OptionalLong.empty());
    put("data/train/b/3.png", "3");
    assertEquals(List.of("b/2.png", "b/3.png"), names(files.fetch("gs://bucket/data/train")));
    assertEquals("3", Files.readString(files.fetch("gs://bucket/data/train-labels")));
    assertEquals("2", Files.readString(files.fetch("gs://bucket/data/train/b/2.png")));
  }

  @Test
  void fetchesWhatAPatternStandsFor() throws IOException {
    put("data/a-0.tfrecord", "0");
    put("data/a-1.tfrecord", "1");
    put("data/b-0.tfrecord", "2");
    put("data/more/a-2.tfrecord", "3");
    put("data/.a-3.tfrecord", "4");
    Path place = files.fetch("gs://bucket/data/a-*.tfrecord");
    assertEquals("a-*.tfrecord", place.getFileName().toString());
    assertEquals(List.of("a-0.tfrecord", "a-1.tfrecord"), shards(place.getParent()));
    bucket.service().objects().delete("data/a-0.tfrecord", OptionalLong.empty());
    files.fetch("gs://bucket/data/*.tfrecord");
    assertEquals(List.of("a-1.tfrecord", "b-0.tfrecord"), shards(place.getParent()));
    assertThrows(UserErrorException.class, () -> files.fetch("gs://bucket/data/[x"));
  }

  @Test
  void fetchesFromTheTopOfABucket() throws IOException {
    put("model/saved_model.pb", "graph");
    assertEquals(List.of("saved_model.pb"), names(files.fetch("gs://bucket/model")));
    put("top.tfrecord", "1");
    assertTrue(Files.exists(files.fetch("gs://bucket/top.tfrecord")));
  }

  @Test
  void leavesNothingWhereNothingIs() {
    assertFalse(Files.exists(files.fetch("gs://bucket/data/none")));
    assertThrows(UserErrorException.class, () -> files.fetch("gs://bucket"));
    assertTrue(files.know("gs://bucket/x"));
    assertFalse(files.know("s3://bucket/x"));
  }

  @Test
  void fetchesNothingTwice() throws IOException {
    put("data/a", "1");
    files.fetch("gs://bucket/data");
    long before = downloads();
    files.fetch("gs://bucket/data");
    assertEquals(before, downloads());
    put("data/a", "2"); // of the same size
    files.fetch("gs://bucket/data");
    assertEquals(before + 1, downloads());
  }

  private long downloads() {
    return bucket.service().log().stream().filter(line -> line.contains("alt=media")).count();
  }

  private void put(String name, String content) {
    bucket
        .service()
        .objects()
        .put(name, RunStorageContract.bytes(content), "x", Map.of(), false, OptionalLong.empty());
  }

  private static List<String> shards(Path place) throws IOException {
    return names(place).stream().filter(name -> !name.startsWith(".")).toList();
  }

  private static List<String> names(Path place) throws IOException {
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(Files::isRegularFile)
          .map(file -> place.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
