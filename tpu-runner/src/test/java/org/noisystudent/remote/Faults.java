package org.noisystudent.remote;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** What goes wrong with which request, counted from 1. */
final class Faults {
  private final AtomicInteger requests = new AtomicInteger();
  private final IntFunction<Fault> plan;

  private Faults(IntFunction<Fault> plan) {
    this.plan = plan;
  }

  /**
   * What happens to a request.
   *
   * @param status it is refused with, not done; 0 is none
   * @param isDone whether the service does it
   * @param isAnswered whether its answer reaches the client
   */
  record Fault(int status, boolean isDone, boolean isAnswered) {
    static final Fault NONE = new Fault(0, true, true);
    static final Fault LOST = new Fault(0, false, false);
    static final Fault ANSWER_LOST = new Fault(0, true, false);
  }

  static Faults none() {
    return new Faults(request -> Fault.NONE);
  }

  /** The client dies when it makes a request: before, or after the service has done it. */
  static Faults clientDiesAt(int number, boolean done) {
    return new Faults(
        request -> {
          if (request < number) {
            return Fault.NONE;
          }
          return request == number && done ? Fault.ANSWER_LOST : Fault.LOST;
        });
  }

  /** Something is done when a request comes, which is then lost. */
  static Faults at(int number, Runnable done) {
    return new Faults(
        request -> {
          if (request < number) {
            return Fault.NONE;
          }
          if (request == number) {
            done.run();
          }
          return Fault.LOST;
        });
  }

  /** Every request is refused first, as often as said. */
  static Faults refusing(int times, int status) {
    return new Faults(
        request -> request % (times + 1) == 0 ? Fault.NONE : new Fault(status, false, true));
  }

  /** One answer is lost. */
  static Faults losingAnswer(int number) {
    return new Faults(request -> request == number ? Fault.ANSWER_LOST : Fault.NONE);
  }

  /** Nothing is done. */
  static Faults outage() {
    return new Faults(request -> new Fault(503, false, true));
  }

  Fault next() {
    return plan.apply(requests.incrementAndGet());
  }

  /** Returns how many requests came. */
  int requests() {
    return requests.get();
  }
}
