package org.noisystudent.savedmodel;

import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RewriterConfig;

/**
 * How networks are asked in sessions.
 *
 * @param gpu whether a session sees GPUs
 * @param threads how many compute on a CPU; 0 = one for each processor
 * @param bfloat16 whether a CPU may compute in bfloat16: where it has AVX-512, else TensorFlow has
 *     no kernels and keeps float32
 */
public record InferenceSettings(boolean gpu, int threads, boolean bfloat16) {
  /** Checks the threads. */
  public InferenceSettings {
    if (threads < 0) {
      throw new IllegalArgumentException("threads (" + threads + ") must be >= 0");
    }
  }

  /** Returns float32 on the CPU. */
  public static InferenceSettings cpu(int threads) {
    return new InferenceSettings(false, threads, false);
  }

  /** Returns the settings of a session that runs one batch at a time. */
  public ConfigProto session() {
    return session(threads);
  }

  /** Returns the settings of a session that runs a part of a batch on each of its callers. */
  ConfigProto partSession() {
    return session(gpu ? threads : 1);
  }

  /** Returns how many parts of a batch run at a time. */
  int parts() {
    if (gpu) {
      return 1;
    }
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  private ConfigProto session(int each) {
    ConfigProto.Builder proto = SessionOptions.of(gpu, each);
    if (bfloat16) {
      proto
          .getGraphOptionsBuilder()
          .getRewriteOptionsBuilder()
          .setAutoMixedPrecisionOnednnBfloat16(RewriterConfig.Toggle.ON);
    }
    return proto.build();
  }
}
