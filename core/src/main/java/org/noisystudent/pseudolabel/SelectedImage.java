package org.noisystudent.pseudolabel;

/**
 * An image of a selection.
 *
 * @param image its number in the scores
 * @param number its number in the source of all images
 * @param score its class and confidence, as {@link Score} holds them
 * @param copies how often it is used
 */
public record SelectedImage(int image, int number, long score, int copies) {}
