package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.config.DataConfig;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;

/** Shards that Python TensorFlow wrote, under the names and with the features of ImageNet's. */
final class ImageNetShardsTest {
  private static final Path GOLDEN = TestSources.golden("imagenet");

  @TempDir private Path folder;

  @Test
  void aThousandClassesCountFromZero() throws IOException {
    JsonNode rows = TestSources.expected("imagenet").get("train");
    ImageSource images = TestSources.open(train(-1), 1000, List.of()).images();
    assertEquals(rows.size(), images.size());
    for (int i = 0; i < rows.size(); i++) {
      assertEquals(rows.get(i).get("label").asInt() - 1, images.label(i));
      assertEquals(rows.get(i).get("sha256").asText(), TestSources.sha256(images.encoded(i)));
      assertEquals(Optional.of(rows.get(i).get("file").asText()), images.fileName(i));
      String shard = GOLDEN.resolve(rows.get(i).get("shard").asText()).toString();
      assertTrue(images.describe(i).startsWith(shard + " offset "), images.describe(i));
    }
  }

  @Test
  void aThousandAndOneClassesKeepTheLabelsThatAreStored() throws IOException {
    JsonNode rows = TestSources.expected("imagenet").get("train");
    ImageSource images = TestSources.open(train(0), 1001, List.of()).images();
    for (int i = 0; i < rows.size(); i++) {
      assertEquals(rows.get(i).get("label").asInt(), images.label(i));
    }
  }

  @Test
  void aLabelThatIsNoClassIsNamedWithItsFileAndOffset() throws IOException {
    String message = TestSources.refusal(() -> TestSources.open(train(0), 1000, List.of()));
    assertTrue(message.startsWith(GOLDEN.resolve("train-00000-of-00004") + " offset "), message);
    assertTrue(message.endsWith(": label (1000) must be in 0..999, below data.classes"), message);
    Path shard = folder.resolve("train-00000-of-00001");
    byte[] image = TestSources.open(train(-1), 1000, List.of()).images().encoded(0);
    try (TfRecords.Writer out = new TfRecords.Writer(Files.newOutputStream(shard))) {
      out.write(ExampleCodec.encode(StoredExample.labeled(ByteString.copyFrom(image), 0, 0)));
    }
    SourceConfig zero = new SourceConfig(Format.TFRECORD, shard.toString(), "", -1);
    assertEquals(
        shard
            + " offset 0: label (0) must be in 1..1000, as labelOffset is -1 and data.classes 1000",
        TestSources.refusal(() -> TestSources.open(zero, 1000, List.of())));
  }

  @Test
  void theFirstShardsCanBeSetAsideForValidation() throws IOException {
    JsonNode rows = TestSources.expected("imagenet").get("train");
    DataConfig data = TestSources.data(train(-1), TestSources.NONE, 1000, 1);
    DataSplit split = DataSets.split(data, 7, TestSources.sources(data));
    ImageSource held = split.validation().orElseThrow();
    assertEquals(2, held.size());
    assertEquals(6, split.labeled().size());
    for (int i = 0; i < rows.size(); i++) {
      ImageSource part = i < 2 ? held : split.labeled();
      assertEquals(
          rows.get(i).get("sha256").asText(), TestSources.sha256(part.encoded(i < 2 ? i : i - 2)));
    }
    assertEquals(1000, split.classNames().size());
  }

  @Test
  void someShardsMustBeLeftToTrainOn() {
    DataConfig data = TestSources.data(train(-1), TestSources.NONE, 1000, 4);
    assertEquals(
        "data.validationShards (4) must be < the shards of " + GOLDEN.resolve("train-*") + " (4)",
        TestSources.refusal(() -> DataSets.split(data, 7, TestSources.sources(data))));
  }

  @Test
  void aFolderOfTwoSetsAsksWhichIsMeant() {
    SourceConfig both = ImageSources.detect(GOLDEN.toString());
    assertEquals(Format.TFRECORD, both.format());
    assertEquals(
        GOLDEN
            + ": must hold one set of shards; say which: train-*-of-00004, validation-*-of-00002",
        TestSources.refusal(() -> TestSources.open(both, 1001, List.of())));
  }

  @Test
  void aFolderOfOneSetMustHoldAllOfIt() throws IOException {
    for (int shard = 0; shard < 4; shard++) {
      String name = "train-%05d-of-00004".formatted(shard);
      Files.copy(GOLDEN.resolve(name), folder.resolve(name));
    }
    SourceConfig source = new SourceConfig(Format.TFRECORD, folder.toString(), "");
    assertEquals(8, TestSources.open(source, 1001, List.of()).images().size());
    Path missing = folder.resolve("train-00002-of-00004");
    Files.delete(missing);
    assertEquals(
        missing + ": no such file; the set has 4 shards",
        TestSources.refusal(() -> TestSources.open(source, 1001, List.of())));
  }

  private static SourceConfig train(int labelOffset) {
    return new SourceConfig(Format.TFRECORD, GOLDEN.resolve("train-*").toString(), "", labelOffset);
  }
}
