package org.noisystudent.pseudolabel;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A few images of a selection for a person to look at.
 *
 * @param kept selected images whose label is right, or not known to be wrong
 * @param rejected images with a prediction that were not selected
 * @param wrong selected images whose label is not the true one
 */
public record SelectionExamples(List<Shown> kept, List<Shown> rejected, List<Shown> wrong) {
  /**
   * One image.
   *
   * @param image its number in the source
   * @param label the class predicted
   * @param trueLabel the true class, -1 where it is not known
   * @param confidence the top probability
   * @param png the image, a PNG file in base64
   */
  public record Shown(int image, int label, int trueLabel, double confidence, String png) {}

  /** Draws up to {@code each} images of each kind; which ones follows from the seed. */
  public static SelectionExamples draw(
      Predictions predictions,
      Selection selection,
      int[] trueLabels,
      ImagePng images,
      int each,
      long seed) {
    boolean[] selected = new boolean[predictions.size()];
    IntStream.range(0, selection.unique()).forEach(n -> selected[selection.image(n)] = true);
    IntPredicate wrong = i -> trueLabels[i] >= 0 && trueLabels[i] != predictions.top(i);
    Drawing drawing =
        new Drawing(predictions, ImmutableIntArray.copyOf(trueLabels), images, each, seed);
    return new SelectionExamples(
        drawing.draw(i -> selected[i] && !wrong.test(i)),
        drawing.draw(i -> !selected[i]),
        drawing.draw(i -> selected[i] && wrong.test(i)));
  }

  private record Drawing(
      Predictions predictions, ImmutableIntArray trueLabels, ImagePng images, int each, long seed) {
    List<Shown> draw(IntPredicate kind) {
      List<Integer> all =
          IntStream.range(0, predictions.size())
              .filter(predictions::isScored)
              .filter(kind)
              .boxed()
              .collect(Collectors.toCollection(ArrayList::new));
      Collections.shuffle(all, new Random(seed));
      return all.stream().limit(each).sorted().map(this::shown).toList();
    }

    private Shown shown(int image) {
      return new Shown(
          image,
          predictions.top(image),
          trueLabels.get(image),
          predictions.confidence(image),
          Base64.getEncoder().encodeToString(images.png(image)));
    }
  }
}
