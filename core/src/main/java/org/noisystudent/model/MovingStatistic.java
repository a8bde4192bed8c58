package org.noisystudent.model;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A moving statistic and the value it takes after this batch.
 *
 * @param spec the variable
 * @param next its next value
 */
public record MovingStatistic(VariableSpec spec, Operand<TFloat32> next) {}
