package org.noisystudent.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

final class LeaseTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir Path folder;
  private FakeBucket bucket;
  private final List<String> notices = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    bucket = new FakeBucket(folder);
  }

  @AfterEach
  void close() {
    bucket.close();
  }

  @Test
  void isHeldByOneAtATime() {
    try (Lease first = Lease.take(objects(), Duration.ofMillis(300), notices::add)) {
      var error =
          assertThrows(UserErrorException.class, () -> Lease.take(objects(), LONG, notices::add));
      assertEquals(Kind.USAGE, error.kind());
      assertTrue(error.getMessage().startsWith("gs://bucket/runs/first is in use by another"));
      first.requireHeld();
    }
    assertTrue(notices.get(0).contains("if that one has ended, this one goes on in"));
    assertEquals(0, bucket.service().objects().startingWith("").size());
    Lease.take(objects(), LONG, notices::add).close();
  }

  @Test
  void isTakenOverFromAProcessThatDied() {
    Lease dead = Lease.take(objects(), LONG, notices::add);
    bucket.service().objects().pass(LONG.plusSeconds(1)); // its next renewal is yet to come
    try (Lease heir = Lease.take(objects(), LONG, notices::add)) {
      heir.requireHeld();
      assertEquals(List.of(), notices);
      bucket
          .service()
          .objects()
          .startingWith("")
          .keySet()
          .forEach(name -> assertTrue(name.endsWith(Lease.NAME), name));
      dead.close(); // leaves the other's lock
      heir.requireHeld();
      assertEquals(1, bucket.service().objects().startingWith("").size());
    }
  }

  @Test
  void isTakenAfterTheTimeThatADeadProcessHasLeft() throws Exception {
    Lease dead = Lease.take(objects(), LONG, notices::add);
    bucket.service().objects().pass(LONG.minusMillis(300));
    try (Lease heir = Lease.take(objects(), LONG, notices::add)) {
      heir.requireHeld();
    }
    assertTrue(notices.get(0).contains("goes on in 1 s"), notices.toString());
    dead.close();
  }

  @Test
  void stopsAHolderThatHasLostIt() throws Exception {
    Lease old = Lease.take(objects(), Duration.ofMillis(30), notices::add);
    String name = FakeBucket.PLACE.path() + "/" + Lease.NAME;
    bucket.service().objects().put(name, new byte[0], "x", Map.of(), false, OptionalLong.empty());
    ObjectStore guarded = objects().guardedBy(old::requireHeld);
    UserErrorException lost =
        refused(() -> guarded.put("file", new byte[1], generation(guarded), Map.of()));
    assertEquals(Kind.DATA, lost.kind());
    assertTrue(lost.getMessage().contains("was taken over by another process"));
    old.close();
    assertTrue(bucket.service().objects().find(name).isPresent());
  }

  @Test
  void isRenewedBeforeAWriteAfterAnOutage() throws Exception {
    Lease lease = Lease.take(objects(), Duration.ofMillis(60), notices::add);
    bucket.service().fail(Faults.outage());
    UserErrorException away = refused(lease::requireHeld);
    assertTrue(away.getMessage().contains("did not do it within"), away.getMessage());
    bucket.service().fail(Faults.none());
    lease.requireHeld(); // nobody has taken it over
    lease.close();
  }

  @Test
  void ofAProcessThatDiesAtAnyRequestEnds() throws Exception {
    for (boolean done : new boolean[] {false, true}) {
      boolean died = true;
      for (int request = 1; died; request++) {
        died = diesAt(request, done);
      }
    }
  }

  /** A process takes over a lease and dies; the next one takes it over from that. */
  private boolean diesAt(int request, boolean done) {
    Lease first = Lease.take(objects(), LONG, notices::add);
    bucket.service().objects().pass(LONG.plusSeconds(1));
    bucket.service().fail(Faults.clientDiesAt(request, done));
    boolean died = false;
    try {
      Lease.take(objects(), LONG, notices::add);
    } catch (UserErrorException e) {
      died = true;
    }
    bucket.service().fail(Faults.none());
    bucket.service().objects().pass(LONG.plusSeconds(1));
    try (Lease next = Lease.take(objects(), LONG, notices::add)) {
      next.requireHeld();
      assertEquals(1, bucket.service().objects().startingWith("").size());
    }
    first.close();
    assertEquals(0, bucket.service().objects().startingWith("").size());
    return died;
  }

  /** Does something until it is refused: when that is, the lease's time says. */
  private static UserErrorException refused(Runnable work) throws InterruptedException {
    for (int tries = 0; tries < 2000; tries++) {
      try {
        work.run();
      } catch (UserErrorException e) {
        return e;
      }
      Thread.sleep(5);
    }
    throw new AssertionError("it was never refused");
  }

  private long generation(ObjectStore objects) {
    return objects.find("file").map(RemoteObject::generation).orElse(RemoteObject.ABSENT);
  }

  private ObjectStore objects() {
    return bucket.objects(bucket.once());
  }
}
