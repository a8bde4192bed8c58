package org.noisystudent.doctor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.noisystudent.machine.Processor;

/**
 * What the machine is, as Linux tells; what another system does not tell is left out. Nothing here
 * names the machine or its user.
 *
 * @param root folder that stands for {@code /}
 */
record MachineFacts(Path root) {
  /** Flags of x86 and Arm that kernels of TensorFlow and XLA are chosen by. */
  private static final Pattern VECTOR_FEATURE =
      Pattern.compile("sse4_[12]|avx.*|fma|f16c|amx_.*|asimd.*|sve.*|i8mm|bf16");

  private static final List<String> DEVICE_FILES =
      List.of("accel*", "vfio/[0-9]*", "nvidia[0-9]*", "kfd");

  static MachineFacts here() {
    return new MachineFacts(Path.of("/"));
  }

  Facts addTo(Facts facts) {
    Processor processor = Processor.read(root.resolve("proc/cpuinfo"));
    return facts
        .put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"))
        .put("distribution", value("etc/os-release", "PRETTY_NAME=").map(MachineFacts::unquoted))
        .put("architecture", System.getProperty("os.arch"))
        .put("cpu", processor.name())
        .putSome("vectorFeatures", vectorFeatures(processor))
        .put("processors", Runtime.getRuntime().availableProcessors())
        .put("memory", value("proc/meminfo", "MemTotal:"))
        .put("memoryLimit", firstLine("sys/fs/cgroup/memory.max").filter(s -> !s.equals("max")))
        .putSome("deviceFiles", deviceFiles())
        .put("nvidiaDriver", firstLine("proc/driver/nvidia/version"));
  }

  /** Returns the vector extensions of the processor, sorted. */
  static List<String> vectorFeatures(Processor processor) {
    return processor.features().stream()
        .filter(VECTOR_FEATURE.asMatchPredicate())
        .sorted()
        .toList();
  }

  private List<String> deviceFiles() {
    List<String> names = new ArrayList<>();
    for (String pattern : DEVICE_FILES) {
      Path folder = root.resolve("dev").resolve(pattern).getParent();
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(folder, pattern.substring(pattern.indexOf('/') + 1))) {
        files.forEach(file -> names.add("/" + root.relativize(file)));
      } catch (IOException e) {
        // there is no such folder
      }
    }
    Collections.sort(names);
    return names;
  }

  private Optional<String> firstLine(String file) {
    return lines(file).stream().findFirst().map(String::strip);
  }

  /** Returns what follows a key that a line begins with. */
  private Optional<String> value(String file, String key) {
    return lines(file).stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()).strip())
        .findFirst();
  }

  private List<String> lines(String file) {
    try (Stream<String> lines = Files.lines(root.resolve(file))) {
      return lines.limit(1000).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String unquoted(String text) {
    return text.replace("\"", "");
  }
}
