package org.noisystudent.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.noisystudent.process.FreePorts;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.LocalRunStorage;

/**
 * Jobs in the background of this machine: each a process, or several workers, that outlives the one
 * that submitted it, with a folder of its own that holds the config, the log and, when it has
 * ended, the exit code. One that is gone and left no exit code was killed, as by a machine that was
 * taken away.
 */
public final class LocalJobs implements JobBackend {
  private static final String RECORD = "job.json";
  private static final String CONFIG = "config.yaml";
  private static final String LOG = "log.txt";
  private static final String EXIT_CODE = "exit-code";
  private static final String CANCELLED = "cancelled";

  /**
   * What the shell does: starts the program once for each worker, and waits for all; a hang-up of
   * the terminal leaves them be. Of several exit codes a mistake's counts first, as others follow
   * from it.
   */
  private static final String SCRIPT =
      """
      trap '' HUP; log=$1; code=$2; workers=$3; addresses=$4; shift 4; pids=; index=0; result=0
      while [ "$index" -lt "$workers" ]; do
        if [ "$workers" = 1 ]; then "$@" </dev/null >>"$log" 2>&1 &
        else
          part=; [ "$index" = 0 ] || part=.$index
          "$@" --workers "$addresses" --process-index "$index" </dev/null >>"$log$part" 2>&1 &
        fi
        pids="$pids $!"; index=$((index + 1))
      done
      for pid in $pids; do
        wait "$pid"; ended=$?
        case $ended in
          2|3) result=$ended ;;
          *) if [ "$result" = 0 ]; then result=$ended; fi ;;
        esac
      done
      echo "$result" >"$code.partial"; mv "$code.partial" "$code"
      """;

  private static final long FOLLOW_MILLIS = 200;

  private final Path folder;
  private final List<String> program;
  private final Clock clock;

  /**
   * Opens the jobs of a folder, which need not be there.
   *
   * @param program the command line of this program, before its arguments
   */
  public LocalJobs(Path folder, List<String> program, Clock clock) {
    this.folder = folder.toAbsolutePath();
    this.program = List.copyOf(program);
    this.clock = clock;
  }

  /**
   * What is known of a job besides its files.
   *
   * @param workers processes that do it together
   * @param pid of the shell that holds them
   * @param started when that began, milliseconds of the epoch: another process may get the same pid
   */
  record Job(
      @JsonProperty("name") String name,
      @JsonProperty("runDir") String runDir,
      @JsonProperty("created") String created,
      @JsonProperty("restarts") int restarts,
      @JsonProperty("workers") int workers,
      @JsonProperty("pid") long pid,
      @JsonProperty("started") long started) {}

  /** Returns the command line of a job. */
  public String describe(JobSpec job) {
    String command = String.join(" ", command(job.name(), job.runDir()));
    return job.workers() == 1 ? command + "\n" : job.workers() + " workers: " + command + "\n";
  }

  @Override
  public void submit(JobSpec job) {
    if (Files.exists(place(job.name(), RECORD))) {
      throw new UserErrorException(
          Kind.JOB,
          "cannot submit %s: the name is taken, choose another --name or remove %s"
              .formatted(job.name(), folder.resolve(job.name())));
    }
    storage(job.name()).publish(CONFIG, job.config().getBytes(StandardCharsets.UTF_8));
    start(new Job(job.name(), job.runDir(), clock.instant().toString(), 0, job.workers(), 0, 0));
  }

  @Override
  public JobStatus status(String name) {
    Job job = found(name);
    boolean runs = process(job).isPresent(); // first: it may leave its exit code now
    Optional<Integer> code = exitCode(name);
    JobState state;
    if (Files.exists(place(name, CANCELLED))) {
      state = JobState.CANCELLED;
    } else if (code.isPresent()) {
      state = code.get() == 0 ? JobState.SUCCEEDED : JobState.FAILED;
    } else {
      state = runs ? JobState.RUNNING : JobState.PREEMPTED;
    }
    boolean mistake = code.filter(JobSpec.MISTAKES::contains).isPresent();
    String message =
        state == JobState.FAILED
            ? "exit code " + code.orElseThrow() + ", see " + place(name, LOG)
            : state == JobState.PREEMPTED ? "its process is gone" : "";
    return new JobStatus(
        name, state, job.restarts(), job.created(), "", job.runDir(), message, !mistake);
  }

