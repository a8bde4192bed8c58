package org.noisystudent.pseudolabel;

/**
 * How often each image is to be used: as often as its class says, some once more. A bit or two an
 * image, whatever the numbers are.
 */
final class Copies {
  private final Scores scores;
  private final ImageSet selected;
  private final int[] ofClass;
  private final ImageSet more;

  /**
   * Takes over what was chosen.
   *
   * @param selected the images that are used at all
   * @param ofClass how often the selected images of each class are used, [classes]
   * @param more the selected images that are used once more than that
   */
  Copies(Scores scores, ImageSet selected, int[] ofClass, ImageSet more) {
    this.scores = scores;
    this.selected = selected;
    this.ofClass = ofClass;
    this.more = more;
  }

  ImageSet selected() {
    return selected;
  }

  /** Returns how often an image is used, 0 = not at all. */
  int of(int image) {
    if (!selected.has(image)) {
      return 0;
    }
    return ofClass[Score.label(scores.score(image))] + (more.has(image) ? 1 : 0);
  }
}
