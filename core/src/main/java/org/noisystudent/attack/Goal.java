package org.noisystudent.attack;

import com.google.common.primitives.ImmutableIntArray;

/** What an attack wants a model to answer. */
public sealed interface Goal {
  /**
   * Returns the class whose cross-entropy an attack changes.
   *
   * @param label the true class
   * @param probabilities [classes], of the image as it was
   */
  int classOf(int label, float[] probabilities);

  /** Returns whether the attack lowers the cross-entropy, towards a class. */
  boolean isTargeted();

  /** Returns the class for each of several images. */
  default ImmutableIntArray classesOf(int[] labels, float[][] probabilities) {
    ImmutableIntArray.Builder classes = ImmutableIntArray.builder(labels.length);
    for (int i = 0; i < labels.length; i++) {
      classes.add(classOf(labels[i], probabilities[i]));
    }
    return classes.build();
  }

  /** Any class but the true one: the cross-entropy of the true class is raised. */
  record AwayFromTruth() implements Goal {
    @Override
    public int classOf(int label, float[] probabilities) {
      return label;
    }

    @Override
    public boolean isTargeted() {
      return false;
    }

    @Override
    public String toString() {
      return "none";
    }
  }

  /**
   * The class that the model finds least likely for the image as it was (Kurakin et al., 2017,
   * "Adversarial examples in the physical world"); of equals the lowest.
   */
  record LeastLikely() implements Goal {
    @Override
    public int classOf(int label, float[] probabilities) {
      int least = 0;
      for (int c = 1; c < probabilities.length; c++) {
        if (probabilities[c] < probabilities[least]) {
          least = c;
        }
      }
      return least;
    }

    @Override
    public boolean isTargeted() {
      return true;
    }

    @Override
    public String toString() {
      return "least-likely";
    }
  }

  /** One class for all images. */
  record OneClass(int target) implements Goal {
    /** Checks the class. */
    public OneClass {
      if (target < 0) {
        throw new IllegalArgumentException("target (" + target + ") must be >= 0");
      }
    }

    @Override
    public int classOf(int label, float[] probabilities) {
      return target;
    }

    @Override
    public boolean isTargeted() {
      return true;
    }

    @Override
    public String toString() {
      return Integer.toString(target);
    }
  }
}
