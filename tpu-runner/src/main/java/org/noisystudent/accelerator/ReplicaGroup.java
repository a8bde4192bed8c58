package org.noisystudent.accelerator;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.noisystudent.data.ProcessShare;
import org.noisystudent.pjrt.ElementType;
import org.noisystudent.pjrt.PjrtBuffer;
import org.noisystudent.pjrt.PjrtProgram;

/**
 * Devices that run programs together, a replica each. Each process of several drives as many of
 * them as the others, the first process the first replicas; it sees the arguments and results of
 * its own alone.
 */
interface ReplicaGroup {
  /** Returns the number of replicas, those of other processes counted. */
  int count();

  /** Returns the place of this process among those that drive the replicas. */
  ProcessShare process();

  /**
   * Starts to copy an array to a replica of this process; the data is free on return.
   *
   * @param replica from 0 in each process
   */
  PjrtBuffer send(int replica, ElementType type, List<Long> dims, ByteBuffer data);

  /** Compiles a program for all replicas; every process compiles the same one. */
  Program compile(PjrtProgram program);

  /** A compiled program. */
  interface Program extends AutoCloseable {
    /** Starts this process's part of a run, arguments [own replica][parameter]. */
    Run start(List<List<PjrtBuffer>> arguments);

    @Override
    void close();
  }

  /** A run that was started. */
  interface Run extends AutoCloseable {
    /** Returns the results, [own replica][result]; the caller closes them. */
    List<List<PjrtBuffer>> outputs();

    /** Returns whether this process's replicas are done, or have failed. */
    boolean isReady();

    /** Waits until this process's replicas are done. */
    void await(Duration limit);

    /** Ends the watch over the run; the run goes on, and its results stay. */
    @Override
    void close();
  }
}
