package org.noisystudent.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.noisystudent.remote.RunStorageContract.bytes;
import static org.noisystudent.remote.RunStorageContract.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.storage.LocalRunStorage;
import org.noisystudent.storage.RunStorage;

/**
 * A process dies at each request of each operation in turn, before the service has done it and
 * after. Whoever looks next sees all of the old or all of the new, and can do it again.
 */
final class CrashTest {
  private static final byte[] LARGE = new byte[GrowingObject.JOINED];

  @TempDir Path folder;

  /**
   * An operation.
   *
   * @param before what is there
   * @param work what is done
   * @param seen what may be seen after a crash, but for what is seen before and after
   */
  record Operation(
      String name,
      Consumer<RunStorage> before,
      Consumer<RunStorage> work,
      List<Map<String, String>> seen) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Operation> operations() {
    Consumer<RunStorage> nothing = storage -> {};
    Consumer<RunStorage> old =
        storage -> {
          storage.publishFolder("model", folder(Map.of("a", "1", "b", "2", "deep/c", "3")));
          storage.publish("model/card", bytes("measured"));
        };
    return Stream.of(
        new Operation("publish", nothing, s -> s.publish("file", bytes("new")), List.of()),
        new Operation(
            "publish in place of an older one",
            s -> s.publish("file", bytes("old")),
            s -> s.publish("file", bytes("new")),
            List.of()),
        new Operation(
            "publish in a folder that was published",
            old,
            s -> s.publish("model/card", bytes("again")),
            List.of()),
        new Operation(
            "publish a file",
            s -> s.publish("file", bytes("old")),
            s -> s.publishFile("file", place -> Files.writeString(place, "new")),
            List.of()),
        new Operation(
            "publish a large file",
            s -> s.publish("file", bytes("old")),
            s ->
                s.publishFile(
                    "file",
                    place -> Files.write(place, new byte[(int) ObjectStore.ONE_REQUEST + 1])),
            List.of()),
        new Operation(
            "publish a folder",
            s -> s.publish("other", bytes("1")),
            s -> s.publishFolder("model", folder(Map.of("a", "4", "deep/d", "5"))),
            List.of()),
        new Operation(
            "publish a folder in place of an older one",
            old,
            s -> s.publishFolder("model", folder(Map.of("a", "4", "deep/d", "5"))),
            List.of(Map.of())),
        new Operation("remove a folder", old, s -> s.delete("model"), List.of(Map.of())),
        new Operation(
            "remove a file", s -> s.publish("file", bytes("1")), s -> s.delete("file"), List.of()),
        new Operation("begin a log", nothing, s -> s.append("log", bytes("1\n")), List.of()),
        new Operation(
            "add to a log",
            s -> s.append("log", bytes("1\n")),
            s -> s.append("log", bytes("2\n")),
            List.of()),
        new Operation(
            "add to a large log",
            s -> s.append("log", LARGE),
            s -> s.append("log", bytes("2\n")),
            List.of()));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void isSurvivedAtEveryRequest(Operation operation) throws Exception {
    int deaths = 0;
    for (boolean done : new boolean[] {false, true}) {
      boolean died = true;
      for (int request = 1; died; request++) {
        Path caches = Files.createDirectories(folder.resolve(done + "-" + request));
        try (FakeBucket bucket = new FakeBucket(caches)) {
          died = survives(operation, bucket, Faults.clientDiesAt(request, done));
        }
        deaths += died ? 1 : 0;
      }
    }
    assertTrue(deaths >= 2, deaths + " deaths");
  }

  private static boolean survives(Operation operation, FakeBucket bucket, Faults death)
      throws IOException {
    operation.before().accept(bucket.fresh(bucket.once()));
    Map<String, String> before = Contents.of(bucket.fresh(bucket.once()));
    RunStorage dying = bucket.fresh(bucket.once());
    bucket.service().fail(death);
    boolean died = false;
    try {
      operation.work().accept(dying);
    } catch (UserErrorException e) {
      died = true;
    }
    bucket.service().fail(Faults.none());
    Map<String, String> seen = Contents.of(bucket.fresh(bucket.once()));
    operation.work().accept(bucket.fresh(bucket.once()));
    Map<String, String> after = Contents.of(bucket.fresh(bucket.once()));
    List<Map<String, String>> allowed = new ArrayList<>(operation.seen());
    allowed.add(before);
    allowed.add(undisturbed(operation, 1));
    assertTrue(allowed.contains(seen), () -> operation + " leaves " + seen.keySet());
    // what is added is added once more, where it was added already
    boolean twice = operation.name().contains("log") && !seen.equals(before);
    assertEquals(undisturbed(operation, twice ? 2 : 1), after);
    assertNoRests(bucket, after);
    return died;
  }

  /** Returns what is there where nobody dies. */
  private static Map<String, String> undisturbed(Operation operation, int times)
      throws IOException {
    Path root = Files.createTempDirectory("undisturbed");
    RunStorage storage = new LocalRunStorage(root);
    operation.before().accept(storage);
    for (int i = 0; i < times; i++) {
      operation.work().accept(storage);
    }
    Map<String, String> contents = new TreeMap<>(Contents.of(storage));
    for (String name : storage.list("")) {
      storage.delete(name);
    }
    Files.delete(root);
    return contents;
  }

  /** All objects but the markers can be seen. */
  private static void assertNoRests(FakeBucket bucket, Map<String, String> seen) {
    NavigableSet<String> rests = new TreeSet<>();
    for (String name : bucket.service().objects().startingWith("").keySet()) {
      String path = name.substring(FakeBucket.PLACE.path().length() + 1);
      if (!seen.containsKey(path) && !path.endsWith("/.published")) {
        rests.add(path);
      }
    }
    assertEquals(new TreeSet<>(), rests);
  }
}
