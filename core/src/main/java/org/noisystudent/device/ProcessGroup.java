package org.noisystudent.device;

import java.util.Optional;
import java.util.function.Supplier;
import org.noisystudent.data.ProcessShare;
import org.noisystudent.savedmodel.UserErrorException;

/**
 * The processes that do one training or run together: each drives devices of its own and computes
 * the same, and the first one writes what they have made. All ask the same of a group, in the same
 * order.
 */
public interface ProcessGroup {
  /** Returns the place of this process among them. */
  ProcessShare share();

  /**
   * Waits until all processes are here, and sees to it that all came with the same.
   *
   * @param place where they meet, such as the name of a stage
   * @param value what each found out for itself and must be the same in all
   * @throws UserErrorException if one came with another value or is at another place, or if not all
   *     came in time
   */
  void agree(String place, String value);

  /**
   * Has the process that writes do something that no other does; they wait for it, however long it
   * takes.
   *
   * @return what was made; empty in the others
   * @throws UserErrorException where the others are no longer there, or the one that works is not
   */
  <T> Optional<T> alone(String place, Supplier<T> work);

  /** Waits until all processes are at a place. */
  default void barrier(String place) {
    agree(place, "");
  }

  /**
   * Parts from the others when all that they do together is done. The last that asked for it may
   * still be on its way to some: those that are left alone by then have all they need.
   */
  default void part() {
    // nothing is on its way
  }

  /** Returns whether this process is the one that writes. */
  default boolean writes() {
    return share().index() == 0;
  }

  /** Returns the group of a process that is alone: it waits for nobody. */
  static ProcessGroup one() {
    return new ProcessGroup() {
      @Override
      public ProcessShare share() {
        return ProcessShare.WHOLE;
      }

      @Override
      public void agree(String place, String value) {
        // with whom?
      }

      @Override
      public <T> Optional<T> alone(String place, Supplier<T> work) {
        return Optional.of(work.get());
      }
    };
  }
}
