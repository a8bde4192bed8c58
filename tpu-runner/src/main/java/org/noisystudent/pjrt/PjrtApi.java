package org.noisystudent.pjrt;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.noisystudent.pjrt.PjrtException.Code;

/** The functions of a loaded plugin: calls them and turns what they refuse into exceptions. */
final class PjrtApi {
  private final Map<PjrtCall, Function> functions = new EnumMap<>(PjrtCall.class);
  private final PjrtHandles handles = new PjrtHandles();
  private final Collection<Object> kept = new ConcurrentLinkedQueue<>();

  /** Reads the functions of the struct that a plugin hands out. */
  PjrtApi(Pointer api) {
    // not bounded by the size in the struct: libtpu 0.0.3 reports one that is too small
    for (PjrtCall call : PjrtCall.values()) {
      Pointer function = api.getPointer(call.functionOffset());
      if (function != null) {
        functions.put(call, Function.getFunction(function));
      }
    }
  }

  /** Returns the count of open handles. */
  PjrtHandles handles() {
    return handles;
  }

  /** Keeps memory from being freed that a device which did not answer may still write to. */
  void keep(Object memory) {
    kept.add(memory);
  }

  /**
   * Calls a function and returns its arguments, which then hold its results; they are closed if it
   * fails.
   */
  PjrtStruct call(PjrtCall call, PjrtStruct arguments) {
    try {
      Pointer error = invoke(call, arguments);
      if (error != null) {
        throw failure(call, error);
      }
      return arguments;
    } catch (RuntimeException e) {
      arguments.close();
      throw e;
    }
  }

  private Pointer invoke(PjrtCall call, PjrtStruct arguments) {
    return function(call).invokePointer(new Object[] {arguments.pointer()});
  }

  private Function function(PjrtCall call) {
    Function function = functions.get(call);
    if (function == null) {
      throw new PjrtException(
          Code.UNIMPLEMENTED, "the plugin has no function " + call.functionName());
    }
    return function;
  }

  private PjrtException failure(PjrtCall call, Pointer error) {
    try (PjrtStruct message = new PjrtStruct(PjrtCall.ERROR_MESSAGE).set("error", error);
        PjrtStruct code = new PjrtStruct(PjrtCall.ERROR_GET_CODE).set("error", error);
        PjrtStruct destroy = new PjrtStruct(PjrtCall.ERROR_DESTROY).set("error", error)) {
      function(PjrtCall.ERROR_MESSAGE).invokeVoid(new Object[] {message.pointer()});
      invoke(PjrtCall.ERROR_GET_CODE, code);
      Code kind = Code.of(code.integer("code"));
      String text = message.text("message", "message_size");
      function(PjrtCall.ERROR_DESTROY).invokeVoid(new Object[] {destroy.pointer()});
      return new PjrtException(kind, "%s: %s: %s".formatted(call.functionName(), kind, text));
    }
  }
}
