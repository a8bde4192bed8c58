package org.noisystudent.pjrt;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A plugin written in Java: the struct of functions that a library hands out, with those functions
 * that a test gives. Initialize and Attributes are there, and do nothing; every error has number 8.
 */
final class FakePlugin {
  static final Pointer NO_ERROR = Pointer.NULL;

  /** Any address will do: the code under test only passes it on. */
  static final Pointer ERROR = new Pointer(0xe44);

  private final Memory table = new Memory(1024);
  private final Memory message;
  private final List<Function> functions = new ArrayList<>();
  private final List<PjrtCall> called = new ArrayList<>();

  FakePlugin(int major, int minor, String errorMessage) {
    table.clear();
    table.setInt(32, major);
    table.setInt(36, minor);
    byte[] text = errorMessage.getBytes(StandardCharsets.UTF_8);
    message = new Memory(text.length);
    message.write(0, text, 0, text.length);
    with(PjrtCall.PLUGIN_INITIALIZE, arguments -> NO_ERROR);
    with(PjrtCall.PLUGIN_ATTRIBUTES, arguments -> NO_ERROR);
    with(
        PjrtCall.ERROR_MESSAGE,
        arguments -> {
          arguments.setPointer(PjrtCall.ERROR_MESSAGE.offset("message"), message);
          arguments.setLong(PjrtCall.ERROR_MESSAGE.offset("message_size"), text.length);
          return NO_ERROR;
        });
    with(
        PjrtCall.ERROR_GET_CODE,
        arguments -> {
          arguments.setInt(PjrtCall.ERROR_GET_CODE.offset("code"), 8);
          return NO_ERROR;
        });
    with(PjrtCall.ERROR_DESTROY, arguments -> NO_ERROR);
  }

  /** Puts a function in its place. */
  FakePlugin with(PjrtCall call, Function function) {
    Function counted =
        arguments -> {
          called.add(call);
          return function.invoke(arguments);
        };
    functions.add(counted); // else it would be collected
    table.setPointer(call.functionOffset(), CallbackReference.getFunctionPointer(counted));
    return this;
  }

  Pointer pointer() {
    return table;
  }

  PjrtApi api() {
    return new PjrtApi(table);
  }

  /** Returns how often each function was called. */
  Map<PjrtCall, Long> calls() {
    return called.stream().collect(Collectors.groupingBy(call -> call, Collectors.counting()));
  }

  /** Returns an error, or none, for the arguments of a call. */
  interface Function extends Callback {
    Pointer invoke(Pointer arguments);
  }
}
