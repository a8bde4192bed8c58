package org.noisystudent.pjrt;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * How to compile a program: for how many replicas and partitions, on which devices, and with how
 * much effort. Effort -1 compiles small programs several times faster and changes how much memory
 * they need; none given is the compiler's own.
 */
public final class CompileOptions {
  /** Field numbers of XLA's CompileOptionsProto, ExecutableBuildOptionsProto, DeviceAssignment. */
  private static final int PARAMETER_IS_TUPLED_ARGUMENTS = 2;

  private static final int EXECUTABLE_BUILD_OPTIONS = 3;

  private static final int DEVICE_ORDINAL = 1;
  private static final int NUM_REPLICAS = 4;
  private static final int NUM_PARTITIONS = 5;
  private static final int DEVICE_ASSIGNMENT = 9;
  private static final int EXEC_TIME_OPTIMIZATION_EFFORT = 20;

  private static final int REPLICA_COUNT = 1;
  private static final int COMPUTATION_COUNT = 2;
  private static final int COMPUTATION_DEVICES = 3;
  private static final int REPLICA_DEVICE_IDS = 1;

  private final int replicas;
  private final int partitions;
  private final int[] deviceIds;
  private final boolean tupled;
  private final OptionalDouble effort;

  private CompileOptions(
      int replicas, int partitions, int[] deviceIds, boolean tupled, OptionalDouble effort) {
    if (replicas < 1) {
      throw new IllegalArgumentException("replicas (" + replicas + ") must be >= 1");
    }
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions (" + partitions + ") must be >= 1");
    }
    if (deviceIds.length != replicas * partitions) {
      throw new IllegalArgumentException(
          "deviceIds (%d) must be replicas x partitions (%d x %d)"
              .formatted(deviceIds.length, replicas, partitions));
    }
    this.replicas = replicas;
    this.partitions = partitions;
    this.deviceIds = deviceIds;
    this.tupled = tupled;
    this.effort = effort;
  }

  /** Returns options for replicas on the devices 0, 1, ... */
  public static CompileOptions replicas(int replicas) {
    return replicasAndPartitions(replicas, 1);
  }

  /** Returns options for replicas of several partitions each, on the devices 0, 1, ... */
  public static CompileOptions replicasAndPartitions(int replicas, int partitions) {
    int[] ids = IntStream.range(0, Math.multiplyExact(replicas, partitions)).toArray();
    return new CompileOptions(replicas, partitions, ids, false, OptionalDouble.empty());
  }

  /** Returns these options on other devices: [replica][partition], one after the other. */
  public CompileOptions onDevices(int... ids) {
    return new CompileOptions(replicas, partitions, ids.clone(), tupled, effort);
  }

  /** Returns these options for a program whose only parameter is a tuple of the arguments. */
  public CompileOptions withTupledArguments(boolean areTupled) {
    return new CompileOptions(replicas, partitions, deviceIds, areTupled, effort);
  }

  /** Returns these options with an effort from -1 to 1 for fast execution. */
  public CompileOptions withEffort(double newEffort) {
    if (!(newEffort >= -1 && newEffort <= 1)) {
      throw new IllegalArgumentException("effort (" + newEffort + ") must be -1..1");
    }
    return new CompileOptions(
        replicas, partitions, deviceIds, tupled, OptionalDouble.of(newEffort));
  }

  /** Returns the options as the protocol buffer that a plugin takes; equal options, equal bytes. */
  byte[] toProto() {
    byte[] build =
        message(
            out -> {
              out.writeInt64(DEVICE_ORDINAL, -1);
              out.writeInt64(NUM_REPLICAS, replicas);
              out.writeInt64(NUM_PARTITIONS, partitions);
              // always: some topologies (v5e 16x16) do not compile without
              out.writeByteArray(DEVICE_ASSIGNMENT, deviceAssignment());
              if (effort.isPresent()) {
                out.writeFloat(EXEC_TIME_OPTIMIZATION_EFFORT, (float) effort.getAsDouble());
              }
            });
    return message(
        out -> {
          if (tupled) {
            out.writeBool(PARAMETER_IS_TUPLED_ARGUMENTS, true);
          }
          out.writeByteArray(EXECUTABLE_BUILD_OPTIONS, build);
        });
  }

  private byte[] deviceAssignment() {
    return message(
        out -> {
          out.writeInt32(REPLICA_COUNT, replicas);
          out.writeInt32(COMPUTATION_COUNT, partitions);
          for (int partition = 0; partition < partitions; partition++) {
            out.writeByteArray(COMPUTATION_DEVICES, devicesOf(partition));
          }
        });
  }

  private byte[] devicesOf(int partition) {
    byte[] packed =
        message(
            out -> {
              for (int replica = 0; replica < replicas; replica++) {
                out.writeInt64NoTag(deviceIds[replica * partitions + partition]);
              }
            });
    return message(out -> out.writeByteArray(REPLICA_DEVICE_IDS, packed));
  }

  private static byte[] message(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      writer.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Writes the fields of a message. */
  @FunctionalInterface
  private interface Writer {
    void write(CodedOutputStream out) throws IOException;
  }
}
