package org.noisystudent.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JobWatcherTest {
  private static final Duration POLL = Duration.ofSeconds(30);

  private final List<String> log = new ArrayList<>();
  private final List<Duration> slept = new ArrayList<>();
  private Instant now = Instant.EPOCH;

  /** A service that answers as it is told to. */
  private static final class Scripted implements JobBackend {
    private final Deque<Object> answers = new ArrayDeque<>();
    private final boolean restartsItself;
    private int restarts;

    Scripted(boolean restartsItself, Object... answers) {
      this.restartsItself = restartsItself;
      this.answers.addAll(List.of(answers));
    }

    @Override
    public JobStatus status(String name) {
      Object next = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
      if (next instanceof JobServiceUnavailableException gone) {
        throw gone;
      }
      return (JobStatus) next;
    }

    @Override
    public void restart(String name) {
      restarts++;
    }

    @Override
    public boolean restartsItself() {
      return restartsItself;
    }

    @Override
    public void submit(JobSpec job) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<JobStatus> list() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void cancel(String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void logs(String name, boolean follow, Appendable out) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      // nothing is open
    }
  }

  @Test
  void tellsEachStateOnceAndEndsWithTheJob() throws InterruptedException {
    Scripted service =
        new Scripted(
            true,
            job(JobState.QUEUED),
            job(JobState.QUEUED),
            job(JobState.PROVISIONING),
            job(JobState.RUNNING),
            job(JobState.PREEMPTED),
            job(JobState.RUNNING),
            job(JobState.SUCCEEDED));
    assertEquals(JobState.SUCCEEDED, watch(service, 3).state());
    assertEquals(
        List.of(
            "j queued", "j provisioning", "j running", "j preempted", "j running", "j succeeded"),
        log);
    assertEquals(0, service.restarts);
  }

  @Test
  void beginsAPreemptedJobAgainAfterABackOffThatDoubles() throws InterruptedException {
    Scripted service =
        new Scripted(
            false,
            job(JobState.RUNNING),
            job(JobState.PREEMPTED),
            job(JobState.PREEMPTED),
            job(JobState.RUNNING),
            job(JobState.SUCCEEDED));
    assertEquals(JobState.SUCCEEDED, watch(service, 3).state());
    assertEquals(2, service.restarts);
    assertTrue(log.contains("j was preempted: begun again in 1 min (1 of 3)"), log.toString());
    assertTrue(log.contains("j was preempted: begun again in 2 min (2 of 3)"), log.toString());
    assertTrue(slept.contains(Duration.ofMinutes(2)), slept.toString());
  }

  @Test
  void beginsAgainSoManyTimesAndNoMore() throws InterruptedException {
    Scripted service = new Scripted(false, failed(true));
    assertEquals(JobState.FAILED, watch(service, 2).state());
    assertEquals(2, service.restarts);
    assertEquals("j failed: begun again 2 times already, not any more", log.get(log.size() - 1));
  }

  @Test
  void aMistakeOfTheUserIsNotRetried() throws InterruptedException {
    Scripted service = new Scripted(false, failed(false));
    assertEquals(JobState.FAILED, watch(service, 2).state());
    assertEquals(0, service.restarts);
  }

  @Test
  void aJobWithoutProgressIsBegunAgain() throws InterruptedException {
    Scripted service = new Scripted(true, job(JobState.RUNNING));
    int[] step = new int[1];
    JobWatcher watcher = watcher(service, 1);
    // the steps move for a hundred looks, then never again
    JobStatus end = watcher.watch("j", () -> String.valueOf(Math.min(step[0]++, 100)));
    assertEquals(JobState.RUNNING, end.state());
    assertEquals(1, service.restarts);
    assertTrue(
        log.contains("j has made no progress for 10 min: begun again in 1 min (1 of 1)"),
        log.toString());
    assertTrue(now.isAfter(Instant.EPOCH.plus(POLL.multipliedBy(100))), now.toString());
  }

  @Test
  void waitingInAQueueIsNoStandstill() throws InterruptedException {
    Object[] answers = new Object[200];
    java.util.Arrays.fill(answers, job(JobState.QUEUED));
    answers[198] = job(JobState.RUNNING);
    answers[199] = job(JobState.SUCCEEDED);
    Scripted service = new Scripted(true, answers);
    assertEquals(JobState.SUCCEEDED, watch(service, 1).state());
    assertEquals(0, service.restarts);
  }

  @Test
  void anOutageIsWaitedOutUpToALimit() throws InterruptedException {
    JobServiceUnavailableException gone =
        new JobServiceUnavailableException("cannot look at j: no answer", null);
    Scripted back = new Scripted(true, gone, gone, job(JobState.SUCCEEDED));
    assertEquals(JobState.SUCCEEDED, watch(back, 1).state());
    assertEquals("cannot look at j: no answer; asking again for 5 min", log.get(0));
    assertEquals(2, log.size());
    Scripted away = new Scripted(true, gone);
    Instant before = now;
    assertThrows(JobServiceUnavailableException.class, () -> watch(away, 1));
    assertEquals(Duration.ofMinutes(5), Duration.between(before, now));
  }

  private JobStatus watch(JobBackend service, int retries) throws InterruptedException {
    return watcher(service, retries).watch("j", () -> "");
  }

  private JobWatcher watcher(JobBackend service, int retries) {
    Clock clock =
        new Clock() {
          @Override
          public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return now;
          }
        };
    return new JobWatcher(
        service,
        new JobWatcher.Limits(
            POLL, Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofMinutes(1), retries),
        clock,
        time -> {
          slept.add(time);
          now = now.plus(time);
        },
        log::add);
  }

  private static JobStatus job(JobState state) {
    return new JobStatus("j", state, 0, "", "", "", "", false);
  }

  private static JobStatus failed(boolean mayBeRetried) {
    return new JobStatus("j", JobState.FAILED, 0, "", "", "", "", mayBeRetried);
  }
}
