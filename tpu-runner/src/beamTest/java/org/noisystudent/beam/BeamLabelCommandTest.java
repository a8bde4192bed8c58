package org.noisystudent.beam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.cli.Photos;
import org.noisystudent.cli.Program;
import org.noisystudent.cli.TinyModel;

/** {@code beam label} on the direct runner, beside {@code label}. */
@Tag("slow")
final class BeamLabelCommandTest {
  @TempDir private Path folder;
  private Path model;
  private Path photos;
  private Path local;
  private Path out;

  @BeforeEach
  void writeModelAndPhotos() throws IOException {
    model = TinyModel.write(folder.resolve("model"));
    photos = Photos.colours(folder.resolve("photos"), 4);
    local = folder.resolve("local");
    out = folder.resolve("out");
  }

  @Test
  void leavesWhatLabelLeavesOfAFolder() throws Exception {
    label(photos, "--shards", 5);
    Program beam = beam(photos, "--shards", 5);
    assertEquals("12 images labeled, 0 not readable, in 5 shards in " + out + "\n", beam.out());
    Folders.assertSame(local, out);
  }

  @Test
  void leavesWhatLabelLeavesOfRecordsSeveralViewsAndShortLabels() throws Exception {
    Path records = folder.resolve("records");
    Program.succeeds("convert", photos, "--out", records, "--shards", 2);
    Object[] options = {
      "--shards", 3, "--view-shift", 1, "--view-flip", "--storage", "TOP", "--stored-classes", 2
    };
    label(records, options);
    beam(records, options);
    Folders.assertSame(local, out);
  }

  @Test
  void leavesWhatLabelLeavesOfTwoModels() throws Exception {
    Path other = TinyModel.write(folder.resolve("other"));
    label(photos, "--model", other);
    beam(photos, "--model", other);
    Folders.assertSame(local, out);
  }

  @Test
  void printsWhatLabelPrints() throws Exception {
    Program expected = label(photos, "--json", "--top", 1);
    assertEquals(expected.json(), beam(photos, "--json", "--top", 1).json());
  }

  @Test
  void scoresOnlyTheShardsThatAreMissing() throws Exception {
    label(photos, "--shards", 4);
    beam(photos, "--shards", 4);
    Path kept = out.resolve("predictions-00000-of-00004.tfrecord");
    FileTime old = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(kept, old);
    Files.delete(out.resolve("predictions-00001-of-00004.tfrecord"));
    Files.delete(out.resolve("scores-00002-of-00004.bin"));
    Program again = beam(photos, "--shards", 4);
    assertTrue(again.err().contains("3 of 4 shards are there already and are kept"), again.err());
    assertEquals(old, Files.getLastModifiedTime(kept));
    Folders.assertSame(local, out);
  }

  @Test
  void finishesWhatLabelBeganAndTheOtherWayRound() throws Exception {
    label(photos, "--shards", 3);
    beam(photos, "--shards", 3);
    for (Path begun : List.of(local, out)) {
      Files.delete(begun.resolve("predictions-00002-of-00003.tfrecord"));
      Path summary = begun.resolve("predictions.json");
      String text = Files.readString(summary);
      Files.writeString(summary, text.replace("\"complete\" : true", "\"complete\" : false"));
    }
    Path begunLocally = local;
    local = out;
    out = begunLocally;
    label(photos, "--shards", 3);
    beam(photos, "--shards", 3);
    Folders.assertSame(local, out);
    assertTrue(Files.readString(out.resolve("predictions.json")).contains("\"complete\" : true"));
  }

  @Test
  void aRunAfterAWorkerFailedFinishesWithTheSameBytes() throws Exception {
    label(photos, "--shards", 4);
    beam(photos, "--shards", 4);
    Path scores = out.resolve("scores-00002-of-00004.bin");
    for (int shard = 1; shard < 4; shard++) {
      Files.delete(out.resolve("predictions-0000" + shard + "-of-00004.tfrecord"));
    }
    Files.delete(scores);
    Path inTheWay = Files.createDirectories(scores.resolve("in-the-way"));
    Program failed = Program.fails(3, arguments("beam label", out, photos, failing()));
    assertTrue(failed.err().contains("error: " + scores + " cannot be written: "), failed.err());
    assertFalse(failed.err().contains("Exception"), failed.err());
    Files.delete(inTheWay);
    Files.delete(scores);
    beam(photos, "--shards", 4);
    Folders.assertSame(local, out);
  }

  /** One shard after another, so that none is being written when the program ends. */
  private static Object[] failing() {
    return new Object[] {"--shards", 4, "--", "--targetParallelism=1"};
  }

  @Test
  void leavesImagesThatCannotBeReadOutLikeLabel() throws Exception {
    Photos.truncated(photos.resolve("red/half.jpg"));
    label(photos, "--max-corrupt", 0.2, "--shards", 3);
    Program beam = beam(photos, "--max-corrupt", 0.2, "--shards", 3);
    assertTrue(beam.out().startsWith("12 images labeled, 1 not readable"), beam.out());
    Folders.assertSame(local, out);
  }

  @Test
  void countsWhatCannotBeReadOverAllWorkers() throws Exception {
    Photos.truncated(photos.resolve("red/half.jpg"));
    for (String command : List.of("label", "beam label")) {
      Program failed = Program.fails(3, arguments(command, out, photos));
      String rule = "corrupt records (1 of 13) must be <= --max-corrupt (0.001)";
      assertTrue(failed.err().contains("error: " + rule), failed.err());
    }
  }

  @Test
  void makesTheMistakesThatLabelMakes() throws Exception {
    Path missing = folder.resolve("missing");
    sameMistake(3, missing);
    sameMistake(3, photos, "--model", missing);
    sameMistake(3, photos, "--model", TinyModel.write(folder.resolve("four"), 4, List.of()));
    sameMistake(2, photos, "--shards", 0);
    sameMistake(2, photos, "--storage", "none");
    sameMistake(2, photos, "--view-shift", 8);
    assertFalse(Files.exists(out));
  }

  @Test
  void namesARunnerOrAnOptionThatIsNotThere() {
    Program.fails(2, arguments("beam label", out, photos, "--runner", "FlinkRunner"))
        .says("the pipeline options (--runner=FlinkRunner) are refused: ");
    Program.fails(2, arguments("beam label", out, photos, "--", "--speed=9"))
        .says("the pipeline options (--speed=9) are refused: ");
    Program program = Program.fails(2, "beam");
    assertTrue(program.err().contains("a command is missing: label, select"), program.err());
    assertFalse(Files.exists(out));
  }

  private void sameMistake(int code, Path images, Object... more) {
    Program expected = Program.fails(code, arguments("label", out, images, more));
    Program actual = Program.fails(code, arguments("beam label", out, images, more));
    String first = expected.err().lines().findFirst().orElseThrow();
    assertEquals(first, actual.err().lines().findFirst().orElseThrow());
  }

  private Program label(Path images, Object... more) {
    return Program.succeeds(arguments("label", local, images, more));
  }

  private Program beam(Path images, Object... more) {
    return Program.succeeds(arguments("beam label", out, images, more));
  }

  private Object[] arguments(String command, Path target, Path images, Object... more) {
    List<Object> all = new ArrayList<>(List.of((Object[]) command.split(" ")));
    all.addAll(List.of("--model", model, "--images", images, "--out", target));
    all.addAll(List.of(more));
    return all.toArray();
  }
}
