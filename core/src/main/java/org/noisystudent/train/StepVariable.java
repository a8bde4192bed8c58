package org.noisystudent.train;

import org.noisystudent.model.Initializer;
import org.tensorflow.ndarray.Shape;

/**
 * A float32 variable that a step reads or writes: a weight, a statistic, an optimiser slot or an
 * average.
 *
 * @param name as in the official checkpoints
 * @param startsAs the variable whose first value it takes; its own name but for averages
 * @param shape fully known
 * @param initializer first value of the variable {@code startsAs}
 */
public record StepVariable(String name, String startsAs, Shape shape, Initializer initializer) {}
