package org.noisystudent.pseudolabel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.config.PseudoLabelConfig;
import org.noisystudent.config.PseudoLabelConfig.Labels;
import org.noisystudent.config.PseudoLabelConfig.Storage;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageSources;
import org.noisystudent.data.RecordFrames;
import org.noisystudent.device.FakeProcesses;
import org.noisystudent.pseudolabel.PredictionShards.Origin;
import org.noisystudent.pseudolabel.PredictionShards.Summary;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.savedmodel.ContentHash;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.storage.LocalRunStorage;
import org.tensorflow.proto.Example;
import org.tensorflow.types.TFloat32;

final class PseudoLabelerTest {
  @TempDir Path folder;
  private final Origin origin = origin(20, 2, 3, "model");

  @Test
  void averagesTheViewsOfEachImage() {
    Summary made = label(new FakeImages(2, -1), new FakeImages.Teacher(), origin);
    assertEquals(20, made.scored());
    try (PredictionRows rows = shards().rows()) {
      assertArrayEquals(new float[] {0.75f, 0.25f}, rows.row(4));
      assertArrayEquals(new float[] {0.25f, 0.75f}, rows.row(19));
    }
    assertEquals(1, Score.label(shards().scores().score(5)));
    assertEquals(0.75f, Score.confidence(shards().scores().score(5)));
  }

  @Test
  void severalProcessesLeaveWhatOneLeaves() throws Exception {
    Summary one = label(new FakeImages(2, 9), new FakeImages.Teacher(), origin);
    String before = ContentHash.of(folder);
    for (int count : new int[] {2, 3, 5}) {
      new LocalRunStorage(folder).delete("p");
      List<String> passes = Collections.synchronizedList(new ArrayList<>());
      List<Object> made =
          new FakeProcesses(count)
              .run(
                  processes -> {
                    FakeImages images = new FakeImages(2, 9);
                    List<LabelingTeacher> teacher =
                        List.of(
                            new LabelingTeacher(
                                "one", new FakeImages.Teacher(), List.of(), images));
                    PseudoLabeler labeler =
                        new PseudoLabeler(teacher, i -> "image " + i, (done, all) -> {}, processes);
                    Summary summary = labeler.label(origin, shards());
                    passes.addAll(images.passes);
                    return summary;
                  });
      assertEquals(Collections.nCopies(count, one), made);
      assertEquals(Set.of("0..6", "6..13", "13..20"), Set.copyOf(passes));
      assertEquals(3, passes.size(), "no shard is labeled twice");
      assertEquals(before, ContentHash.of(folder));
    }
  }

