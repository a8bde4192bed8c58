package org.noisystudent.speed;

import java.util.Arrays;
import java.util.Locale;
import org.noisystudent.machine.Processor;

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
    return of(Processor.here());
  }

  /** Returns those of a processor. */
  static Instructions of(Processor processor) {
    return Arrays.stream(values())
        .filter(each -> processor.features().contains(each.flag))
        .findFirst()
        .orElse(OTHER);
  }
}
