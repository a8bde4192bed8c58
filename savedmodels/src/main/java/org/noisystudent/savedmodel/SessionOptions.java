package org.noisystudent.savedmodel;

import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TInt32;

/** What sessions that compute networks are told of threads and GPUs. */
public final class SessionOptions {
  static {
    // A process's first tensor settles where all that Java makes are kept: in the system's memory
    // when there was no session yet, else in the pool that TF_CPU_ALLOCATOR_USE_BFC asks for, which
    // has no empty tensors (allocator.cc, cpu_allocator).
    TInt32.scalarOf(0).close();
  }

  private SessionOptions() {}

  /**
   * Returns settings that more can be added to.
   *
   * @param gpu whether the session sees GPUs
   * @param threads how many compute on a CPU; 0 = one for each processor
   */
  public static ConfigProto.Builder of(boolean gpu, int threads) {
    ConfigProto.Builder proto =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(threads)
            .setInterOpParallelismThreads(threads);
    if (gpu) {
      proto.getGpuOptionsBuilder().setAllowGrowth(true);
    } else {
      proto.putDeviceCount("GPU", 0);
    }
    return proto;
  }

  /**
   * Returns the settings of a session that runs something once, on the CPU: the graph as it is,
   * which takes longer to rewrite for speed than to run.
   */
  public static ConfigProto once() {
    ConfigProto.Builder proto = of(false, 0);
    proto.getGraphOptionsBuilder().getRewriteOptionsBuilder().setDisableMetaOptimizer(true);
    return proto.build();
  }
}
