/**
 * EfficientNet as a graph: scaling rules, blocks, noise inside the network, variables by their
 * official names.
 *
 * <p>Adds ops to a graph that somebody else owns. Knows nothing of losses, optimisers or sessions.
 */
package org.noisystudent.model;
