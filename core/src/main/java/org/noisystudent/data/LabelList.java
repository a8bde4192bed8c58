package org.noisystudent.data;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * A text file with the labels of a flat folder of images. Either each line is {@code FILE LABEL}, a
 * line for each file in any order, or each line is {@code LABEL}, in the order of the files' names.
 * A label is a number, to which an offset is added, or the name or synset of a class.
 */
final class LabelList {
  private static final Pattern LINE = Pattern.compile("(?:(.*[^\\s,])[\\s,]+)?([^\\s,]+)");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  private final Path file;
  private final ClassFolders names;
  private final int offset;
  private final int classes;

  /**
   * Creates a reader.
   *
   * @param names the classes, where they are known by name
   * @param offset what is added to a number to give the class
   * @param classes how many there are, or {@link ImageSources#ANY_CLASSES}
   */
  LabelList(Path file, ClassFolders names, int offset, int classes) {
    this.file = file;
    this.names = names;
    this.offset = offset;
    this.classes = classes;
  }

  /** Returns the class of each image. */
  int[] read(Path folder, List<Path> images) {
    List<String> lines = lines();
    if (lines.size() != images.size()) {
      throw new UserErrorException(
          Kind.DATA,
          "%s: lines (%d) must be as many as the images of %s (%d)"
              .formatted(file, lines.size(), folder, images.size()));
    }
    boolean named = !lines.isEmpty() && match(1, lines.get(0)).group(1) != null;
    return named ? byName(folder, images, lines) : inOrder(lines);
  }

  private int[] inOrder(List<String> lines) {
    int[] labels = new int[lines.size()];
    for (int i = 0; i < labels.length; i++) {
      Matcher line = match(i + 1, lines.get(i));
      if (line.group(1) != null) {
        throw error(i + 1, "must be a label alone, as line 1 is");
      }
      labels[i] = label(i + 1, line.group(2));
    }
    return labels;
  }

  private int[] byName(Path folder, List<Path> images, List<String> lines) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < images.size(); i++) {
      places.put(images.get(i).getFileName().toString(), i);
    }
    int[] labels = new int[images.size()];
    Arrays.fill(labels, ImageSource.UNKNOWN);
    for (int i = 0; i < lines.size(); i++) {
      Matcher line = match(i + 1, lines.get(i));
      String name = line.group(1);
      if (name == null) {
        throw error(i + 1, "must be a file and its label, as line 1 is");
      }
      Integer place = places.get(name);
      if (place == null) {
        throw error(i + 1, name + " must be an image of " + folder + "; there is none");
      }
      if (labels[place] != ImageSource.UNKNOWN) {
        throw error(i + 1, name + " must have one line; it has two");
      }
      labels[place] = label(i + 1, line.group(2));
    }
    return labels; // as many lines as images, none twice: each image has its label
  }

  private int label(int line, String text) {
    if (!NUMBER.matcher(text).matches()) {
      int number = names.number(text);
      if (number == ImageSource.UNKNOWN) {
        throw error(line, "label (" + text + ") must be a number, or the name of a known class");
      }
      return number;
    }
    int number = Integer.parseInt(text) + offset;
    if (number < 0 || number >= classes) {
      throw error(
          line, "label (%s) must be in %d..%d".formatted(text, -offset, classes - 1 - offset));
    }
    return number;
  }

  private Matcher match(int line, String text) {
    Matcher matcher = LINE.matcher(text);
    if (!matcher.matches()) {
      throw error(line, "must be a label, or a file and its label; it is \"" + text + "\"");
    }
    return matcher;
  }

  private List<String> lines() {
    try {
      return Files.readString(file).stripTrailing().lines().map(String::strip).toList();
    } catch (NoSuchFileException e) {
      throw new UserErrorException(Kind.DATA, file + ": no such file", e);
    } catch (CharacterCodingException e) {
      throw new UserErrorException(Kind.DATA, file + ": must be a text file of labels", e);
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, file + ": cannot be read: " + e, e);
    }
  }

  private UserErrorException error(int line, String problem) {
    return new UserErrorException(Kind.DATA, file + " line " + line + ": " + problem);
  }
}
