package org.noisystudent.run;

import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.noisystudent.machine.Processor;
import org.tensorflow.TensorFlow;

/**
 * What a run was made with. Holds nothing that names the host or its user.
 *
 * @param java version and vendor of the JDK
 * @param os name and version of the system
 * @param architecture the processor's instruction set
 * @param cpu the processor's name, empty when unknown
 * @param cores processors the program may use
 * @param memoryBytes the most memory that the Java heap may take
 * @param tensorflow version of the native library
 * @param commit the git commit of the working folder, with {@code +changes} when files differ;
 *     empty outside git
 * @param date when the run began, in ISO 8601
 */
public record Provenance(
    String java,
    String os,
    String architecture,
    String cpu,
    int cores,
    long memoryBytes,
    String tensorflow,
    String commit,
    String date) {
  /** Returns what this program runs on. */
  public static Provenance current(Path workingFolder, Clock clock) {
    return new Provenance(
        System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch"),
        Processor.here().name().orElse(""),
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory(),
        TensorFlow.version(),
        GitCommit.of(workingFolder),
        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
