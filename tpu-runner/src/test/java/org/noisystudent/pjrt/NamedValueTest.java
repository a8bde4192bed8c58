package org.noisystudent.pjrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NamedValueTest {
  @Test
  void isReadAsItWasWritten() {
    List<NamedValue> values =
        List.of(
            NamedValue.of("text", "größer"),
            NamedValue.of("empty", ""),
            NamedValue.of("number", Long.MIN_VALUE),
            new NamedValue("numbers", List.of(3L, -4L, 5L)),
            new NamedValue("real", 0.1f),
            new NamedValue("yes", true),
            new NamedValue("no", false));
    try (PjrtStruct written = NamedValue.structs(values);
        PjrtStruct results =
            new PjrtStruct(PjrtCall.PLUGIN_ATTRIBUTES)
                .set("attributes", written.pointer())
                .set("num_attributes", values.size())) {
      assertEquals(values, NamedValue.read(results, "attributes", "num_attributes"));
    }
  }

  @Test
  void aValueOfAnotherTypeIsRefused() {
    for (Object value : List.of(1, 1.0, List.of("1"))) {
      assertEquals(
          "effort (%s) must be a String, a Long, a list of Long, a Float or a Boolean"
              .formatted(value),
          assertThrows(IllegalArgumentException.class, () -> new NamedValue("effort", value))
              .getMessage());
    }
  }
}
