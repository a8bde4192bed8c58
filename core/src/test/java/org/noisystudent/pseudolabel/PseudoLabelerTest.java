package org.noisystudent.pseudolabel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.config.PseudoLabelConfig.Labels;
import org.noisystudent.data.RecordFrames;
import org.noisystudent.pseudolabel.PredictionShards.Origin;
import org.noisystudent.savedmodel.ContentHash;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.storage.LocalRunStorage;
import org.tensorflow.proto.Example;

final class PseudoLabelerTest {
  @TempDir Path folder;
  private final Origin origin = new Origin(20, 2, 3, 2, "model", "images");

  @Test
  void averagesTheViewsOfEachImage() {
    Predictions predictions = label(new FakeImages(2, -1), new FakeImages.Teacher(), origin);
    assertEquals(20, predictions.scored());
    assertArrayEquals(new float[] {0.75f, 0.25f}, predictions.probabilities(4));
    assertEquals(1, predictions.top(5));
  }

  @Test
  void countsWhatCannotBeDecoded() {
    Predictions predictions = label(new FakeImages(2, 9), new FakeImages.Teacher(), origin);
    assertFalse(predictions.isScored(9));
    assertEquals(1, shards().summary().undecodable());
    assertEquals(19, shards().readAll().scored());
  }

  @Test
  void doesNotScoreAFinishedShardAgain() {
    label(new FakeImages(2, -1), new FakeImages.Teacher(), origin);
    LocalRunStorage storage = new LocalRunStorage(folder);
    String before = ContentHash.of(folder);
    storage.delete("p/predictions-00001-of-00003.tfrecord");
    FakeImages images = new FakeImages(2, -1);
    FakeImages.Teacher teacher = new FakeImages.Teacher();
    label(images, teacher, origin);
    assertEquals(List.of("6..13"), images.passes);
    assertEquals(14, teacher.scored);
    assertEquals(before, ContentHash.of(folder));
  }

  @Test
  void startsAnewForAnotherTeacher() {
    label(new FakeImages(2, -1), new FakeImages.Teacher(), origin);
    FakeImages.Teacher teacher = new FakeImages.Teacher();
    label(new FakeImages(2, -1), teacher, new Origin(20, 2, 3, 2, "other", "images"));
    assertEquals(40, teacher.scored);
  }

  @Test
  void removesNothingButPredictions() throws Exception {
    label(new FakeImages(2, -1), new FakeImages.Teacher(), origin);
    Path notes = Files.writeString(folder.resolve("p/notes.txt"), "mine");
    Path photo = Files.createDirectory(folder.resolve("p/photos")).resolve("a.jpg");
    Files.writeString(photo, "mine too");
    label(
        new FakeImages(2, -1),
        new FakeImages.Teacher(),
        new Origin(20, 2, 2, 2, "other", "images"));
    assertEquals("mine", Files.readString(notes));
    assertEquals("mine too", Files.readString(photo));
    assertFalse(Files.exists(folder.resolve("p/predictions-00002-of-00003.tfrecord")));
  }

  @Test
  void tellsHowManyShardsOfAnOriginAreThere() {
    assertFalse(shards().exists());
    assertEquals(0, shards().done(origin));
    label(new FakeImages(2, -1), new FakeImages.Teacher(), origin);
    new LocalRunStorage(folder).delete("p/predictions-00001-of-00003.tfrecord");
    assertTrue(shards().exists());
    assertEquals(2, shards().done(origin));
    assertEquals(0, shards().done(new Origin(20, 2, 3, 2, "other", "images")));
  }

  @Test
  void refusesATeacherOfOtherClasses() {
    Origin ten = new Origin(20, 10, 3, 2, "model", "images");
    var error =
        assertThrows(
            UserErrorException.class,
            () -> label(new FakeImages(2, -1), new FakeImages.Teacher(), ten));
    assertEquals("the teacher's classes (2) must be data.classes (10)", error.getMessage());
  }

  @Test
  void refusesPredictionsThatAreNotThere() {
    var error = assertThrows(UserErrorException.class, () -> shards().readAll());
    assertTrue(error.getMessage().endsWith("holds no predictions: run `label` first"));
  }

  @Test
  void namesADamagedShard() {
    label(new FakeImages(2, -1), new FakeImages.Teacher(), origin);
    LocalRunStorage storage = new LocalRunStorage(folder);
    String shard = "p/predictions-00001-of-00003.tfrecord";
    byte[] bytes = storage.read(shard);
    bytes[40] ^= 1;
    storage.publish(shard, bytes);
    var error = assertThrows(UserErrorException.class, () -> shards().readAll());
    assertTrue(error.getMessage().startsWith(folder.resolve(shard) + " is damaged at byte 0"));
  }

  @Test
  void writesSelectedImagesWithTheirLabels() throws Exception {
    Predictions predictions = label(new FakeImages(2, -1), new FakeImages.Teacher(), origin);
    var config = PredictionsMade.config(Labels.SOFT, 0.3, 11, true);
    Selection selection = Selection.select(predictions, config, 1);
    LocalRunStorage storage = new LocalRunStorage(folder);
    ImagePng images = image -> Png.encode(new byte[] {(byte) image, 1, 2}, 1, 1, 3);
    new PseudoLabelWriter(storage).write("a", selection, predictions, images, 2);
    new PseudoLabelWriter(storage).write("b", selection, predictions, images, 2);
    assertEquals(ContentHash.of(folder.resolve("a")), ContentHash.of(folder.resolve("b")));
    String shard = "a/pseudo-labeled-00001-of-00002.tfrecord";
    List<byte[]> records = RecordFrames.split(shard, storage.read(shard));
    assertEquals(10, records.size());
    var features = Example.parseFrom(records.get(1)).getFeatures().getFeatureMap();
    assertEquals(11, features.get("image/index").getInt64List().getValue(0));
    assertEquals(1, features.get("image/class/label").getInt64List().getValue(0));
    assertEquals(0.75f, features.get("probability").getFloatList().getValue(0));
    assertEquals(
        List.of(0.25f, 0.75f), features.get("probabilities").getFloatList().getValueList());
  }

  private Predictions label(FakeImages images, FakeImages.Teacher teacher, Origin of) {
    return new PseudoLabeler(teacher, images, i -> "image " + i, (done, all) -> {})
        .label(of, shards());
  }

  private PredictionShards shards() {
    return new PredictionShards(new LocalRunStorage(folder), "p");
  }
}
