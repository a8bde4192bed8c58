package org.noisystudent.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.data.RecordFrames;
import org.noisystudent.storage.LocalRunStorage;
import org.tensorflow.proto.Event;

final class MetricsLogTest {
  @TempDir Path folder;

  @Test
  void endsUpAsIfUndisturbed() {
    LocalRunStorage storage = new LocalRunStorage(folder);
    MetricsLog log = new MetricsLog(storage, "metrics.jsonl");
    log.rewind("teacher-0", 0);
    for (int step = 0; step < 5; step++) {
      log.add("teacher-0", step, Map.of("loss", 1.0 / (1 + step)));
    }
    String undisturbed = text(storage);
    storage.append("metrics.jsonl", "{\"stage\":\"teach".getBytes(StandardCharsets.UTF_8));
    log.rewind("teacher-0", 3);
    log.add("teacher-0", 3, Map.of("loss", 1.0 / 4));
    log.add("teacher-0", 4, Map.of("loss", 1.0 / 5));
    assertEquals(undisturbed, text(storage));
  }

  @Test
  void keepsOtherStages() {
    LocalRunStorage storage = new LocalRunStorage(folder);
    MetricsLog log = new MetricsLog(storage, "metrics.jsonl");
    log.add("teacher-0", 7, Map.of("loss", 1.0));
    log.add("student-1", 7, Map.of("loss", Double.NaN));
    log.rewind("student-1", 0);
    assertEquals("{\"stage\":\"teacher-0\",\"step\":7,\"loss\":1.0}\n", text(storage));
  }

  @Test
  void writesEventsThatTensorBoardReads() throws Exception {
    LocalRunStorage storage = new LocalRunStorage(folder);
    TensorBoardWriter events = new TensorBoardWriter(storage, "tb", 0, Clock.systemUTC());
    events.add(3, Map.of("loss", 0.5));
    String file = "tb/" + storage.list("tb").get(0);
    List<byte[]> records = RecordFrames.split(file, storage.read(file));
    assertEquals("brain.Event:2", Event.parseFrom(records.get(0)).getFileVersion());
    Event event = Event.parseFrom(records.get(1));
    assertEquals(3, event.getStep());
    assertEquals(0.5f, event.getSummary().getValue(0).getSimpleValue());
  }

  private static String text(LocalRunStorage storage) {
    return new String(storage.read("metrics.jsonl"), StandardCharsets.UTF_8);
  }
}
