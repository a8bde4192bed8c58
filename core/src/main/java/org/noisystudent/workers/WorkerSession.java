package org.noisystudent.workers;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.ConfigProto;

/**
 * Opens sessions at a TensorFlow server. TensorFlow Java has no way to say at which: its C API has,
 * but the constructor that takes such a session, and the graph's handle, are not public.
 */
final class WorkerSession {
  private WorkerSession() {}

  /**
   * Opens a session; the caller closes it.
   *
   * @param target {@code grpc://HOST:PORT}
   */
  static Session open(Graph graph, String target, ConfigProto settings) {
    PointerScope scope = new PointerScope(); // owns every pointer that is made below
    try {
      TF_Status status = TF_Status.newStatus();
      TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
      tensorflow.TF_SetTarget(options, target);
      byte[] proto = settings.toByteArray();
      tensorflow.TF_SetConfig(options, new BytePointer(proto), proto.length, status);
      status.throwExceptionIfNotOK();
      TF_Session session = TF_Session.newSession(handle(graph), options, status);
      status.throwExceptionIfNotOK();
      session.retainReference(); // by the session in Java
      return wrapped(graph, session);
    } finally {
      scope.close();
    }
  }

  private static TF_Graph handle(Graph graph) {
    try {
      Field handle = Graph.class.getDeclaredField("nativeHandle");
      handle.setAccessible(true);
      return (TF_Graph) handle.get(graph);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of TensorFlow Java has other fields", e);
    }
  }

  private static Session wrapped(Graph graph, TF_Session session) {
    try {
      Constructor<Session> constructor =
          Session.class.getDeclaredConstructor(Graph.class, TF_Session.class);
      constructor.setAccessible(true);
      return constructor.newInstance(graph, session);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of TensorFlow Java has other constructors", e);
    }
  }
}
