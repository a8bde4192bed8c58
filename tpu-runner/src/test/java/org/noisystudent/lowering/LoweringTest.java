package org.noisystudent.lowering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.cli.TinyModel;
import org.noisystudent.lowering.LoweredModule.Kind;
import org.noisystudent.lowering.LoweredModule.Parameter;
import org.noisystudent.lowering.LoweredModule.Result;
import org.noisystudent.lowering.LoweredModule.ResultKind;
import org.noisystudent.model.Architecture;
import org.noisystudent.pjrt.ElementType;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.train.StepVariable;
import org.noisystudent.train.TrainStep;

final class LoweringTest {
  @TempDir private Path cache;

  private static List<Long> dims(StepVariable variable) {
    return Arrays.stream(variable.shape().asArray()).boxed().toList();
  }

  private static List<String> names(LoweredModule module, Kind kind) {
    return module.parameters().stream().filter(p -> p.kind() == kind).map(Parameter::name).toList();
  }

  @Test
  void namesEveryParameterOfATrainStep() {
    try (TrainStep step = SmallSteps.train("float32")) {
      LoweredModule module = new Lowering(SmallSteps.options(cache)).lower(step);
      assertEquals(
          List.of("images", "targets", "learning_rate", "ema_decay", "seed"),
          names(module, Kind.INPUT));
      assertEquals(
          new ArrayType(ElementType.U8, List.of(16L, 28L, 28L, 3L)),
          module.parameters().get(0).type());
      assertEquals(
          step.variables().stream().map(StepVariable::name).toList(), names(module, Kind.VARIABLE));
      for (int i = 0; i < step.variables().size(); i++) {
        ArrayType type = module.parameters().get(5 + i).type();
        assertEquals(new ArrayType(ElementType.F32, dims(step.variables().get(i))), type);
      }
    }
  }

  @Test
  void givesMetricsAndTheNextValueOfEveryVariableInItsOwnBuffer() {
    try (TrainStep step = SmallSteps.train("float32")) {
      LoweredModule module = new Lowering(SmallSteps.options(cache)).lower(step);
      Result metrics = module.results().get(0);
      assertEquals(
          new Result(
              "metrics",
              ResultKind.OUTPUT,
              new ArrayType(ElementType.F32, List.of((long) TrainStep.Metric.values().length)),
              Optional.empty()),
          metrics);
      Set<String> updated = new TreeSet<>();
      for (Result result : module.results().subList(1, module.results().size())) {
        Parameter parameter = module.parameters().get(result.aliasedParameter().orElseThrow());
        assertEquals(parameter.name(), result.name());
        assertEquals(parameter.type(), result.type());
        assertEquals(ResultKind.VARIABLE, result.kind());
        updated.add(result.name());
      }
      // a training of the whole network leaves nothing as it was
      assertEquals(
          step.variables().stream().map(StepVariable::name).collect(Collectors.toSet()), updated);
    }
  }

  @Test
  void lowersSeveralStepsAsOneProgramOfTheSameVariables() {
    Lowering lowering = new Lowering(SmallSteps.options(cache));
    try (TrainStep step = SmallSteps.train("float32")) {
      LoweredModule one = lowering.lower(step);
      LoweredModule three = lowering.lower(step, 3);
      List<String> inputs = new ArrayList<>();
      for (String input : List.of("images", "targets")) {
        for (int i = 0; i < 3; i++) {
          inputs.add(Lowering.ofStep(input, i));
        }
      }
      inputs.addAll(List.of("learning_rate", "ema_decay", "seed"));
      assertEquals(inputs, names(three, Kind.INPUT));
      assertEquals(names(one, Kind.VARIABLE), names(three, Kind.VARIABLE));
      assertEquals(
          new ArrayType(ElementType.S32, List.of(3L, 2L)),
          three.parameters().get(inputs.size() - 1).type());
      assertEquals(
          new ArrayType(ElementType.F32, List.of(3L, (long) TrainStep.Metric.values().length)),
          three.results().get(0).type());
      assertEquals(
          one.results().stream().map(Result::name).collect(Collectors.toSet()),
          three.results().stream().map(Result::name).collect(Collectors.toSet()));
      // the body of a loop stands once, however often it runs
      assertTrue(three.hlo().length < 1.5 * one.hlo().length);
    }
  }

  @Test
  void keepsVariablesInFloat32AndConvolvesInBfloat16() {
    Lowering lowering = new Lowering(SmallSteps.options(cache));
    try (TrainStep half = SmallSteps.train("bfloat16");
        TrainStep full = SmallSteps.train("float32")) {
      LoweredModule module = lowering.lower(half);
      assertTrue(
          module.parameters().stream()
              .filter(p -> p.kind() == Kind.VARIABLE)
              .allMatch(p -> p.type().element() == ElementType.F32));
      Map<ElementType, Long> types = Convolutions.byElementType(module.hlo());
      assertEquals(Set.of(ElementType.BF16), types.keySet());
      assertEquals(
          types.get(ElementType.BF16),
          Convolutions.byElementType(lowering.lower(full).hlo()).get(ElementType.F32));
    }
  }

