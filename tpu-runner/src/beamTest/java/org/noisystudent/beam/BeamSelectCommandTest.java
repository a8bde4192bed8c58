package org.noisystudent.beam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.cli.Photos;
import org.noisystudent.cli.Program;
import org.noisystudent.cli.TinyModel;

/** {@code beam select} on the direct runner, beside {@code select}. */
@Tag("slow")
final class BeamSelectCommandTest {
  @TempDir private Path folder;
  private Path photos;
  private Path predictions;
  private Path local;
  private Path out;

  /** Images of one colour are equally confident: which are taken is decided by their numbers. */
  @BeforeEach
  void labelPhotos() throws IOException {
    Path model = TinyModel.write(folder.resolve("model"));
    photos = Photos.colours(folder.resolve("photos"), 5);
    Photos.plain(photos.resolve("red/dull.png"), new Color(90, 80, 80), 9);
    Photos.plain(photos.resolve("blue/pale.png"), new Color(90, 80, 180), 9);
    predictions = folder.resolve("predictions");
    Program.succeeds(
        "label", "--model", model, "--images", photos, "--out", predictions, "--shards", 4);
    local = folder.resolve("local");
    out = folder.resolve("out");
  }

  @Test
  void leavesWhatSelectLeavesOfTheMostConfidentImages() throws Exception {
    bothLeaveTheSame("--per-class", 2, "--min-confidence", 0.9, "--shards", 3);
    assertEquals(
        List.of(
            "pseudo-labeled-00000-of-00003.tfrecord",
            "pseudo-labeled-00001-of-00003.tfrecord",
            "pseudo-labeled-00002-of-00003.tfrecord",
            "selection.json"),
        Folders.names(out));
  }

  @Test
  void leavesWhatSelectLeavesOfClassesFilledUpWithCopies() throws Exception {
    bothLeaveTheSame("--per-class", 13, "--seed", 3, "--shards", 5);
  }

  @Test
  void leavesWhatSelectLeavesOfAllImages() throws Exception {
    bothLeaveTheSame("--per-class", 0, "--min-confidence", 0, "--shards", 40);
  }

  @Test
  void leavesWhatSelectLeavesOfHardLabelsWithoutCopies() throws Exception {
    bothLeaveTheSame("--labels", "HARD", "--per-class", 8, "--no-duplicate");
  }

  @Test
  void leavesWhatSelectLeavesOfShortLabelsOfATemperature() throws Exception {
    bothLeaveTheSame("--storage", "top", "--stored-classes", 2, "--temperature", 2);
  }

  @Test
  void leavesWhatSelectLeavesAsTheReferenceSelects() throws Exception {
    bothLeaveTheSame("--selection", "reference", "--per-class", 4, "--min-confidence", 0.5);
  }

  @Test
  void replacesAnEarlierSelectionAndPrintsTheFiguresOfTheNewOne() throws Exception {
    Program.succeeds(arguments("beam select", out, "--per-class", 0));
    Object[] options = {"--per-class", 7, "--shards", 2, "--json"};
    Program expected = Program.succeeds(arguments("select", local, options));
    assertEquals(expected.out(), Program.succeeds(arguments("beam select", out, options)).out());
    Folders.assertSame(local, out);
  }

  @Test
  void aRunAfterAWorkerFailedFinishesWithTheSameBytes() throws Exception {
    Path shard = predictions.resolve("predictions-00002-of-00004.tfrecord");
    byte[] whole = Files.readAllBytes(shard);
    byte[] damaged = whole.clone();
    damaged[40] ^= 1;
    Files.write(shard, damaged);
    Object[] options = {"--per-class", 0, "--shards", 4, "--", "--targetParallelism=1"};
    Program failed = Program.fails(3, arguments("beam select", out, options));
    failed.says(shard + " is damaged");
    assertFalse(Files.exists(out));
    Files.write(shard, whole);
    bothLeaveTheSame("--per-class", 0, "--shards", 4);
  }

  @Test
  void leavesNothingElse() throws Exception {
    bothLeaveTheSame("--per-class", 2);
    assertEquals(List.of("local", "model", "out", "photos", "predictions"), Folders.names(folder));
  }

  @Test
  void makesTheMistakesThatSelectMakes() throws Exception {
    sameMistake(2, "--min-confidence", 1);
    sameMistake(2, "--per-class", -1);
    sameMistake(2, "--labels", "firm");
    sameMistake(2, "--selection", "reference", "--min-confidence", 0.555);
    sameMistake(3, "--images", folder.resolve("elsewhere"));
    Path scores = predictions.resolve("scores-00001-of-00004.bin");
    Files.write(scores, new byte[50]);
    sameMistake(3);
    Files.delete(scores);
    sameMistake(3);
    predictions = folder.resolve("none");
    sameMistake(3);
    assertFalse(Files.exists(out));
  }

  private void bothLeaveTheSame(Object... options) throws IOException {
    Program expected = Program.succeeds(arguments("select", local, options));
    Program actual = Program.succeeds(arguments("beam select", out, options));
    Folders.assertSame(local, out);
    assertEquals(expected.out(), actual.out());
    assertTrue(actual.err().isEmpty(), actual.err());
  }

  private void sameMistake(int code, Object... options) {
    Program expected = Program.fails(code, arguments("select", out, options));
    Program actual = Program.fails(code, arguments("beam select", out, options));
    String first = expected.err().lines().findFirst().orElseThrow();
    assertEquals(first, actual.err().lines().findFirst().orElseThrow());
  }

  private Object[] arguments(String command, Path target, Object... more) {
    List<Object> all = new ArrayList<>(List.of((Object[]) command.split(" ")));
    all.addAll(List.of("--predictions", predictions, "--out", target));
    all.addAll(List.of(more));
    return all.toArray();
  }
}
