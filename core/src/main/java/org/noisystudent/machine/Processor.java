package org.noisystudent.machine;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A processor, as Linux tells of it.
 *
 * @param name empty when unknown; that of several processors' first
 * @param features what the kernel calls its flags (x86) or features (Arm), e.g. {@code avx2}
 */
public record Processor(Optional<String> name, Set<String> features) {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  /** A machine of thousands of processors tells of each alike. */
  private static final int MOST_LINES = 1000;

  /** Copies the features. */
  public Processor {
    features = Set.copyOf(features);
  }

  /** Returns this machine's; another system than Linux tells nothing. */
  public static Processor here() {
    return read(CPUINFO);
  }

  /** Returns that of a {@code /proc/cpuinfo}. */
  public static Processor read(Path cpuinfo) {
    try (Stream<String> lines = Files.lines(cpuinfo)) {
      return of(lines.limit(MOST_LINES).toList());
    } catch (IOException e) {
      return of(List.of());
    }
  }

  /** Returns that of the lines of a {@code /proc/cpuinfo}. */
  public static Processor of(List<String> cpuinfo) {
    Optional<String> flags = value(cpuinfo, "flags").or(() -> value(cpuinfo, "Features"));
    return new Processor(
        value(cpuinfo, "model name"),
        flags
            .map(text -> Set.copyOf(Splitter.on(' ').omitEmptyStrings().splitToList(text)))
            .orElse(Set.of()));
  }

  private static Optional<String> value(List<String> lines, String key) {
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }
}
