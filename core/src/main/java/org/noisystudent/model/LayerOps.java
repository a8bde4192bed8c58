package org.noisystudent.model;

import org.noisystudent.data.FunctionScope;

/** Which ops the layers of a step are made of. */
public enum LayerOps {
  /** Those that every device and every compiler takes. */
  PLAIN {
    @Override
    Kernels kernels(FunctionScope scope) {
      return Kernels.plain();
    }
  },
  /** Those that are fastest one by one on a CPU, with TensorFlow's own kernels. */
  CPU {
    @Override
    Kernels kernels(FunctionScope scope) {
      return new CpuKernels(scope);
    }
  },
  /** Those that are fastest one by one on a CPU, with oneDNN's kernels. */
  CPU_ONEDNN {
    @Override
    Kernels kernels(FunctionScope scope) {
      return new OneDnnKernels(scope);
    }
  };

  abstract Kernels kernels(FunctionScope scope);

  /** Returns those for the CPU of this machine. */
  static LayerOps ofThisCpu() {
    return OneDnn.isOn() ? CPU_ONEDNN : CPU;
  }
}
