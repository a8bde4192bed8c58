package org.noisystudent.device;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.noisystudent.savedmodel.SessionOptions;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;

/** Lists the devices that a session can use. */
@FunctionalInterface
public interface VisibleDevices {
  /** Returns the devices, the CPU first. */
  List<Visible> list();

  /**
   * A device.
   *
   * @param name as TensorFlow has it, of this process
   * @param type such as {@code CPU} or {@code GPU}
   * @param memoryBytes that TensorFlow may use of it
   */
  record Visible(String name, String type, long memoryBytes) {
    /** Returns whether a step can run on it when a GPU was asked for. */
    public boolean isGpu() {
      return type.equals("GPU");
    }
  }

  /** Returns those that TensorFlow sees on this machine, by its C API: Java's has no list. */
  static List<Visible> ofTensorFlow() {
    PointerScope scope = new PointerScope(); // owns every pointer that is made below
    try {
      TF_Status status = TF_Status.newStatus();
      TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
      byte[] config = SessionOptions.of(true, 0).build().toByteArray();
      tensorflow.TF_SetConfig(options, new BytePointer(config), config.length, status);
      status.throwExceptionIfNotOK();
      TF_Session session = TF_Session.newSession(TF_Graph.newGraph(), options, status);
      status.throwExceptionIfNotOK();
      TF_DeviceList devices = tensorflow.TF_SessionListDevices(session, status);
      try {
        status.throwExceptionIfNotOK();
        List<Visible> visible = new ArrayList<>();
        for (int i = 0; i < tensorflow.TF_DeviceListCount(devices); i++) {
          String name = tensorflow.TF_DeviceListName(devices, i, status).getString();
          String type = tensorflow.TF_DeviceListType(devices, i, status).getString();
          long bytes = tensorflow.TF_DeviceListMemoryBytes(devices, i, status);
          status.throwExceptionIfNotOK();
          visible.add(new Visible(name, type, bytes));
        }
        return visible;
      } finally {
        tensorflow.TF_DeleteDeviceList(devices);
      }
    } finally {
      scope.close();
    }
  }
}
