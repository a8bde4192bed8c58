package org.noisystudent.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.noisystudent.run.Provenance;
import org.noisystudent.storage.Json;

final class ContestResultTest {
  private static final Measured OWN = measured("Noisy Student, b0", 4, 1, 2);
  private static final Measured FAST = measured("fast", 3, 1);
  private static final Measured SLOW = measured("slow", 9, 9);

  @Test
  void comparesWithTheFastestOfTheOthers() {
    List<Measured> all = List.of(OWN, SLOW, FAST);
    assertEquals(100.0 / 2, OWN.perSecond()); // ten units a step, ten steps a round
    assertEquals(100.0 / 4, OWN.slowest());
    assertEquals(100.0, OWN.fastest());
    assertEquals(OWN.perSecond() / FAST.perSecond(), OWN.ofBestPeer(all).getAsDouble());
    assertEquals(1, FAST.ofBestPeer(all).getAsDouble());
    assertEquals(OptionalDouble.empty(), OWN.ofBestPeer(List.of(OWN)));
  }

  @Test
  void aFileIsNamedByTheSettingInItsOrder() {
    Map<String, String> setting = new LinkedHashMap<>();
    setting.put("from", "JPEG files");
    setting.put("batch", "64");
    ContestResult result =
        new ContestResult(
            "inference",
            setting,
            "images",
            2,
            List.of(OWN),
            Instructions.AVX512_BF16,
            Provenance.current(Path.of(""), Clock.systemUTC()));
    assertEquals("inference-jpeg-files-64-avx512-bf16.json", result.fileName());
    assertEquals(result, Json.read("result", Json.document(result), ContestResult.class));
  }

  private static Measured measured(String name, double... seconds) {
    List<Double> all = Arrays.stream(seconds).boxed().toList();
    return Measured.of(new Contestant.About(name, Map.of()), new Rounds.Times(10, all), 10);
  }
}
