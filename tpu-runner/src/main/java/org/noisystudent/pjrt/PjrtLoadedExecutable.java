package org.noisystudent.pjrt;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.List;
import java.util.Set;
import org.noisystudent.pjrt.PjrtHandles.Kind;

/** A compiled program on its devices, ready to run, also several times at once. */
public final class PjrtLoadedExecutable implements AutoCloseable {
  private final PjrtHandle handle;
  private final PjrtExecutable executable;
  private final List<PjrtDevice> devices;
  private final int numOutputs;

  PjrtLoadedExecutable(PjrtApi api, Pointer loaded) {
    handle = new PjrtHandle(api, Kind.LOADED_EXECUTABLE, loaded);
    try (PjrtStruct results = handle.call(PjrtCall.LOADED_EXECUTABLE_GET_EXECUTABLE)) {
      executable = new PjrtExecutable(api, results.pointer("executable"));
    }
    try (PjrtStruct results = handle.call(PjrtCall.LOADED_EXECUTABLE_ADDRESSABLE_DEVICES)) {
      devices =
          results.pointers("addressable_devices", "num_addressable_devices").stream()
              .map(device -> new PjrtDevice(api, device))
              .toList();
    }
    numOutputs = executable.numOutputs();
  }

  /** Returns the compiled program; closed with this. */
  public PjrtExecutable executable() {
    return executable;
  }

  /** Returns the devices of this process that it runs on, in the order of arguments and results. */
  public List<PjrtDevice> devices() {
    return devices;
  }

  /** Starts a run in which results may take over the memory of the arguments they alias. */
  public PjrtExecution execute(List<List<PjrtBuffer>> arguments) {
    return execute(arguments, Set.of());
  }

  /**
   * Starts a run, arguments [device][parameter], and returns at once. Results that the program
   * aliases to an argument take over its memory, but for parameters named to be kept.
   */
  public PjrtExecution execute(List<List<PjrtBuffer>> arguments, Set<Integer> kept) {
    int parameters = requireOneListADevice(arguments);
    PjrtStruct call = handle.arguments(PjrtCall.LOADED_EXECUTABLE_EXECUTE);
    Memory events = call.own((long) devices.size() * Native.POINTER_SIZE);
    Memory outputs = call.own((long) devices.size() * Native.POINTER_SIZE);
    Memory inputs = call.own((long) devices.size() * Native.POINTER_SIZE);
    for (int device = 0; device < devices.size(); device++) {
      long place = (long) device * Native.POINTER_SIZE;
      outputs.setPointer(place, call.own((long) numOutputs * Native.POINTER_SIZE));
      Memory row = call.own((long) parameters * Native.POINTER_SIZE);
      for (int parameter = 0; parameter < parameters; parameter++) {
        row.setPointer(
            (long) parameter * Native.POINTER_SIZE, arguments.get(device).get(parameter).pointer());
      }
      inputs.setPointer(place, row);
    }
    try (PjrtStruct options = options(kept)) {
      call.set("options", options.pointer())
          .set("argument_lists", inputs)
          .set("num_devices", devices.size())
          .set("num_args", parameters)
          .set("output_lists", outputs)
          .set("device_complete_events", events);
      try (PjrtStruct results = handle.api().call(PjrtCall.LOADED_EXECUTABLE_EXECUTE, call)) {
        return PjrtExecution.of(handle.api(), results, devices.size(), numOutputs);
      }
    }
  }

  private int requireOneListADevice(List<List<PjrtBuffer>> arguments) {
    if (arguments.size() != devices.size()) {
      throw new IllegalArgumentException(
          "arguments (for %d devices) must be for %d".formatted(arguments.size(), devices.size()));
    }
    int parameters = arguments.get(0).size();
    for (List<PjrtBuffer> each : arguments) {
      if (each.size() != parameters) {
        throw new IllegalArgumentException(
            "arguments (%d and %d) must be as many for each device"
                .formatted(parameters, each.size()));
      }
    }
    return parameters;
  }

  private static PjrtStruct options(Set<Integer> kept) {
    PjrtStruct options = new PjrtStruct(PjrtRecord.EXECUTE_OPTIONS);
    if (!kept.isEmpty()) {
      options.set(
          "non_donatable_input_indices",
          "num_non_donatable_input_indices",
          kept.stream().sorted().mapToLong(Integer::longValue).toArray());
    }
    return options;
  }

  @Override
  public void close() {
    executable.close();
    handle.close();
  }
}
