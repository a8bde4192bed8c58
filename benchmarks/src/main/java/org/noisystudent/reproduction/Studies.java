package org.noisystudent.reproduction;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.noisystudent.reproduction.StudyRow.Answer;
import org.noisystudent.reproduction.StudyRow.Hypothesis;

/**
 * The studies of the paper's section 4 and appendix, on Fashion-MNIST. Figures are published ones
 * of ImageNet top-1 (two where the paper has two amounts of unlabeled images, 1.3 and 130 million);
 * those called recalled were not compared with the paper.
 */
final class Studies {
  static final Path CONFIG = Path.of("configs/reproduction.yaml");

  /** Where the images of {@code bin/fetch-digits}, and the mixture with them, are. */
  static final Path DATA = Path.of("data/reproduction");

  static final String BASE = "base";
  private static final String NO_AUGMENTATION = "noise.randAugment.layers=0";
  private static final String NO_DROPOUT = "noise.dropout=0";
  private static final String NO_DEPTH = "noise.stochasticDepth=0";
  private static final String MIXED =
      "data.unlabeled={format: tfrecord, images: " + DATA + "/" + MixedImages.SHARDS + "}";

  /** The unlabeled images of the whole run: 60,000 less 100 a class. */
  static final int UNLABELED = 59_000;

  /** What the unlabeled images are divided by, the whole first. */
  static final List<Integer> FRACTIONS = List.of(1, 2, 4, 8, 16, 32, 64);

  private Studies() {}

  /** Returns all rows, in the order of the table. */
  static List<StudyRow> all() {
    List<StudyRow> rows = new ArrayList<>();
    rows.add(
        new StudyRow(
            BASE,
            "Noisy Student, one iteration",
            List.of(),
            Answer.LAST_STUDENT,
            "83.9, 84.9 over a teacher of 83.3, 84.0 (recalled)",
            Optional.of(new Hypothesis(BASE, Answer.TEACHER, true))));
    rows.add(
        below(
            "no-noise",
            "student without noise",
            "83.2, 84.3",
            NO_AUGMENTATION,
            NO_DROPOUT,
            NO_DEPTH));
    rows.add(
        below(
            "no-augmentation",
            "student without RandAugment",
            "83.6, 84.6 (recalled)",
            NO_AUGMENTATION));
    rows.add(
        below(
            "no-model-noise",
            "student without dropout and stochastic depth",
            "",
            NO_DROPOUT,
            NO_DEPTH));
    rows.add(
        below(
            "noised-teacher",
            "teacher noised when labeling",
            "83.7, 84.4 (recalled)",
            "pseudoLabel.noised=true"));
    rows.add(
        new StudyRow(
            "hard",
            "hard labels, images of the same kind",
            List.of("pseudoLabel.labels=hard"),
            Answer.LAST_STUDENT,
            "about as good as soft ones",
            Optional.empty()));
    rows.add(
        new StudyRow(
            "mixed-soft",
            "soft labels, one in 16 images a digit",
            List.of(MIXED),
            Answer.LAST_STUDENT,
            "",
            Optional.empty()));
    rows.add(
        new StudyRow(
            "mixed-hard",
            "hard labels, one in 16 images a digit",
            List.of(MIXED, "pseudoLabel.labels=hard"),
            Answer.LAST_STUDENT,
            "worse than soft ones",
            Optional.of(new Hypothesis("mixed-soft", Answer.LAST_STUDENT, false))));
    rows.add(
        above(
            "filtered",
            "images under 0.3 left out, classes balanced",
            "better for small models",
            "pseudoLabel.minConfidence=0.3",
            "pseudoLabel.perClass=5900",
            "pseudoLabel.duplicate=true"));
    for (int fraction : FRACTIONS.subList(1, FRACTIONS.size())) {
      rows.add(fraction(fraction));
    }
    rows.add(
        above(
            "larger",
            "a student of half again the width",
            "larger is better",
            "selfTraining.students=[{model: {width: 0.75}}]"));
    rows.add(
        above(
            "iterations",
            "three students, one after the other",
            "87.6, 88.1, 88.4 (recalled)",
            "selfTraining.students=[{}, {}, {}]"));
    rows.add(
        below(
            "ratio-1",
            "one unlabeled image for each labeled one",
            "a larger ratio is better",
            "train.unlabeledRatio=1"));
    rows.add(
        below(
            "ratio-3",
            "three unlabeled images for each labeled one",
            "a larger ratio is better",
            "train.unlabeledRatio=3"));
    rows.add(
        new StudyRow(
            "warm-start",
            "the student starts from its teacher",
            List.of("train.warmStart=true", "selfTraining.teacher.train.warmStart=false"),
            Answer.LAST_STUDENT,
            "no better than from scratch",
            Optional.empty()));
    rows.add(
        above(
            "longer",
            "twice as many steps (700 against 350 epochs)",
            "better for small models",
            "train.steps=3000"));
    return List.copyOf(rows);
  }

  private static StudyRow fraction(int fraction) {
    String published =
        fraction == 16 ? "about as good as all" : fraction > 16 ? "worse than all" : "";
    return new StudyRow(
        "fraction-" + fraction,
        "1/" + fraction + " of the unlabeled images",
        List.of("data.unlabeledLimit=" + UNLABELED / fraction),
        Answer.LAST_STUDENT,
        published,
        fraction > 16
            ? Optional.of(new Hypothesis(BASE, Answer.LAST_STUDENT, false))
            : Optional.empty());
  }

  private static StudyRow below(String id, String title, String published, String... overrides) {
    return row(id, title, published, false, overrides);
  }

  private static StudyRow above(String id, String title, String published, String... overrides) {
    return row(id, title, published, true, overrides);
  }

  private static StudyRow row(
      String id, String title, String published, boolean above, String... overrides) {
    return new StudyRow(
        id,
        title,
        List.of(overrides),
        Answer.LAST_STUDENT,
        published,
        Optional.of(new Hypothesis(BASE, Answer.LAST_STUDENT, above)));
  }
}
