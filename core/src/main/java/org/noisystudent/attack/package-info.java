/**
 * How a model does on images that were changed to mislead it: attacks that follow the gradient of
 * its loss by the pixels, and its accuracy by how far each pixel may be changed.
 *
 * <p>Knows models only as classifiers that give an input gradient, and changes no model.
 */
package org.noisystudent.attack;
