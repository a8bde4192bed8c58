package org.noisystudent.pseudolabel;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.noisystudent.config.PseudoLabelConfig;

/**
 * The images that a student learns from. Immutable. Two bits an image and the scores, which may lie
 * in files: probabilities are left where they are.
 */
public final class Selection {
  private final Scores scores;
  private final ImageSet selected;
  private final IntUnaryOperator copies;
  private final Optional<int[]> numbers;

  private Selection(
      Scores scores, ImageSet selected, IntUnaryOperator copies, Optional<int[]> numbers) {
    this.scores = scores;
    this.selected = selected;
    this.copies = copies;
    this.numbers = numbers;
  }

  /**
   * Returns what the settings select; a pure function of its arguments.
   *
   * @param seed which images of a class get one copy more than others follows from it, where the
   *     selection is exact
   */
  public static Selection select(Scores scores, PseudoLabelConfig config, long seed) {
    Copies copies =
        switch (config.selection()) {
          case EXACT ->
              new ClassBalancer(config.perClass(), config.duplicate(), seed)
                  .copies(scores, new ConfidenceFilter(config.minConfidence()));
          case REFERENCE ->
              new ReferenceBalancer(config.minConfidence(), config.perClass(), config.duplicate())
                  .copies(scores);
        };
    return new Selection(scores, copies.selected(), copies::of, Optional.empty());
  }

  /**
   * Returns the same images, each as often as before, under new labels (reference: main.py with
   * reassign_label). An image that has no new prediction is left out.
   *
   * @param anew the scores of {@link #images} of this selection, in order
   */
  public Selection reassigned(Scores anew) {
    int[] chosen = images();
    if (anew.images() != chosen.length) {
      throw new IllegalArgumentException(
          "new scores (" + anew.images() + ") must be " + chosen.length);
    }
    ImageSet scored = new ImageSet(chosen.length);
    BlockScan.inOrder(
        anew,
        (first, block, count) -> {
          for (int i = 0; i < count; i++) {
            if (Score.isScored(block[i])) {
              scored.add(first + i);
            }
          }
        });
    return new Selection(anew, scored, n -> copies.applyAsInt(chosen[n]), Optional.of(chosen));
  }

  /** Returns the same selection, of images that have other numbers in the source of all. */
  public Selection numbered(int[] all) {
    return new Selection(scores, selected, copies, Optional.of(all.clone()));
  }

  /** Returns the scores that were selected from. */
  public Scores scores() {
    return scores;
  }

  /** Returns how many distinct images are selected. */
  public int unique() {
    return selected.size();
  }

  /** Returns how many images a pass over the selection holds, copies counted. */
  public long total() {
    long total = 0;
    for (int image = selected.next(0); image >= 0; image = selected.next(image + 1)) {
      total += copies.applyAsInt(image);
    }
    return total;
  }

  /** Returns whether an image is selected. */
  public boolean has(int image) {
    return selected.has(image);
  }

  /** Returns how often an image is used, 0 where it is not selected. */
  public int copies(int image) {
    return selected.has(image) ? copies.applyAsInt(image) : 0;
  }

  /** Returns the number that an image of the scores has in the source of all images. */
  public int number(int image) {
    return numbers.map(all -> all[image]).orElse(image);
  }

  /** Returns the selected images, ascending: [unique]. */
  public int[] images() {
    return selected.images();
  }

  /** Goes over the selected images, ascending. */
  Iterator<SelectedImage> selected() {
    return new Iterator<>() {
      private int next = selected.next(0);

      @Override
      public boolean hasNext() {
        return next >= 0;
      }

      @Override
      public SelectedImage next() {
        if (next < 0) {
          throw new NoSuchElementException();
        }
        int image = next;
        next = selected.next(image + 1);
        return new SelectedImage(
            image, number(image), scores.score(image), copies.applyAsInt(image));
      }
    };
  }
}
