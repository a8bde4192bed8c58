package org.noisystudent.config;

/**
 * How models are measured.
 *
 * @param split which images measure the models
 * @param batch images at a time
 */
public record EvaluationConfig(Split split, int batch) {
  /** Sets of labeled images a model may be measured on. */
  public enum Split {
    /** The images of {@code data.test}. */
    TEST,
    /** The {@code data.validationImages} set aside from the labeled source. */
    VALIDATION
  }
}
