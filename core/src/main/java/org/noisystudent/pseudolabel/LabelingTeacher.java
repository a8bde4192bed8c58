package org.noisystudent.pseudolabel;

import java.util.List;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * One of the teachers whose predictions are averaged.
 *
 * @param name says which in messages: where it is
 * @param classifier asks it; stays the caller's
 * @param classNames by class number; empty where they are not known
 * @param images the images at its resolution, cut as it takes them
 */
public record LabelingTeacher(
    String name, Classifier classifier, List<String> classNames, ImageBatches.Source images) {
  /** Copies the names. */
  public LabelingTeacher {
    classNames = List.copyOf(classNames);
  }

  /**
   * Checks that the teachers speak of the same classes.
   *
   * @throws UserErrorException if one has another number of classes than the first, or another name
   *     for one of them
   */
  public static void requireSameClasses(List<LabelingTeacher> teachers) {
    LabelingTeacher first = teachers.get(0);
    for (LabelingTeacher other : teachers) {
      int classes = other.classifier().classes();
      if (classes != first.classifier().classes()) {
        throw new UserErrorException(
            Kind.DATA,
            "%s has %d classes, but must have %d like %s"
                .formatted(other.name(), classes, first.classifier().classes(), first.name()));
      }
      List<String> names = other.classNames();
      for (int c = 0; !first.classNames().isEmpty() && c < names.size(); c++) {
        if (!names.get(c).equals(first.classNames().get(c))) {
          throw new UserErrorException(
              Kind.DATA,
              "%s calls class %d %s, but must call it %s like %s"
                  .formatted(
                      other.name(), c, names.get(c), first.classNames().get(c), first.name()));
        }
      }
    }
  }
}
