package org.noisystudent.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The widest vector instructions of a processor: machines of one name may differ in them. */
enum Instructions {
  AMX("amx_bf16"),
  AVX512_BF16("avx512_bf16"),
  AVX512("avx512f"),
  AVX2("avx2"),
  OTHER("");

  private final String flag;

  Instructions(String flag) {
    this.flag = flag;
  }

  /** Returns how files of results name them. */
  String fileName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns those of this machine. */
  static Instructions here() {
    try {
      return of(Files.readAllLines(Path.of("/proc/cpuinfo")));
    } catch (IOException e) {
      return OTHER;
    }
  }

  /** Returns those of the lines of a {@code /proc/cpuinfo}. */
  static Instructions of(List<String> cpuinfo) {
    for (String line : cpuinfo) {
      if (line.startsWith("flags")) {
        Set<String> flags =
            Set.copyOf(Arrays.asList(line.substring(line.indexOf(':') + 1).strip().split("\\s+")));
        for (Instructions each : values()) {
          if (flags.contains(each.flag)) {
            return each;
          }
        }
      }
    }
    return OTHER;
  }
}
