package org.noisystudent.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.cli.Main;
import org.noisystudent.cli.Photos;
import org.noisystudent.cli.RunContents;
import org.noisystudent.process.ChildProgram;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.RunStorage;

/** The loop by the command that a user types, on a disk and in a bucket. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RemoteRunTest {
  private static final String CONFIG =
      """
      data:
        classes: 3
        labeled: {format: folder, images: DIR/photos}
        unlabeled: {format: folder, images: DIR/photos}
        test: {format: folder, images: DIR/photos}
      augment: {evaluationCrop: none}
      model: {width: 0.1, depth: 0.1, resolution: 16, batchNormMomentum: 0.8}
      train:
        steps: 6
        labeledBatch: 6
        unlabeledRatio: 1
        checkpointEvery: 2
        keepCheckpoints: 2
        logEvery: 1
        emaDecay: 0.8
        learningRate: {schedule: constant, peak: 0.003, warmupSteps: 0}
      noise: {randAugment: {layers: 1, magnitude: 3, translateConst: 2, cutoutConst: 2}}
      pseudoLabel: {minConfidence: 0, perClass: 5, shards: 2}
      selfTraining: {students: [{}]}
      device: {threads: 1}
      """;

  private static final Duration LEASE = Duration.ofMinutes(2);

  private Path folder;
  private Path config;
  private FakeStorage service;
  private Map<String, String> expected;

  @BeforeAll
  void runOnTheDisk(@TempDir Path temporary) throws Exception {
    folder = temporary;
    service = FakeStorage.start();
    Photos.colours(folder.resolve("photos"), 4);
    config = folder.resolve("config.yaml");
    Files.writeString(config, CONFIG.replace("DIR", folder.toString()));
    Path loaded = folder.resolve("classes.log");
    run(
        List.of("-Xlog:class+load:file=" + loaded),
        0,
        "run",
        config,
        "--run-dir",
        folder.resolve("local"));
    expected = RunContents.of(folder.resolve("local"));
    List<String> classes = Files.readAllLines(loaded);
    assertTrue(holds(classes, "org.noisystudent.run.RunDirectory"));
    assertFalse(holds(classes, "com.google.cloud."));
    assertFalse(holds(classes, "com.google.auth."));
    assertFalse(holds(classes, "com.google.api."));
  }

  @AfterAll
  void stop() {
    service.close();
  }

  @Test
  void inABucketIsTheRunOnTheDiskBitForBit() throws Exception {
    ChildProgram run = run(List.of(), 0, "run", config, "--run-dir", "gs://bucket/whole", "--json");
    assertTrue(run.err().contains("run directory gs://bucket/whole, seed 1"), run.err());
    assertTrue(run.err().contains("report: gs://bucket/whole/report.html"), run.err());
    assertEquals("student-1", json(run).get("stages").get(1).get("name").asText());
    assertEquals(expected, contents("whole"));
    assertFalse(service.objects().find("whole/.lock").isPresent());

    ChildProgram again = run(List.of(), 0, "run", config, "--run-dir", "gs://bucket/whole");
    assertTrue(again.err().startsWith("resuming gs://bucket/whole"), again.err());
    assertFalse(again.err().contains("student-1/train ..."), again.err());

    ChildProgram report = run(List.of(), 0, "report", "gs://bucket/whole");
    assertTrue(report.out().contains("student-1"), report.out());
    assertTrue(report.err().contains("written: gs://bucket/whole/report.html"), report.err());

    ChildProgram other =
        run(List.of(), 2, "run", config, "--run-dir", "gs://bucket/whole", "--set", "seed=2");
    assertTrue(other.err().contains("gs://bucket/whole was made by another config (seed: 1 -> 2)"));
  }

  @Test
  @Tag("long")
  void thatIsKilledAndTakenUpByAMachineWithNothingIsTheSameInTheEnd() throws Exception {
    int kills = 0;
    boolean ended = false;
    for (int start = 25; !ended; start += 35) {
      ended = isKilledAtRequest(start + 40 * (kills % 2));
      kills += ended ? 0 : 1;
      service.objects().pass(LEASE); // of the dead
    }
    assertTrue(kills >= 3, kills + " kills");
    assertEquals(expected, contents("killed"));
  }

  private boolean isKilledAtRequest(int request) throws Exception {
    Path machine = Files.createTempDirectory(folder, "machine");
    try (ChildProgram run =
        start(machine, List.of(), "run", config, "--run-dir", "gs://bucket/killed")) {
      service.fail(Faults.at(request, run::kill));
      int code = run.exitCode();
      service.fail(Faults.none());
      assertTrue(code == 0 || code == 137, run.err());
      return code == 0;
    }
  }

  @Test
  void readsModelsAndShardsFromABucket() throws Exception {
    run(List.of(), 0, "convert", folder.resolve("photos"), "--out", folder.resolve("shards"));
    upload("shards", "data/shards");
    upload("local/savedmodels/student-1", "models/student");
    ChildProgram local =
        run(
            List.of(),
            0,
            "evaluate",
            "--model",
            folder.resolve("local/savedmodels/student-1"),
            "--benchmark",
            "folder",
            "--data",
            folder.resolve("shards"),
            "--json");
    ChildProgram remote =
        run(
            List.of(),
            0,
            "evaluate",
            "--model",
            "gs://bucket/models/student",
            "--benchmark",
            "folder",
            "--data",
            "gs://bucket/data/shards",
            "--json");
    assertEquals(json(local), json(remote));
    ChildProgram train =
        run(
            List.of(),
            0,
            "train",
            config,
            "--out",
            "gs://bucket/trained",
            "--set",
            "data.labeled={format: tfrecord, images: 'gs://bucket/data/shards/*.tfrecord'}",
            "--json");
    assertEquals(12, json(train).get("labeled").asInt());
    assertTrue(service.objects().find("trained/savedmodels/model/saved_model.pb").isPresent());
    ChildProgram none =
        run(
            List.of(),
            3,
            "evaluate",
            "--model",
            "gs://bucket/models/none",
            "--benchmark",
            "folder",
            "--data",
            "gs://bucket/data/shards");
    assertEquals(1, none.err().lines().count(), none.err());
  }

  @Test
  void isServedByTensorFlowFromTheBucketAsItIs() throws Exception {
    Path local = folder.resolve("local/savedmodels/student-1");
    publish("served", "savedmodels/student-1", local);
    Path machine = Files.createTempDirectory(folder, "machine");
    try (TlsProxy proxy = TlsProxy.start(machine, service.endpoint());
        ChildProgram reader =
            ChildProgram.start(
                machine,
                Map.of(
                    "HTTPS_PROXY",
                    proxy.address(),
                    "CURL_CA_BUNDLE",
                    proxy.certificate().toString()),
                List.of(),
                ReadByTensorFlow.class,
                "gs://bucket/served/savedmodels/student-1/saved_model.pb",
                "gs://bucket/served/savedmodels/student-1")) {
      assertEquals(0, reader.exitCode(), reader.err());
      assertEquals(
          "bytes %d\nsignature input_gradient\nsignature predict\nsignature serving_default\n"
              .formatted(Files.size(local.resolve("saved_model.pb"))),
          reader.out());
      assertTrue(proxy.asked().contains("storage.googleapis.com:443"), proxy.asked().toString());
    }
  }

  private void publish(String run, String path, Path from) throws Exception {
    GsPlace place = GsPlace.of("gs://bucket/" + run);
    RemoteSettings settings = RemoteSettings.of(Map.of(RemoteSettings.ENDPOINT, host()));
    Path cache = Files.createTempDirectory(folder, "copy");
    try (GcsRunPlace opened = new GcsRunPlace(place, settings, cache, line -> {})) {
      opened
          .storage()
          .publishFolder(
              path,
              to -> {
                for (Path file : files(from)) {
                  Path copy = to.resolve(from.relativize(file).toString());
                  Files.createDirectories(copy.getParent());
                  Files.copy(file, copy);
                }
              });
    }
  }

  @Test
  void refusesPlacesThatItDoesNotKnow() throws Exception {
    for (String place : List.of("gs://bucket", "gs:///a", "gs://b//a", "s3://bucket/a")) {
      ChildProgram run = run(List.of(), 2, "run", config, "--run-dir", place);
      assertTrue(run.err().contains("must be gs://BUCKET/PATH"), run.err());
    }
    ChildProgram out =
        run(List.of(), 2, "convert", folder.resolve("photos"), "--out", "gs://bucket/a");
    assertTrue(out.err().contains("gs://bucket/a must be a path on this machine"), out.err());
  }

  private ChildProgram run(List<String> options, int exitCode, Object... arguments)
      throws IOException {
    Path machine = Files.createTempDirectory(folder, "machine");
    try (ChildProgram run = start(machine, options, arguments)) {
      assertEquals(exitCode, run.exitCode(), run.err());
      return run;
    }
  }

  /** Starts a command that takes the fake for the service. */
  private ChildProgram start(Path machine, List<String> options, Object... arguments)
      throws IOException {
    Map<String, String> environment =
        Map.of(RemoteSettings.ENDPOINT, service.endpoint().toString());
    return ChildProgram.start(machine, environment, options, Main.class, arguments);
  }

  private void upload(String from, String to) throws IOException {
    Path place = folder.resolve(from);
    for (Path file : files(place)) {
      service
          .objects()
          .put(
              to + "/" + place.relativize(file),
              Files.readAllBytes(file),
              "x",
              Map.of(),
              false,
              OptionalLong.empty());
    }
  }

  private static JsonNode json(ChildProgram program) {
    return Json.tree("stdout", program.out().getBytes(StandardCharsets.UTF_8));
  }

  private static boolean holds(List<String> classes, String start) {
    return classes.stream().anyMatch(line -> line.contains("] " + start));
  }

  /** Returns what a run directory in the bucket holds, copied by a machine that has nothing. */
  private Map<String, String> contents(String path) throws Exception {
    GsPlace place = GsPlace.of("gs://bucket/" + path);
    Path cache = Files.createTempDirectory(folder, "copy");
    RemoteSettings settings = RemoteSettings.of(Map.of(RemoteSettings.ENDPOINT, host()));
    try (GcsRunPlace opened = new GcsRunPlace(place, settings, cache, line -> {})) {
      RunStorage storage = opened.storage();
      storage.list("").forEach(storage::locate);
      return RunContents.of(storage.locate(""));
    }
  }

  private String host() {
    return service.endpoint().getAuthority();
  }

  private static List<Path> files(Path place) throws IOException {
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
