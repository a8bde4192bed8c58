package org.noisystudent.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.storage.RunStorage;

final class GcsRunStorageTest extends RunStorageContract {
  @TempDir Path folder;
  private FakeBucket bucket;

  @BeforeEach
  void open() throws IOException {
    bucket = new FakeBucket(folder);
  }

  @AfterEach
  void close() {
    bucket.close();
  }

  @Override
  RunStorage fresh() throws IOException {
    return bucket.fresh(bucket.patient());
  }

  @Test
  void leavesAFolderUnderPlainNamesThatOthersCanServe() throws IOException {
    fresh().publishFolder("savedmodels/student-1", folder(Map.of("saved_model.pb", "graph")));
    assertArrayEquals(bytes("graph"), stored("savedmodels/student-1/saved_model.pb"));
    String marker = text(stored("savedmodels/student-1/.published"));
    assertTrue(marker.contains("\"name\" : \"saved_model.pb\""), marker);
    assertTrue(marker.contains("\"crc32c\" : \"" + Checksums.of(bytes("graph")).crc32c()), marker);
  }

  @Test
  void takesUpARunDirectoryThatWasCopiedIntoTheBucket() throws IOException {
    String root = FakeBucket.PLACE.path();
    for (String name : List.of("journal.jsonl", "checkpoints/a/step-1/variables.index")) {
      bucket
          .service()
          .objects()
          .put(root + "/" + name, bytes(name), "x", Map.of(), false, OptionalLong.empty());
    }
    assertEquals(List.of("step-1"), fresh().list("checkpoints/a"));
    fresh().append("journal.jsonl", bytes("+"));
    assertEquals("journal.jsonl+", text(fresh().read("journal.jsonl")));
    Path step = fresh().locate("checkpoints/a/step-1");
    assertTrue(Files.exists(step.resolve("variables.index")));
    fresh().publishFolder("checkpoints/a/step-1", folder(Map.of("other", "1")));
    assertEquals(List.of("other"), fresh().list("checkpoints/a/step-1"));
  }

  @Test
  void keepsAFolderWholeThatIsCopiedElsewhereInTheBucket() throws IOException {
    fresh().publishFolder("model", folder(Map.of("graph", "1", "deep/weights", "2")));
    String root = FakeBucket.PLACE.path() + "/";
    new TreeMap<>(bucket.service().objects().startingWith(root + "model"))
        .forEach(
            (name, object) ->
                bucket
                    .service()
                    .objects()
                    .put(
                        name.replace(root + "model", root + "copies/other"),
                        object.bytes(),
                        "x",
                        object.metadata(),
                        false,
                        OptionalLong.empty()));
    fresh().delete("model");
    assertEquals(
        Map.of("copies/other/graph", "1", "copies/other/deep/weights", "2"), Contents.of(fresh()));
  }

  @Test
  void publishesAFileThatTakesASession() throws IOException {
    byte[] large = new byte[(int) ObjectStore.ONE_REQUEST + 12_345];
    new Random(1).nextBytes(large);
    RunStorage storage = fresh();
    storage.publishFile("shard", file -> Files.write(file, large));
    storage.publishFolder("model", place -> Files.write(place.resolve("weights"), large));
    assertArrayEquals(large, fresh().read("shard"));
    assertArrayEquals(large, Files.readAllBytes(fresh().locate("model/weights")));
    assertTrue(
        bucket.service().log().stream().anyMatch(line -> line.contains("uploadType=resumable")),
        bucket.service().log().toString());
  }

  @Test
  void addsToALargeFileByJoining() throws IOException {
    byte[] large = new byte[GrowingObject.JOINED];
    new Random(1).nextBytes(large);
    RunStorage storage = fresh();
    storage.append("log", large);
    storage.append("log", bytes("1"));
    storage.append("log", bytes("2"));
    fresh().append("log", bytes("3"));
    byte[] all = fresh().read("log");
    assertEquals(large.length + 3, all.length);
    assertEquals("123", text(all).substring(text(all).length() - 3));
    assertEquals(List.of("log"), List.copyOf(names()));
    assertEquals(3, requests("POST log/compose"));
  }

  @Test
  void fetchesNothingTwice() throws IOException {
    fresh().publishFolder("model", folder(Map.of("a", "1", "b", "2")));
    RunStorage storage = fresh();
    storage.locate("model");
    long before = requests("alt=media");
    storage.locate("model");
    storage.locate("model/a");
    assertEquals(before, requests("alt=media"));
  }

  @Test
  void fetchesAgainWhatWasDamagedOnTheDisk() throws IOException {
    fresh().publish("file", bytes("content"));
    Path cache = Files.createDirectories(folder.resolve("kept"));
    Path copy = new GcsRunStorage(bucket.objects(bucket.once()), cache).locate("file");
    Files.writeString(copy, "CONTENT");
    Path again = new GcsRunStorage(bucket.objects(bucket.once()), cache).locate("file");
    assertEquals(copy, again);
    assertEquals("content", Files.readString(again));
  }

  @Test
  void twoProcessesNeverBothAddToAFile() throws IOException {
    RunStorage first = fresh();
    first.append("journal.jsonl", bytes("1\n"));
    RunStorage second = fresh();
    assertEquals("1\n", text(second.read("journal.jsonl")));
    first.append("journal.jsonl", bytes("2\n")); // after the second one has read
    var error =
        assertThrows(
            UserErrorException.class, () -> second.append("journal.jsonl", bytes("other\n")));
    assertTrue(error.getMessage().contains("journal.jsonl was changed by another process"));
    assertEquals(UserErrorException.Kind.DATA, error.kind());
    assertThrows(UserErrorException.class, () -> second.publish("journal.jsonl", bytes("all\n")));
    assertEquals("1\n2\n", text(fresh().read("journal.jsonl")));
  }

