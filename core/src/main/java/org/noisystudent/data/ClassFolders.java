package org.noisystudent.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.noisystudent.config.DataConfig;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Which class a label folder or a label in a text file names. A name that begins with the number of
 * an ImageNet synset ({@code n01440764 tench}) is also found by that number alone.
 */
final class ClassFolders {
  private static final String SYNSET_AND_NAME = "n\\d{8}\\s.*";
  private static final int SYNSET = 9;

  private final List<String> names;
  private final Map<String, Integer> numbers = new LinkedHashMap<>();

  private ClassFolders(List<String> names) {
    this.names = names;
    for (int number = 0; number < names.size(); number++) {
      String name = names.get(number);
      numbers.putIfAbsent(name, number);
      if (name.matches(SYNSET_AND_NAME)) {
        numbers.putIfAbsent(name.substring(0, SYNSET), number);
      }
    }
  }

  /** Creates the classes of a list of names, by number. */
  static ClassFolders named(List<String> names) {
    return new ClassFolders(names);
  }

  /**
   * Creates the classes of label folders: those known, where they name every folder; else the
   * folders in order.
   *
   * @param offset the class of the first folder where they are not known: 0, or 1 behind a
   *     background
   */
  static ClassFolders of(String place, List<String> folders, List<String> known, int offset) {
    ClassFolders named = named(known);
    if (named.numbers.keySet().containsAll(folders)) {
      return named;
    }
    if (offset < 0) {
      throw new UserErrorException(
          Kind.DATA,
          place
              + ": labelOffset ("
              + offset
              + ") must be >= 0 where label folders are the classes");
    }
    return named(
        Stream.concat(Collections.nCopies(offset, DataConfig.BACKGROUND).stream(), folders.stream())
            .toList());
  }

  List<String> names() {
    return names;
  }

  /**
   * Returns the number of a class, {@link ImageSource#UNKNOWN} where there is none of that name.
   */
  int number(String name) {
    return numbers.getOrDefault(name, ImageSource.UNKNOWN);
  }
}
