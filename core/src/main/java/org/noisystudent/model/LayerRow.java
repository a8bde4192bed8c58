package org.noisystudent.model;

import org.tensorflow.ndarray.Shape;

/**
 * A line of the layer table, read off the graph that was built.
 *
 * @param name scope of the layer
 * @param type kind of layer
 * @param outputShape [batch, height, width, channels] or [batch, channels]
 * @param trainableParameters numbers that the optimiser changes
 * @param movingStatistics numbers that the batch statistics change
 * @param multiplyAdds for one image
 */
public record LayerRow(
    String name,
    String type,
    Shape outputShape,
    long trainableParameters,
    long movingStatistics,
    long multiplyAdds) {}
