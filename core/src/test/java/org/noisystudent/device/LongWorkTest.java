package org.noisystudent.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class LongWorkTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration NEVER = Duration.ofDays(1);

  private final List<Boolean> meetings = Collections.synchronizedList(new ArrayList<>());

  @Test
  void meetsTheOthersAgainAndAgainAndThenForTheLastTime() {
    CountDownLatch three = new CountDownLatch(3);
    String made =
        LongWork.of(
            () -> {
              awaitDown(three);
              return "made";
            },
            SHORT,
            again -> {
              meetings.add(again);
              three.countDown();
            });
    assertEquals("made", made);
    int last = meetings.size() - 1;
    assertTrue(last >= 3, meetings.toString());
    assertFalse(meetings.get(last));
    assertFalse(meetings.subList(0, last).contains(false), meetings.toString());
  }

  @Test
  void shortWorkMeetsThemOnce() {
    assertEquals("made", LongWork.of(() -> "made", NEVER, meetings::add));
    assertEquals(List.of(false), meetings);
  }

  @Test
  void workThatFailsHasNoLastMeeting() {
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class,
            () ->
                LongWork.of(
                    () -> {
                      throw new IllegalStateException("the disk is full");
                    },
                    NEVER,
                    meetings::add));
    assertEquals("the disk is full", error.getMessage());
    assertEquals(List.of(), meetings);
  }

  @Test
  void aMeetingThatFailsIsToldWhenTheWorkIsDone() {
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch met = new CountDownLatch(1);
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class,
            () ->
                LongWork.of(
                    () -> {
                      awaitDown(met);
                      done.set(true);
                      return "made";
                    },
                    SHORT,
                    again -> {
                      met.countDown();
                      throw new IllegalStateException("process 1 is gone");
                    }));
    assertEquals("process 1 is gone", error.getMessage());
    assertTrue(done.get());
  }

  private static void awaitDown(CountDownLatch latch) {
    try {
      assertTrue(latch.await(1, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
