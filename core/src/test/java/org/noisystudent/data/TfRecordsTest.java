package org.noisystudent.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TString;

class TfRecordsTest {
  @TempDir Path folder;

  @Property(tries = 60)
  void whatIsWrittenIsRead(@ForAll @Size(max = 6) List<byte[]> records) throws IOException {
    Found found = read(write(records));
    assertEquals(List.of(), found.corrupt);
    assertEquals(records.size(), found.contents.size());
    for (int i = 0; i < records.size(); i++) {
      assertArrayEquals(records.get(i), found.contents.get(i));
    }
  }

  @Property(tries = 100)
  void noFlippedBitIsTakenForARecord(@ForAll @IntRange(max = 8 * 3 * 26 - 1) int bit)
      throws IOException {
    byte[] file = write(List.of(new byte[10], new byte[10], new byte[10]));
    file[bit / 8] ^= (byte) (1 << bit % 8);
    Found found = read(file);
    assertEquals(1, found.corrupt.size());
    int damaged = bit / 8 / 26;
    boolean lengthHit = bit / 8 % 26 < TfRecords.HEADER;
    assertEquals(lengthHit ? damaged : 2, found.contents.size());
  }

  @Test
  void tensorFlowReadsWhatIsWritten() throws IOException {
    Path file = folder.resolve("a.tfrecord");
    Files.write(file, write(List.of("first".getBytes(StandardCharsets.UTF_8))));
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var dataset =
          tf.data.tfRecordDataset(
              tf.expandDims(tf.constant(file.toString()), tf.constant(0)),
              tf.constant(""),
              tf.constant(0L),
              tf.constant(new long[] {0}));
      var element =
          tf.data.datasetToSingleElement(dataset, List.of(TString.class), List.of(Shape.scalar()));
      try (Session session = new Session(graph);
          Result result = session.runner().fetch(element.components().get(0)).run()) {
        assertEquals("first", ((TString) result.get(0)).getObject());
      }
    }
  }

  @Test
  void anExampleKeepsAllOfItsFeatures() throws CorruptImageException {
    StoredExample example =
        new StoredExample(
            ByteString.copyFromUtf8("png"), 3, 0.75f, List.of(0.25f, 0.75f), 1L << 40, 7);
    assertEquals(example, ExampleCodec.decode(ExampleCodec.encode(example)));
    StoredExample bare =
        StoredExample.labeled(ByteString.copyFromUtf8("png"), ImageSource.UNKNOWN, -1);
    assertEquals(bare, ExampleCodec.decode(ExampleCodec.encode(bare)));
  }

  private static byte[] write(List<byte[]> records) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TfRecords.Writer writer = new TfRecords.Writer(out)) {
      for (byte[] record : records) {
        writer.write(record);
      }
    }
    return out.toByteArray();
  }

  private static Found read(byte[] file) throws IOException {
    Found found = new Found();
    TfRecords.read(new ByteArrayInputStream(file), found);
    return found;
  }

  private static final class Found implements TfRecords.Visitor {
    private final List<byte[]> contents = new ArrayList<>();
    private final List<String> corrupt = new ArrayList<>();

    @Override
    public void record(long offset, byte[] content) {
      contents.add(content);
    }

    @Override
    public void corrupt(long offset, String reason) {
      corrupt.add(reason);
    }
  }
}
