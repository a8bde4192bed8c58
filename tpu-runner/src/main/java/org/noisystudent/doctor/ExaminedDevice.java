package org.noisystudent.doctor;

import java.util.ArrayList;
import java.util.List;
import org.noisystudent.accelerator.AcceleratorDevices;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.doctor.GoldenCurve.Arithmetic;
import org.noisystudent.pjrt.NamedValue;
import org.noisystudent.pjrt.PjrtDevice;
import org.noisystudent.selftraining.Devices;
import org.noisystudent.selftraining.SessionDevices;

/**
 * A device that was opened.
 *
 * @param devices run the steps
 * @param chips the plugin's devices of this process; none for a session
 */
record ExaminedDevice(Devices devices, List<PjrtDevice> chips, Arithmetic arithmetic) {
  private static final int SHOWN_DEVICES = 64;

  /** Opens what a request names; stays open as long as the process. */
  static ExaminedDevice open(DoctorRequest request, Facts facts) {
    DeviceConfig config = request.config();
    return switch (request.type()) {
      case CPU, GPU -> {
        facts.put("driver", "TensorFlow session").put("compiled", config.compiles());
        yield new ExaminedDevice(
            new SessionDevices(config),
            List.of(),
            request.type() == DeviceConfig.Type.CPU ? Arithmetic.FLOAT32 : Arithmetic.REDUCED);
      }
      case TPU, PJRT -> open(new AcceleratorDevices(config, request.trust()), facts);
    };
  }

  private static ExaminedDevice open(AcceleratorDevices devices, Facts facts) {
    facts
        .put("driver", "PJRT")
        .put("apiVersion", devices.plugin().apiVersion())
        .put("platform", devices.client().platformName())
        .putText("platformVersion", oneLine(devices.client().platformVersion()))
        .putSome("attributes", attributes(devices))
        .put("process", devices.client().processIndex())
        .put("devicesOfAllProcesses", devices.client().devices().size())
        .put("devicesHere", devices.client().addressableDevices().size());
    List<PjrtDevice> chips = devices.client().addressableDevices();
    List<String> shown = new ArrayList<>();
    for (PjrtDevice chip : chips.subList(0, Math.min(SHOWN_DEVICES, chips.size()))) {
      shown.add("%d: %s".formatted(chip.id(), chip.kind()));
    }
    facts.put("devices", shown);
    boolean cpu = devices.client().platformName().equalsIgnoreCase("cpu");
    return new ExaminedDevice(devices, chips, cpu ? Arithmetic.FLOAT32 : Arithmetic.REDUCED);
  }

  private static List<String> attributes(AcceleratorDevices devices) {
    List<String> texts = new ArrayList<>();
    for (NamedValue attribute : devices.plugin().attributes()) {
      texts.add(attribute.name() + " = " + oneLine(String.valueOf(attribute.value())));
    }
    return texts;
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    int shown = 300;
    return line.length() > shown ? line.substring(0, shown) + "..." : line;
  }
}