  @Test
  void countsWhatCannotBeDecoded() {
    Summary made = label(new FakeImages(2, 9), new FakeImages.Teacher(), origin);
    assertEquals(Score.NONE, shards().scores().score(9));
    assertEquals(1, made.undecodable());
    assertEquals(made, shards().summary());
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
  void makesScoresThatAreMissingOfThePredictions() {
    for (Storage storage : Storage.values()) {
      label(new FakeImages(2, 9), new FakeImages.Teacher(), stored(storage));
      String before = ContentHash.of(folder);
      new LocalRunStorage(folder).delete("p/scores-00001-of-00003.bin");
      var error = assertThrows(UserErrorException.class, () -> shards().scores());
      assertTrue(
          error
              .getMessage()
              .endsWith("no such file: run `label` again, which scores nothing twice"),
          error.getMessage());
      FakeImages.Teacher teacher = new FakeImages.Teacher();
      label(new FakeImages(2, 9), teacher, stored(storage));
      assertEquals(0, teacher.scored);
      assertEquals(before, ContentHash.of(folder));
    }
  }

  @Test
  void takesPredictionsOfAnotherFormForOthers() {
    label(new FakeImages(2, -1), new FakeImages.Teacher(), origin);
    FakeImages.Teacher teacher = new FakeImages.Teacher();
    label(new FakeImages(2, -1), teacher, stored(Storage.FLOAT16));
    assertEquals(40, teacher.scored);
  }

  @Test
  void startsAnewForAnotherTeacher() {
    label(new FakeImages(2, -1), new FakeImages.Teacher(), origin);
    FakeImages.Teacher teacher = new FakeImages.Teacher();
    label(new FakeImages(2, -1), teacher, origin(20, 2, 3, "other"));
    assertEquals(40, teacher.scored);
  }

  @Test
  void removesNothingButPredictions() throws Exception {
    label(new FakeImages(2, -1), new FakeImages.Teacher(), origin);
    Path notes = Files.writeString(folder.resolve("p/notes.txt"), "mine");
    Path photo = Files.createDirectory(folder.resolve("p/photos")).resolve("a.jpg");
    Files.writeString(photo, "mine too");
    label(new FakeImages(2, -1), new FakeImages.Teacher(), origin(20, 2, 2, "other"));
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
    assertEquals(0, shards().done(origin(20, 2, 3, "other")));
  }

  @Test
  void refusesATeacherOfOtherClasses() {
    Origin ten = origin(20, 10, 3, "model");
    var error =
        assertThrows(
            UserErrorException.class,
            () -> label(new FakeImages(2, -1), new FakeImages.Teacher(), ten));
    assertEquals("the teacher's classes (2) must be data.classes (10)", error.getMessage());
  }

  @Test
  void averagesTheTeachersEachAtItsOwnImages() {
    Classifier doubter = new FixedTeacher(0.5f, 0.5f);
    Summary made =
        label(
            origin,
            new LabelingTeacher("a", new FakeImages.Teacher(), List.of(), new FakeImages(2, 9)),
            new LabelingTeacher("b", doubter, List.of(), new FakeImages(2, 9)),
            new LabelingTeacher("c", new FixedTeacher(1, 0), List.of(), new FakeImages(2, 9)));
    assertEquals(1, made.undecodable());
    try (PredictionRows rows = shards().rows()) {
      assertArrayEquals(new float[] {(0.75f + 0.5f + 1) / 3, (0.25f + 0.5f) / 3}, rows.row(4));
      assertArrayEquals(new float[] {(0.25f + 0.5f + 1) / 3, (0.75f + 0.5f) / 3}, rows.row(5));
    }
  }

  @Test
  void refusesTeachersThatNameTheClassesOtherwise() {
    var images = new FakeImages(2, -1);
    var first = new LabelingTeacher("a", new FixedTeacher(1, 0), List.of("cat", "dog"), images);
    var other = new LabelingTeacher("b", new FixedTeacher(1, 0), List.of("cat", "cow"), images);
    var error = assertThrows(UserErrorException.class, () -> label(origin, first, other));
    assertEquals("b calls class 1 cow, but must call it dog like a", error.getMessage());
    var three = new LabelingTeacher("c", new FixedTeacher(1, 0, 0), List.of(), images);
    error = assertThrows(UserErrorException.class, () -> label(origin, first, three));
    assertEquals("c has 3 classes, but must have 2 like a", error.getMessage());
  }

  /** Says the same of every image. */
  private static final class FixedTeacher implements Classifier {
    private final float[] row;

    FixedTeacher(float... row) {
      this.row = row;
    }

    @Override
    public int classes() {
      return row.length;
    }

    @Override
    public int resolution() {
      return 1;
    }

    @Override
    public float[][] probabilities(TFloat32 images) {
      float[][] rows = new float[(int) images.shape().get(0)][];
      Arrays.fill(rows, row);
      return rows;
    }

    @Override
    public void close() {}
  }

  @Test
  void refusesPredictionsThatAreNotThere() {
    var error = assertThrows(UserErrorException.class, () -> shards().scores());
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
    try (PredictionRows rows = shards().rows()) {
      rows.row(0);
      var error = assertThrows(UserErrorException.class, () -> rows.row(6));
      assertTrue(error.getMessage().startsWith(folder.resolve(shard) + " is damaged at byte 0"));
    }
  }

  @Test
  void writesSelectedImagesWithTheirLabels() throws Exception {
    label(new FakeImages(2, -1), new FakeImages.Teacher(), origin);
    LocalRunStorage storage = new LocalRunStorage(folder);
    write("a", Storage.FLOAT32);
    write("b", Storage.FLOAT32);
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

  /** The reader that feeds training gives the same targets, whatever form they are stored in. */
  @Test
  void trainingReadsLabelsOfEachForm() {
    for (Storage form : Storage.values()) {
      label(new FakeImages(2, -1), new FakeImages.Teacher(), stored(form));
      write("labels", form);
      ImageSource images =
          ImageSources.undecoded(1 << 20, new CorruptRecords(0, line -> {}))
              .open(ImageSources.detect(folder.resolve("labels").toString()), List.of())
              .images();
      assertEquals(22, images.size());
      for (int i = 0; i < images.size(); i++) {
        int label = images.label(i);
        float[] target = images.target(i).orElseThrow();
        assertEquals(0.75f, target[label]); // a power of two: exact in every form
        assertEquals(0.25f, target[1 - label]);
      }
    }
  }

  private void write(String to, Storage form) {
    var config =
        PredictionsMade.config(Labels.SOFT, form, PseudoLabelConfig.Selection.EXACT, 0.3, 11, true);
    Selection selection = Selection.select(shards().scores(), config, 1);
    ImagePng images = image -> Png.encode(new byte[] {(byte) image, 1, 2}, 1, 1, 3);
    new PseudoLabelWriter(new LocalRunStorage(folder), config)
        .write(to, selection, shards(), images, 2);
  }

  private Summary label(FakeImages images, FakeImages.Teacher teacher, Origin of) {
    return label(of, new LabelingTeacher("one", teacher, List.of(), images));
  }

  private Summary label(Origin of, LabelingTeacher... teachers) {
    return new PseudoLabeler(List.of(teachers), i -> "image " + i, (done, all) -> {})
        .label(of, shards());
  }

  private static Origin origin(int images, int classes, int shards, String model) {
    return new Origin(images, classes, shards, 2, model, "images", Storage.FLOAT32, 0);
  }

  private Origin stored(Storage form) {
    return new Origin(20, 2, 3, 2, "model", "images", form, 1);
  }

  private PredictionShards shards() {
    return new PredictionShards(new LocalRunStorage(folder), "p");
  }
}
