package org.noisystudent.pjrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.noisystudent.pjrt.FakePlugin.NO_ERROR;

import com.sun.jna.Pointer;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What a plugin says of a program, on a plugin written in Java. */
final class ProgramFactsTest {
  private static final Pointer EXECUTABLE = new Pointer(0xe8e);

  private final FakePlugin plugin =
      new FakePlugin(0, 115, "-").with(PjrtCall.EXECUTABLE_DESTROY, arguments -> NO_ERROR);

  @Test
  void theCostsAreThoseThatThePluginNames() {
    PjrtCall call = PjrtCall.EXECUTABLE_GET_COST_ANALYSIS;
    try (PjrtStruct properties =
        NamedValue.structs(
            List.of(
                new NamedValue("flops", 24f),
                new NamedValue("optimal_seconds", -1f),
                NamedValue.of("bytes accessed", 68)))) {
      plugin.with(
          call,
          arguments -> {
            arguments.setLong(call.offset("num_properties"), 3);
            arguments.setPointer(call.offset("properties"), properties.pointer());
            return NO_ERROR;
          });
      try (PjrtExecutable program = new PjrtExecutable(plugin.api(), EXECUTABLE)) {
        CostAnalysis cost = program.costAnalysis().orElseThrow();
        assertEquals(OptionalDouble.of(24), cost.flops());
        assertEquals(OptionalDouble.of(68), cost.bytesAccessed());
      }
    }
  }

  @Test
  void costsThatThePluginDoesNotNameAreNotThere() {
    plugin.with(PjrtCall.EXECUTABLE_GET_COST_ANALYSIS, arguments -> NO_ERROR);
    try (PjrtExecutable program = new PjrtExecutable(plugin.api(), EXECUTABLE)) {
      CostAnalysis cost = program.costAnalysis().orElseThrow();
      assertTrue(cost.flops().isEmpty());
      assertTrue(cost.bytesAccessed().isEmpty());
    }
  }

  @Test
  void whatThePluginCannotTellIsNotThere() {
    try (PjrtExecutable program = new PjrtExecutable(plugin.api(), EXECUTABLE)) {
      assertTrue(program.costAnalysis().isEmpty());
      assertTrue(program.fingerprint().isEmpty());
    }
  }

  @Test
  void anOlderPluginsPeakIsTheSumOfWhatIsThereAtOnce() {
    Map<String, Long> told =
        Map.of(
            "generated_code_size_in_bytes", 1L,
            "argument_size_in_bytes", 200L,
            "output_size_in_bytes", 110L,
            "alias_size_in_bytes", 100L,
            "temp_size_in_bytes", 40L);
    assertEquals(new ProgramMemory(1, 200, 110, 100, 40, 250), memory(told, 0));
    assertEquals(new ProgramMemory(1, 200, 110, 100, 40, 230), memory(told, 230));
  }

  private ProgramMemory memory(Map<String, Long> told, long peak) {
    PjrtCall call = PjrtCall.EXECUTABLE_GET_COMPILED_MEMORY_STATS;
    plugin.with(
        call,
        arguments -> {
          told.forEach((field, value) -> arguments.setLong(call.offset(field), value));
          arguments.setLong(call.offset("peak_memory_in_bytes"), peak);
          return NO_ERROR;
        });
    try (PjrtExecutable program = new PjrtExecutable(plugin.api(), EXECUTABLE)) {
      return program.memory();
    }
  }
}
