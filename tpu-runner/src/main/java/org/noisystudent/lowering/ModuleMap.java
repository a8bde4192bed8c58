package org.noisystudent.lowering;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.noisystudent.lowering.LoweredModule.Kind;
import org.noisystudent.lowering.LoweredModule.Parameter;
import org.noisystudent.lowering.LoweredModule.Result;
import org.noisystudent.lowering.LoweredModule.ResultKind;
import org.noisystudent.lowering.StepCall.Argument;

/**
 * Names the parameters and results of a module. XLA's bridge takes the arguments in the function's
 * order, and gives the outputs, then the next values of the variables that change; which variable
 * that is, the buffer says that it takes over.
 */
final class ModuleMap {
  private final StepCall call;
  private final HloModule module;

  private ModuleMap(StepCall call, HloModule module) {
    this.call = call;
    this.module = module;
  }

  /**
   * Returns a module with its names.
   *
   * @throws IOException if the bytes are no module
   * @throws IllegalStateException if the module is not that of the call
   */
  static LoweredModule name(StepCall call, byte[] hlo) throws IOException {
    HloModule module = HloModule.read(hlo);
    ModuleMap map = new ModuleMap(call, module);
    List<Parameter> parameters = map.parameters();
    return new LoweredModule(module.name(), parameters, map.results(parameters), hlo);
  }

  private List<Parameter> parameters() {
    List<Argument> arguments = call.arguments();
    if (arguments.size() != module.parameters().size()) {
      throw problem(
          "has %d parameters for %d inputs and variables"
              .formatted(module.parameters().size(), arguments.size()));
    }
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      Argument argument = arguments.get(i);
      ArrayType type = module.parameters().get(i);
      List<Long> dims = Arrays.stream(argument.shape().asArray()).boxed().toList();
      if (!dims.equals(type.dims())) {
        throw problem("has %s in the place of %s %s".formatted(type, argument.name(), dims));
      }
      parameters.add(new Parameter(argument.name(), argument.kind(), type));
    }
    return parameters;
  }

  private List<Result> results(List<Parameter> parameters) {
    List<Result> results = new ArrayList<>();
    Set<String> updated = new HashSet<>();
    for (int i = 0; i < module.results().size(); i++) {
      Optional<Integer> alias = Optional.ofNullable(module.aliases().get(i));
      boolean isOutput = i < call.outputs().size();
      String name = isOutput ? call.outputs().get(i) : updatedVariable(i, alias, parameters);
      if (!isOutput && !updated.add(name)) {
        throw problem("gives two values of variable " + name);
      }
      results.add(
          new Result(
              name,
              isOutput ? ResultKind.OUTPUT : ResultKind.VARIABLE,
              module.results().get(i),
              alias));
    }
    if (results.size() < call.outputs().size()) {
      throw problem("gives %d results for %s".formatted(results.size(), call.outputs()));
    }
    return results;
  }

  private String updatedVariable(int result, Optional<Integer> alias, List<Parameter> parameters) {
    Parameter parameter =
        alias
            .map(parameters::get)
            .filter(p -> p.kind() == Kind.VARIABLE)
            .orElseThrow(() -> problem("does not say which variable result " + result + " is of"));
    if (!parameter.type().equals(module.results().get(result))) {
      throw problem("changes the type of variable " + parameter.name());
    }
    return parameter.name();
  }

  private IllegalStateException problem(String what) {
    return new IllegalStateException("module " + module.name() + " " + what);
  }
}