  @Override
  public List<JobStatus> list() {
    return new LocalRunStorage(folder)
        .list("").stream()
            .filter(name -> Files.exists(place(name, RECORD)))
            .map(this::status)
            .toList();
  }

  @Override
  public void cancel(String name) {
    Job job = found(name);
    if (!status(name).state().isFinal()) {
      storage(name).publish(CANCELLED, new byte[0]);
      end(job);
    }
  }

  @Override
  public void restart(String name) {
    Job job = found(name);
    end(job);
    storage(name).delete(EXIT_CODE);
    start(new Job(name, job.runDir(), job.created(), job.restarts() + 1, job.workers(), 0, 0));
  }

  @Override
  public void logs(String name, boolean follow, Appendable out) {
    found(name);
    try (Reader log = Files.newBufferedReader(place(name, LOG), StandardCharsets.UTF_8)) {
      CharBuffer buffer = CharBuffer.allocate(8192);
      while (true) {
        boolean running = follow && status(name).state() == JobState.RUNNING;
        while (log.read(buffer) > 0) {
          buffer.flip();
          out.append(buffer);
          buffer.clear();
        }
        if (!running) {
          return;
        }
        Thread.sleep(FOLLOW_MILLIS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean restartsItself() {
    return false;
  }

  @Override
  public void close() {
    // the jobs go on
  }

  private void start(Job job) {
    List<String> shell = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh"));
    shell.add(place(job.name(), LOG).toString());
    shell.add(place(job.name(), EXIT_CODE).toString());
    try {
      shell.add(String.valueOf(job.workers()));
      shell.add(FreePorts.addresses(job.workers()));
      shell.addAll(command(job.name(), job.runDir()));
      Files.writeString(
          place(job.name(), LOG), "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      Process process = new ProcessBuilder(shell).start();
      Job started =
          new Job(
              job.name(),
              job.runDir(),
              job.created(),
              job.restarts(),
              job.workers(),
              process.pid(),
              startOf(process.toHandle()));
      storage(job.name()).publish(RECORD, Json.document(started));
    } catch (IOException e) {
      throw new UserErrorException(Kind.JOB, "cannot start " + job.name() + ": " + e, e);
    }
  }

  private List<String> command(String name, String runDir) {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of("run", place(name, CONFIG).toString(), "--run-dir", runDir));
    return command;
  }

  /** Ends the shell and the program, and waits for them. */
  private static void end(Job job) {
    process(job)
        .ifPresent(
            shell -> {
              List<ProcessHandle> all = new ArrayList<>(shell.descendants().toList());
              all.add(0, shell); // first: it must not note an exit code
              all.forEach(ProcessHandle::destroyForcibly);
              all.forEach(each -> each.onExit().join());
            });
  }

  private static Optional<ProcessHandle> process(Job job) {
    return ProcessHandle.of(job.pid())
        .filter(ProcessHandle::isAlive)
        .filter(handle -> startOf(handle) == job.started());
  }

  private static long startOf(ProcessHandle handle) {
    return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private Optional<Integer> exitCode(String name) {
    try {
      Path file = place(name, EXIT_CODE);
      return Files.exists(file)
          ? Optional.of(Integer.parseInt(Files.readString(file).strip()))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Job found(String name) {
    JobSpec.checkName(name);
    if (!Files.exists(place(name, RECORD))) {
      throw JobBackend.unknown(name, folder);
    }
    return Json.read(RECORD, storage(name).read(RECORD), Job.class);
  }

  private LocalRunStorage storage(String name) {
    return new LocalRunStorage(folder.resolve(name));
  }

  private Path place(String name, String file) {
    return folder.resolve(name).resolve(file);
  }
}
