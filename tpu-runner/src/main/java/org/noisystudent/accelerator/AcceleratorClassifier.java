package org.noisystudent.accelerator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.noisystudent.device.DeviceFailedException;
import org.noisystudent.device.VariableValues;
import org.noisystudent.export.TrainedNetwork;
import org.noisystudent.lowering.ArrayType;
import org.noisystudent.lowering.LoweredModule;
import org.noisystudent.lowering.LoweredModule.Kind;
import org.noisystudent.lowering.LoweredModule.Parameter;
import org.noisystudent.pjrt.PjrtBuffer;
import org.noisystudent.savedmodel.UserErrorException;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * A classifier on the devices of a PJRT plugin: a batch is divided among the replicas. Compiled
 * when it is first asked, and again for a batch larger than any before; smaller ones are filled up
 * with black images.
 *
 * <p>Where several processes drive the replicas, the devices of this one take the parts of all in
 * turn: what an image is answered does not depend on how many processes there are, bit for bit.
 */
final class AcceleratorClassifier implements TrainedNetwork {
  private final Accelerator accelerator;
  private final IntFunction<LoweredModule> modules;
  private final int parts;
  private final DeviceVariables variables;
  private final int classes;
  private final int resolution;
  private LoweredModule module;
  private Optional<ReplicaGroup.Program> program = Optional.empty();
  private int rows; // of a replica, that the program is for

  /**
   * Creates a classifier; it has no variables yet.
   *
   * @param accelerator this process's devices
   * @param parts what a batch is divided into: the replicas of all processes
   * @param modules returns the program of a number of images: {@code images} and the variables ->
   *     {@code probabilities}
   */
  AcceleratorClassifier(Accelerator accelerator, int parts, IntFunction<LoweredModule> modules) {
    this.accelerator = accelerator;
    this.modules = modules;
    this.parts = parts;
    this.module = modules.apply(1);
    this.variables = new DeviceVariables(accelerator, module);
    List<Long> output = module.results().get(0).type().dims(); // [rows, classes]
    this.classes = Math.toIntExact(output.get(1));
    this.resolution = Math.toIntExact(images().type().dims().get(1));
  }

  private void compile(int newRows) {
    LoweredModule lowered = newRows == 1 ? module : modules.apply(newRows);
    ReplicaGroup.Program compiled = accelerator.compile(lowered);
    program.ifPresent(ReplicaGroup.Program::close);
    program = Optional.of(compiled);
    module = lowered;
    rows = newRows;
  }

  private Parameter images() {
    return module.parameters().stream()
        .filter(parameter -> parameter.kind() == Kind.INPUT)
        .findFirst()
        .orElseThrow();
  }

  /** Sets the variables of a SavedModel; the values stay the caller's. */
  void load(Map<String, Tensor> values) {
    values.forEach(variables::set);
  }

  @Override
  public void load(VariableValues values) {
    for (String name : variables.types().keySet()) {
      variables.set(name, values.averaged(name));
    }
  }

  /** Returns what the model needs before it can be asked. */
  Set<String> variableNames() {
    return variables.types().keySet();
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int resolution() {
    return resolution;
  }

  @Override
  public synchronized float[][] probabilities(TFloat32 images) {
    int batch = Math.toIntExact(images.shape().get(0));
    if (!images.shape().equals(Shape.of(batch, resolution, resolution, 3))) {
      throw new IllegalArgumentException(
          "images %s must have the shape [batch, %d, %d, 3]"
              .formatted(images.shape(), resolution, resolution));
    }
    if (batch == 0) {
      return new float[0][];
    }
    try {
      int needed = (batch + parts - 1) / parts;
      if (needed > rows) {
        compile(needed);
      }
      float[][] all = new float[batch][classes];
      ByteBuffer pixels = HostMemory.of(images);
      for (int part = 0; part * rows < batch; part += accelerator.replicas()) {
        run(pixels, part, all);
      }
      return all;
    } catch (DeviceFailedException e) {
      throw new UserErrorException(
          UserErrorException.Kind.DEVICE,
          "asking a model for %d images: %s".formatted(batch, e.getMessage()),
          e);
    }
  }

  /** Fills the answers of as many parts as there are devices. */
  private void run(ByteBuffer pixels, int firstPart, float[][] all) {
    List<Map<String, PjrtBuffer>> sent = new ArrayList<>();
    List<List<PjrtBuffer>> results = List.of();
    try {
      Parameter input = images();
      for (int replica = 0; replica < accelerator.replicas(); replica++) {
        ByteBuffer part = part(pixels, firstPart + replica);
        sent.add(Map.of(input.name(), accelerator.send(replica, input.type(), part)));
      }
      List<List<PjrtBuffer>> arguments = Accelerator.arguments(module, variables, sent);
      try (ReplicaGroup.Run run = accelerator.execute(program.orElseThrow(), arguments)) {
        results = run.outputs();
        accelerator.await(run);
        fill(all, firstPart, results);
      }
    } finally {
      sent.forEach(each -> each.values().forEach(PjrtBuffer::close));
      results.forEach(each -> each.forEach(PjrtBuffer::close));
    }
  }

  /** Returns the images of a part, filled up where there are not enough. */
  private ByteBuffer part(ByteBuffer pixels, int part) {
    ArrayType type = images().type();
    int bytes = Math.toIntExact(type.bytes());
    int from = (int) Math.min(pixels.limit(), (long) part * bytes);
    int to = Math.min(pixels.limit(), from + bytes);
    if (to - from == bytes) {
      return pixels.slice(from, bytes).order(ByteOrder.nativeOrder());
    }
    ByteBuffer filled = HostMemory.zeros(bytes);
    filled.put(pixels.slice(from, to - from));
    return filled.clear();
  }

  private void fill(float[][] all, int firstPart, List<List<PjrtBuffer>> results) {
    ByteBuffer host = HostMemory.zeros(rows * classes * Float.BYTES);
    for (int replica = 0; replica < results.size(); replica++) {
      int first = (firstPart + replica) * rows;
      if (first < all.length) {
        accelerator.receive(results.get(replica).get(0), host.clear());
        for (int row = 0; row < Math.min(rows, all.length - first); row++) {
          host.asFloatBuffer().get(row * classes, all[first + row]);
        }
      }
    }
  }

  @Override
  public void close() {
    variables.close();
    program.ifPresent(ReplicaGroup.Program::close);
  }
}
