package org.noisystudent.accelerator;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noisystudent.lowering.ArrayType;
import org.noisystudent.lowering.LoweredModule;
import org.noisystudent.lowering.LoweredModule.Kind;
import org.noisystudent.lowering.LoweredModule.Parameter;
import org.noisystudent.pjrt.PjrtBuffer;
import org.tensorflow.Tensor;

/** The variables of a module, a copy of each on every replica. */
final class DeviceVariables implements AutoCloseable {
  private final Accelerator accelerator;
  private final Map<String, ArrayType> types = new LinkedHashMap<>();
  private final List<Map<String, PjrtBuffer>> replicas = new ArrayList<>();

  DeviceVariables(Accelerator accelerator, LoweredModule module) {
    this.accelerator = accelerator;
    for (Parameter parameter : module.parameters()) {
      if (parameter.kind() == Kind.VARIABLE) {
        types.put(parameter.name(), parameter.type());
      }
    }
    for (int replica = 0; replica < accelerator.replicas(); replica++) {
      replicas.add(new LinkedHashMap<>());
    }
  }

  /** Returns what each variable looks like, in the order of the module. */
  Map<String, ArrayType> types() {
    return types;
  }

  /**
   * Sets a variable on every replica.
   *
   * @throws IllegalArgumentException if the module has no such variable
   */
  void set(String name, Tensor value) {
    ArrayType type = types.get(name);
    if (type == null) {
      throw new IllegalArgumentException("the step has no variable " + name);
    }
    ByteBuffer data = HostMemory.of(value);
    for (int replica = 0; replica < replicas.size(); replica++) {
      replace(replica, name, accelerator.send(replica, type, data.duplicate().order(data.order())));
    }
  }

  /** Takes a buffer over as the value of a variable on a replica. */
  void replace(int replica, String name, PjrtBuffer value) {
    PjrtBuffer before = replicas.get(replica).put(name, value);
    if (before != null) {
      before.close();
    }
  }

  /** Returns a variable on a replica; it stays this object's. */
  PjrtBuffer get(int replica, String name) {
    PjrtBuffer value = replicas.get(replica).get(name);
    if (value == null) {
      throw new IllegalStateException("variable " + name + " has no value yet");
    }
    return value;
  }

  @Override
  public void close() {
    replicas.forEach(each -> each.values().forEach(PjrtBuffer::close));
  }
}
