package org.noisystudent.pseudolabel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
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

  /**
   * Draws up to {@code each} images of each kind; which ones follows from the seed.
   *
   * @param trueLabels the true class of each image of the scores, -1 where it is not known
   * @param images by the numbers of the scores
   */
  public static SelectionExamples draw(
      Selection selection, IntUnaryOperator trueLabels, ImagePng images, int each, long seed) {
    Drawing drawing = new Drawing(selection, trueLabels, images, each, seed);
    return new SelectionExamples(
        drawing.draw(image -> selection.has(image) && !drawing.isWrong(image)),
        drawing.draw(image -> !selection.has(image)),
        drawing.draw(image -> selection.has(image) && drawing.isWrong(image)));
  }

  private record Drawing(
      Selection selection, IntUnaryOperator trueLabels, ImagePng images, int each, long seed) {
    boolean isWrong(int image) {
      int trueLabel = trueLabels.applyAsInt(image);
      return trueLabel >= 0 && trueLabel != Score.label(selection.scores().score(image));
    }

    /** Draws places among the images of a kind, then looks for the images at these places. */
    List<Shown> draw(IntPredicate kind) {
      int[] order = Shuffle.of(Math.toIntExact(all(kind).count()), new Random(seed));
      int[] places = Arrays.stream(order).limit(each).sorted().toArray();
      List<Shown> shown = new ArrayList<>();
      PrimitiveIterator.OfInt next = all(kind).iterator();
      int place = 0;
      for (int wanted : places) {
        while (place < wanted) {
          next.nextInt();
          place++;
        }
        shown.add(shown(next.nextInt()));
        place++;
      }
      return shown;
    }

    private IntStream all(IntPredicate kind) {
      return IntStream.range(0, selection.scores().images())
          .filter(image -> Score.isScored(selection.scores().score(image)))
          .filter(kind);
    }

    private Shown shown(int image) {
      long score = selection.scores().score(image);
      return new Shown(
          selection.number(image),
          Score.label(score),
          trueLabels.applyAsInt(image),
          Score.confidence(score),
          Base64.getEncoder().encodeToString(images.png(image)));
    }
  }
}
