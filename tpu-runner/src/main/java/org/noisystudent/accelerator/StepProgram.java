package org.noisystudent.accelerator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.noisystudent.lowering.ArrayType;
import org.noisystudent.lowering.LoweredModule;
import org.noisystudent.lowering.LoweredModule.Kind;
import org.noisystudent.lowering.LoweredModule.Parameter;
import org.noisystudent.lowering.Lowering;
import org.noisystudent.pjrt.PjrtBuffer;
import org.noisystudent.train.StepInputs;

/** A compiled program of one step of a training, or of several one after the other. */
final class StepProgram implements AutoCloseable {
  private final Accelerator accelerator;
  private final LoweredModule module;
  private final int steps;
  private final Map<String, ArrayType> inputs;
  private final ReplicaGroup.Program program;

  /**
   * A step that waits to be run.
   *
   * @param fed the numbers of the step
   * @param batch [replica] input -> array
   */
  record Waiting(StepInputs fed, List<Map<String, PjrtBuffer>> batch) implements AutoCloseable {
    @Override
    public void close() {
      batch.forEach(each -> each.values().forEach(PjrtBuffer::close));
    }
  }

  /**
   * Compiles a program.
   *
   * @param steps how many the module runs
   */
  StepProgram(Accelerator accelerator, LoweredModule module, int steps) {
    this.accelerator = accelerator;
    this.module = module;
    this.steps = steps;
    this.inputs = inputs(module);
    this.program = accelerator.compile(module);
  }

  /** Returns what a module takes besides its variables. */
  static Map<String, ArrayType> inputs(LoweredModule module) {
    return module.parameters().stream()
        .filter(parameter -> parameter.kind() == Kind.INPUT)
        .collect(Collectors.toMap(Parameter::name, Parameter::type));
  }

  LoweredModule module() {
    return module;
  }

  int steps() {
    return steps;
  }

  /** Starts some steps, as many as the program has; they stay the caller's to close. */
  ReplicaGroup.Run start(DeviceVariables variables, List<Waiting> waiting) {
    List<Map<String, PjrtBuffer>> given = new ArrayList<>();
    List<PjrtBuffer> numbers = new ArrayList<>();
    int first = accelerator.firstReplica();
    try {
      for (int i = 0; i < accelerator.replicas(); i++) {
        int replica = i;
        Map<String, PjrtBuffer> own = new HashMap<>();
        own.put(
            "learning_rate",
            send(replica, "learning_rate", waiting, fed -> bits(fed.learningRate())));
        own.put("ema_decay", send(replica, "ema_decay", waiting, fed -> bits(fed.emaDecay())));
        own.put(
            "seed",
            send(
                replica,
                "seed",
                waiting,
                fed -> new int[] {fed.seedOf(first + replica), fed.step()}));
        numbers.addAll(own.values());
        for (int step = 0; step < steps; step++) {
          int index = step;
          waiting
              .get(step)
              .batch()
              .get(replica)
              .forEach((name, array) -> own.put(nameOf(name, index), array));
        }
        given.add(own);
      }
      return accelerator.execute(program, Accelerator.arguments(module, variables, given));
    } finally {
      numbers.forEach(PjrtBuffer::close);
    }
  }

  private String nameOf(String input, int index) {
    return steps == 1 ? input : Lowering.ofStep(input, index);
  }

  /** Sends some numbers of every step: [steps, numbers]. */
  private PjrtBuffer send(
      int replica, String name, List<Waiting> waiting, Function<StepInputs, int[]> numbers) {
    int[] bits =
        waiting.stream().flatMapToInt(each -> Arrays.stream(numbers.apply(each.fed()))).toArray();
    return accelerator.send(replica, inputs.get(name), bits);
  }

  private static int[] bits(float value) {
    return new int[] {Float.floatToRawIntBits(value)};
  }

  @Override
  public void close() {
    program.close();
  }
}