  @Test
  void lowersTheNetworkThatLabels() {
    Architecture architecture = SmallSteps.architecture("float32");
    LoweredModule module = new Lowering(SmallSteps.options(cache)).lower(architecture, 6);
    assertEquals(
        new ArrayType(ElementType.F32, List.of(6L, 28L, 28L, 3L)),
        module.parameters().get(0).type());
    assertEquals(
        List.of(
            new Result(
                "probabilities",
                ResultKind.OUTPUT,
                new ArrayType(ElementType.F32, List.of(6L, 10L)),
                Optional.empty())),
        module.results());
    List<String> variables = names(module, Kind.VARIABLE);
    assertTrue(variables.contains("efficientnet-b0/head/dense/kernel"), variables.toString());
    assertEquals(Set.copyOf(variables).size(), variables.size());
  }

  @Test
  void lowersASavedModelByItsPredictSignature(@TempDir Path folder) {
    Path model = TinyModel.write(folder.resolve("model"));
    LoweredModule module = new Lowering(SmallSteps.options(cache)).lower(model, Trust.CHECKED, 5);
    assertEquals(
        List.of(
            new Parameter(
                "images", Kind.INPUT, new ArrayType(ElementType.F32, List.of(5L, 8L, 8L, 3L))),
            new Parameter(
                "head/kernel", Kind.VARIABLE, new ArrayType(ElementType.F32, List.of(3L, 3L)))),
        module.parameters());
    assertEquals(
        List.of(
            new Result(
                "probabilities",
                ResultKind.OUTPUT,
                new ArrayType(ElementType.F32, List.of(5L, 3L)),
                Optional.empty())),
        module.results());
  }

  @Test
  void refusesAModuleOfAnotherStep() {
    Architecture architecture = SmallSteps.architecture("float32");
    byte[] hlo = new Lowering(SmallSteps.options(cache)).lower(architecture, 2).hlo();
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class,
            () -> ModuleMap.name(PredictStep.of(architecture, 3), hlo));
    assertTrue(
        error.getMessage().contains("f32[2,28,28,3] in the place of images"), error.getMessage());
  }

  @Test
  void takesAModuleThatIsKnownWithoutLoweringItAgain() throws IOException {
    Architecture architecture = SmallSteps.architecture("float32");
    LoweredModule first = new Lowering(SmallSteps.options(cache)).lower(architecture, 2);
    // no process can lower in this time
    Lowering hasty = new Lowering(new LoweringOptions(cache, Duration.ofNanos(1), 512));
    LoweredModule second = hasty.lower(architecture, 2);
    assertArrayEquals(first.hlo(), second.hlo());
    assertEquals(first.parameters(), second.parameters());
    assertEquals(first.results(), second.results());
    try (Stream<Path> files = Files.list(cache)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void lowersAgainWhatIsDamaged() throws IOException {
    Architecture architecture = SmallSteps.architecture("float32");
    Lowering lowering = new Lowering(SmallSteps.options(cache));
    byte[] whole = lowering.lower(architecture, 2).hlo();
    Path file;
    try (Stream<Path> files = Files.list(cache)) {
      file = files.findFirst().orElseThrow();
    }
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertArrayEquals(whole, lowering.lower(architecture, 2).hlo());
    assertArrayEquals(whole, Files.readAllBytes(file));
  }

  @Test
  void saysWhatTookTooLong() {
    Lowering hasty = new Lowering(new LoweringOptions(cache, Duration.ofMillis(1), 512));
    UserErrorException error =
        assertThrows(
            UserErrorException.class, () -> hasty.lower(SmallSteps.architecture("float32"), 3));
    assertEquals(UserErrorException.Kind.DEVICE, error.kind());
    assertTrue(error.getMessage().contains("not lowered within 0.001s"), error.getMessage());
  }

  @Test
  void namesTheOpsThatXlaCannotCompile() {
    UserErrorException error =
        assertThrows(
            UserErrorException.class,
            () -> new Lowering(SmallSteps.options(cache)).lower(Uncompilable.call()));
    assertEquals(UserErrorException.Kind.DEVICE, error.kind());
    assertTrue(error.getMessage().startsWith("XLA cannot compile AsString:"), error.getMessage());
  }

  @Test
  void showsTheLastLinesOfAProcessThatDies() {
    // a heap in which no JVM starts
    Lowering starved = new Lowering(new LoweringOptions(cache, Duration.ofMinutes(1), 1));
    UserErrorException error =
        assertThrows(
            UserErrorException.class, () -> starved.lower(SmallSteps.architecture("float32"), 3));
    assertTrue(error.getMessage().contains("heap"), error.getMessage());
  }

  @Test
  void lowersATrainStepOnceHoweverOftenItIsBuilt() {
    byte[] first;
    try (TrainStep step = SmallSteps.train("float32")) {
      first = new Lowering(SmallSteps.options(cache)).lower(step).hlo();
    }
    Lowering hasty = new Lowering(new LoweringOptions(cache, Duration.ofNanos(1), 512));
    try (TrainStep same = SmallSteps.train("float32");
        TrainStep other = SmallSteps.train("bfloat16")) {
      assertArrayEquals(first, hasty.lower(same).hlo());
      assertThrows(UserErrorException.class, () -> hasty.lower(other));
    }
  }
}