  @Test
  void triesAgainWhatTheServiceRefusesForAWhile() throws IOException {
    for (int status : new int[] {429, 503, 500, 408}) {
      bucket.service().fail(Faults.refusing(2, status));
      RunStorage storage = fresh();
      storage.publishFolder("model", folder(Map.of("a", "1", "b", "" + status)));
      storage.append("log", bytes("x"));
      assertEquals("" + status, text(storage.read("model/b")));
      storage.delete("model");
    }
    assertEquals(Map.of("log", "xxxx"), Contents.of(fresh()));
  }

  @Test
  void takesItsOwnWorkForItsOwnWhereAnAnswerIsLost() throws IOException {
    byte[] large = new byte[GrowingObject.JOINED];
    boolean more = true;
    for (int lost = 1; more; lost++) {
      Faults faults = Faults.losingAnswer(lost);
      bucket.service().fail(faults);
      RunStorage storage = fresh();
      String name = "run-" + lost;
      storage.append(name + "/log", large);
      storage.append(name + "/log", bytes("1"));
      storage.publishFolder(name + "/model", folder(Map.of("a", "1")));
      storage.publishFolder(name + "/model", folder(Map.of("a", "2", "b", "3")));
      storage.publish(name + "/shard", bytes("1"));
      storage.delete(name + "/shard");
      more = faults.requests() >= lost;
      bucket.service().fail(Faults.none());
      assertEquals(List.of("log", "model"), fresh().list(name));
      assertEquals(large.length + 1, fresh().read(name + "/log").length);
      assertEquals("2", text(fresh().read(name + "/model/a")));
      storage.delete(name);
    }
  }

  @Test
  void goesOnWithASessionWhereAnAnswerIsLost() throws IOException {
    byte[] large = new byte[(int) ObjectStore.ONE_REQUEST + 1];
    boolean more = true;
    for (int lost = 1; more; lost++) {
      Faults faults = Faults.losingAnswer(lost);
      bucket.service().fail(faults);
      fresh().publishFile("shard", file -> Files.write(file, large));
      more = faults.requests() >= lost;
      bucket.service().fail(Faults.none());
      assertArrayEquals(large, fresh().read("shard"));
    }
  }

  @Test
  void saysInOneLineThatTheServiceIsAway() throws IOException {
    RunStorage storage =
        bucket.fresh(bucket.settings(Duration.ofMillis(50), Duration.ofSeconds(60)));
    storage.publish("done", bytes("1"));
    bucket.service().fail(Faults.outage());
    var error = assertThrows(UserErrorException.class, () -> storage.publish("file", bytes("1")));
    assertEquals(UserErrorException.Kind.DATA, error.kind());
    assertEquals(1, error.getMessage().lines().count());
    assertTrue(
        Pattern.matches(
            "gs://bucket/runs/first/file cannot be .*: Google Cloud Storage did not do it within 0"
                + " s \\(503 injected\\); all that was finished before is kept, run the same"
                + " command again",
            error.getMessage()),
        error.getMessage());
  }

  @Test
  void saysInOneLineWhatIsNotAllowed() throws IOException {
    RunStorage storage = fresh();
    for (int status : new int[] {401, 403}) {
      bucket.service().fail(Faults.refusing(1000, status));
      var error = assertThrows(UserErrorException.class, () -> storage.publish("file", bytes("1")));
      String expected = status == 401 ? "credentials have expired" : "permission denied (";
      assertTrue(error.getMessage().contains(expected), error.getMessage());
      assertEquals(1, error.getMessage().lines().count());
    }
  }

  @Test
  void saysThatThereIsNoSuchBucket() throws IOException {
    GsPlace other = GsPlace.of("gs://other/run");
    try (GcsClient client = GcsClient.open(other, bucket.once())) {
      ObjectStore objects =
          new ObjectStore(client.storage(), other, Duration.ofSeconds(1), () -> {});
      var error =
          assertThrows(
              UserErrorException.class,
              () -> new GcsRunStorage(objects, folder).publish("file", bytes("1")));
      assertTrue(error.getMessage().contains("no such bucket"), error.getMessage());
    }
  }

  @Test
  void hidesWhatIsNotPublished() throws IOException {
    fresh().publishFolder("model", folder(Map.of("a", "1", "deep/b", "2")));
    bucket
        .service()
        .objects()
        .delete(FakeBucket.PLACE.path() + "/model/.published", OptionalLong.empty());
    RunStorage storage = fresh();
    assertEquals(Map.of(), Contents.of(storage));
    for (String path : List.of("model", "model/a", "model/deep", "model/deep/b")) {
      assertFalse(storage.exists(path), path);
      assertFalse(Files.exists(storage.locate(path)), path);
    }
    assertThrows(UserErrorException.class, () -> storage.read("model/a"));
    storage.append("model/a", bytes("new"));
    assertEquals(Map.of("model/a", "new"), Contents.of(fresh()));
  }

  private List<String> names() {
    int root = FakeBucket.PLACE.path().length() + 1;
    return bucket.service().objects().startingWith("").keySet().stream()
        .map(name -> name.substring(root))
        .toList();
  }

  private byte[] stored(String name) {
    return bucket
        .service()
        .objects()
        .get(FakeBucket.PLACE.path() + "/" + name, OptionalLong.empty())
        .bytes();
  }

  private long requests(String part) {
    String escaped = part.replace("POST log", "POST runs%2Ffirst%2Flog");
    return bucket.service().log().stream().filter(line -> line.contains(escaped)).count();
  }
}
