package org.noisystudent.pjrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.noisystudent.pjrt.PjrtException.Code;

/** Compares with what a C compiler says of the headers of two versions of the API. */
final class PjrtLayoutTest {
  private static final List<String> VERSIONS = List.of("0.54", "0.81");
  private static final String NEWEST = "0.81";

  /** A line of the golden file, by its version, kind and name: what comes after the name. */
  private final Map<String, String> golden = new HashMap<>();

  PjrtLayoutTest() {
    for (String line : Golden.lines("layout.txt")) {
      String[] parts = line.split(" ", 4);
      golden.put(String.join(" ", parts[0], parts[1], parts[2]), parts[3]);
    }
  }

  private String golden(String version, String kind, String name) {
    String found = golden.get(version + " " + kind + " " + name);
    assertTrue(found != null, "no " + kind + " " + name + " in " + version);
    return found;
  }

  @Test
  void functionsAreWhereBothHeadersHaveThem() {
    for (PjrtCall call : PjrtCall.values()) {
      for (String version : VERSIONS) {
        assertEquals(
            golden(version, "function", call.functionName()),
            Integer.toString(call.functionOffset()),
            call + " of " + version);
      }
    }
  }

  @Test
  void fieldsAreWhereBothHeadersHaveThem() {
    for (PjrtLayout layout : layouts()) {
      for (String version : VERSIONS) {
        Map<String, String> fields = fields(version, layout.structName());
        if (layout == PjrtRecord.MEMORY_LAYOUT || layout == PjrtRecord.NAMED_VALUE) {
          continue; // unions: see below
        }
        for (String field : fields.keySet()) {
          if (!List.of("struct_size", "extension_start").contains(field)) {
            assertEquals(
                fields.get(field),
                Integer.toString(layout.offset(field)),
                layout.structName() + "." + field + " of " + version);
          }
        }
      }
    }
  }

  @Test
  void structsHaveTheSizeOfTheNewestHeader() {
    for (PjrtLayout layout : layouts()) {
      String size = golden(NEWEST, "struct", layout.structName()).split(" ", 2)[0];
      assertEquals(size, Integer.toString(layout.size()), layout.structName());
    }
  }

  @Test
  void aNamedValueHasItsValueWhereTheUnionIs() {
    for (String version : VERSIONS) {
      Map<String, String> fields = fields(version, "PJRT_NamedValue");
      for (String field : List.of("name", "name_size", "type", "value_size")) {
        assertEquals(
            fields.get(field), Integer.toString(PjrtRecord.NAMED_VALUE.offset(field)), field);
      }
      String value = Integer.toString(PjrtRecord.NAMED_VALUE.offset("value"));
      for (String type : List.of("string", "int64", "int64_array", "float", "bool")) {
        assertEquals(fields.get(type + "_value"), value, type);
      }
    }
  }

  @Test
  void aMemoryLayoutHoldsATiledLayout() {
    PjrtRecord layout = PjrtRecord.MEMORY_LAYOUT;
    for (String version : VERSIONS) {
      Map<String, String> outer = fields(version, "PJRT_Buffer_MemoryLayout");
      assertEquals(outer.get("type"), Integer.toString(layout.offset("type")));
      int tiled = Integer.parseInt(outer.get("tiled"));
      assertEquals(tiled, layout.offset("tiled_struct_size"));
      Map<String, String> inner = fields(version, "PJRT_Buffer_MemoryLayout_Tiled");
      for (String field : inner.keySet()) {
        String name = field.matches("struct_size|extension_start") ? "tiled_" + field : field;
        assertEquals(Integer.parseInt(inner.get(field)) + tiled, layout.offset(name), field);
      }
    }
  }

  @Test
  void numbersOfTypesAndErrorsAreThoseOfBothHeaders() {
    for (String version : VERSIONS) {
      for (ElementType type : ElementType.values()) {
        String number = golden(version, "value", "PJRT_Buffer_Type_" + type);
        assertEquals(number, Integer.toString(type.number()), type + " of " + version);
        assertEquals(type, ElementType.of(Integer.parseInt(number)));
      }
      for (Code code : Code.values()) {
        String number = golden(version, "value", "PJRT_Error_Code_" + code);
        assertEquals(code, Code.of(Integer.parseInt(number)), "of " + version);
      }
    }
    assertEquals(Code.UNKNOWN, Code.of(99));
    assertThrows(IllegalArgumentException.class, () -> ElementType.of(0));
  }

  @Test
  void aFieldThatIsNotThereIsNamed() {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> PjrtCall.COMPILE.offset("program_size"));
    assertTrue(error.getMessage().startsWith("field (program_size) must be one of"));
  }

  private static List<PjrtLayout> layouts() {
    return Stream.<PjrtLayout[]>of(PjrtCall.values(), PjrtRecord.values())
        .flatMap(Arrays::stream)
        .toList();
  }

  private Map<String, String> fields(String version, String struct) {
    Map<String, String> fields = new HashMap<>();
    String line = golden(version, "struct", struct);
    for (String field : List.of(line.split(" ")).subList(1, line.split(" ").length)) {
      fields.put(field.split("=", 2)[0], field.split("=", 2)[1]);
    }
    return fields;
  }
}
