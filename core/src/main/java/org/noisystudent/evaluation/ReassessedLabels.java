package org.noisystudent.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.noisystudent.data.ImageNetClasses;
import org.noisystudent.data.ImageSource;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;

/**
 * The classes that are right for each image, none where the image is to be left out: the ReaL
 * labels of ImageNet's validation images (Beyer et al., "Are we done with ImageNet?", 2020;
 * google-research/reassessed-imagenet).
 *
 * @param classes of each image, by its number in its source
 */
public record ReassessedLabels(List<ImmutableIntArray> classes) {
  /** Copies the list. */
  public ReassessedLabels {
    classes = List.copyOf(classes);
  }

  /**
   * Reads a JSON list of lists of classes from 0, one for each image in the order of the images'
   * file names.
   *
   * @param modelClasses of the model; with 1,001 its class 0 is a background, and each class of the
   *     file one more in the model
   * @throws UserErrorException of kind DATA where the file is not that, or has another number of
   *     lists than there are images
   */
  public static ReassessedLabels read(Path file, ImageSource images, int modelClasses) {
    JsonNode lists = json(file);
    if (!lists.isArray()) {
      throw error(file, "must be a list of lists of classes");
    }
    if (lists.size() != images.size()) {
      throw error(
          file, "entries (%d) must be as many as the images (%d)", lists.size(), images.size());
    }
    int background = modelClasses == ImageNetClasses.COUNT + 1 ? 1 : 0;
    ImmutableIntArray[] classes = new ImmutableIntArray[images.size()];
    int[] order = byFileName(file, images);
    for (int entry = 0; entry < order.length; entry++) {
      classes[order[entry]] = list(file, entry, lists.get(entry), background, modelClasses);
    }
    return new ReassessedLabels(Arrays.asList(classes));
  }

  private static JsonNode json(Path file) {
    try {
      return Json.tree(file.toString(), Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new UserErrorException(Kind.DATA, file + ": no such file", e);
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, file + ": cannot be read: " + e, e);
    }
  }

  /** Returns the numbers of the images by their file names, which must differ. */
  private static int[] byFileName(Path file, ImageSource images) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      String place = images.describe(i);
      names.add(
          images
              .fileName(i)
              .orElseThrow(
                  () -> error(file, "needs the file name of each image; %s has none", place)));
    }
    int[] order =
        IntStream.range(0, names.size())
            .boxed()
            .sorted(Comparator.comparing(names::get))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i = 1; i < order.length; i++) {
      if (names.get(order[i]).equals(names.get(order[i - 1]))) {
        throw error(
            file,
            "needs images of different names; %s and %s have the same",
            images.describe(order[i - 1]),
            images.describe(order[i]));
      }
    }
    return order;
  }

  private static ImmutableIntArray list(
      Path file, int entry, JsonNode list, int background, int modelClasses) {
    if (!list.isArray()) {
      throw error(file, "entry %d (%s) must be a list of classes", entry, list);
    }
    ImmutableIntArray.Builder classes = ImmutableIntArray.builder();
    for (JsonNode item : list) {
      int last = modelClasses - 1 - background;
      if (!item.isInt() || item.intValue() < 0 || item.intValue() > last) {
        throw error(file, "entry %d: class (%s) must be in 0..%d", entry, item, last);
      }
      classes.add(item.intValue() + background);
    }
    return classes.build();
  }

  private static UserErrorException error(Path file, String format, Object... values) {
    return new UserErrorException(
        Kind.DATA, file + ": " + String.format(Locale.ROOT, format, values));
  }
}
