package org.noisystudent.beam;

import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.noisystudent.cli.SelectOptions;
import org.noisystudent.cli.SelectTask;
import org.noisystudent.pseudolabel.ClassBalancer;
import org.noisystudent.pseudolabel.ConfidenceFilter;
import org.noisystudent.pseudolabel.ReferenceBalancer;

/** A step that needs the predictions, which each worker opens itself. */
abstract class SelectStep<I, O> extends DoFn<I, O> {
  private final List<String> words;
  private transient SelectTask opened;

  /**
   * Creates a step.
   *
   * @param words the options of {@code select}
   */
  SelectStep(List<String> words) {
    this.words = words;
  }

  /** Opens the predictions. */
  @Setup
  public void open() {
    opened = SelectOptions.parse(words).open();
  }

  SelectTask task() {
    return opened;
  }

  ConfidenceFilter filter() {
    return new ConfidenceFilter(task().config().minConfidence());
  }

  ClassBalancer balancer() {
    return balancer(task());
  }

  static ClassBalancer balancer(SelectTask task) {
    return new ClassBalancer(task.config().perClass(), task.config().duplicate(), task.seed());
  }

  ReferenceBalancer referenceBalancer() {
    return new ReferenceBalancer(
        task().config().minConfidence(), task().config().perClass(), task().config().duplicate());
  }
}
