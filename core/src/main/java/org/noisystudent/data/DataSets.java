package org.noisystudent.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.noisystudent.config.DataConfig;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** Splits the images of a configuration; a pure function of (configuration, seed, files). */
public final class DataSets {
  private DataSets() {}

  /**
   * Opens and splits all sources: the validation images are drawn first, or are the first shards of
   * the labeled source, as the reference's holdout of 20 of ImageNet's 1,024; then the labeled ones
   * of each class; what is left is the remainder.
   *
   * @param sources opens the files
   * @throws UserErrorException of kind DATA where the files cannot give what the configuration asks
   */
  public static DataSplit split(DataConfig data, long seed, ImageSources sources) {
    boolean shards = data.validationShards() > 0;
    ImageSources.Opened opened =
        shards
            ? sources.openShards(data.labeled(), false, data.validationShards())
            : sources.open(data.labeled(), data.classNames());
    ImageSource all = opened.images();
    requireLabels(all, "data.labeled");
    List<String> names = opened.classNames();
    if (names.size() > data.classes()) {
      throw error(
          "%s: label folders (%d) must be data.classes (%d)",
          data.labeled().images(), names.size(), data.classes());
    }
    Draw draw = draw(data, seed, all);
    ImageSource labeled = all.subset(sorted(draw.labeled));
    Optional<ImageSource> validation =
        data.validationImages() == 0
            ? Optional.empty()
            : Optional.of(all.subset(sorted(draw.validation)));
    if (shards) {
      ImageSource first =
          sources.openShards(data.labeled(), true, data.validationShards()).images();
      requireLabels(first, "data.labeled");
      validation = Optional.of(first);
    }
    Optional<ImageSource> test = Optional.empty();
    if (data.test().format() != Format.NONE) {
      ImageSource whole = labeledSource(data, names, sources);
      int images = data.testLimit() == 0 ? whole.size() : Math.min(data.testLimit(), whole.size());
      test = Optional.of(whole.subset(IntStream.range(0, images).toArray()));
    }
    return new DataSplit(
        labeled,
        unlabeled(data, seed, all, draw.rest, names, sources),
        validation,
        test,
        names(data, names));
  }

  /**
   * Opens the unlabeled images of a split again, and no other source where they have their own.
   *
   * @param classNames of the split
   */
  public static ImageSource unlabeled(
      DataConfig data, long seed, List<String> classNames, ImageSources sources) {
    if (data.unlabeled().format() == Format.REMAINDER) {
      return split(data, seed, sources).unlabeled().orElseThrow();
    }
    List<String> names = data.labeled().format() == Format.FOLDER ? classNames : List.of();
    return own(data, seed, names, sources);
  }

  private static ImageSource own(
      DataConfig data, long seed, List<String> names, ImageSources sources) {
    ImageSource own = sources.open(data.unlabeled(), names).images();
    return limited(own, shuffled(own.size(), seed), data.unlabeledLimit());
  }

  private static Optional<ImageSource> unlabeled(
      DataConfig data,
      long seed,
      ImageSource all,
      List<Integer> rest,
      List<String> names,
      ImageSources sources) {
    return switch (data.unlabeled().format()) {
      case NONE -> Optional.empty();
      case REMAINDER -> {
        if (rest.isEmpty()) {
          throw error(
              "data.unlabeled (REMAINDER) must leave images; data.labeledPerClass (%d) and"
                  + " data.validationImages (%d) take all %d",
              data.labeledPerClass(), data.validationImages(), all.size());
        }
        yield Optional.of(limited(all, rest, data.unlabeledLimit()));
      }
      case IDX, FOLDER, TFRECORD, MAT -> Optional.of(own(data, seed, names, sources));
    };
  }

  /** Takes the first of a drawn order, in the source's own order; 0 = all. */
  private static ImageSource limited(ImageSource source, List<Integer> drawn, int limit) {
    return source.subset(
        sorted(limit == 0 ? drawn : drawn.subList(0, Math.min(limit, drawn.size()))));
  }

  private static List<Integer> shuffled(int size, long seed) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
    Collections.shuffle(order, new Random(SeedStream.DRAW.of(seed)));
    return order;
  }

  private static ImageSource labeledSource(
      DataConfig data, List<String> names, ImageSources sources) {
    SourceConfig config = data.test();
    boolean listed = names.isEmpty() && !config.labels().isEmpty();
    ImageSources.Opened opened = sources.open(config, listed ? data.classNames() : names);
    requireLabels(opened.images(), "data.test");
    if (!names.isEmpty() && !opened.classNames().isEmpty() && !opened.classNames().equals(names)) {
      throw error("data.test (%s): label folders must be those of data.labeled", config.images());
    }
    return opened.images();
  }

  private static void requireLabels(ImageSource source, String key) {
    for (int i = 0; i < source.size(); i++) {
      if (source.label(i) == ImageSource.UNKNOWN) {
        throw error("%s must have labels; %s has none", key, source.describe(i));
      }
    }
  }

  private record Draw(List<Integer> labeled, List<Integer> validation, List<Integer> rest) {}

  private static Draw draw(DataConfig data, long seed, ImageSource all) {
    if (data.validationImages() >= all.size()) {
      throw error(
          "data.validationImages (%d) must be < the images of data.labeled (%d)",
          data.validationImages(), all.size());
    }
    List<Integer> order = shuffled(all.size(), seed);
    List<Integer> validation = order.subList(0, data.validationImages());
    List<Integer> labeled = new ArrayList<>();
    List<Integer> rest = new ArrayList<>();
    int[] taken = new int[data.classes()];
    for (int index : order.subList(data.validationImages(), order.size())) {
      int label = all.label(index);
      boolean wanted = data.labeledPerClass() == 0 || taken[label] < data.labeledPerClass();
      taken[label] += wanted ? 1 : 0;
      (wanted ? labeled : rest).add(index);
    }
    for (int label = 0; label < taken.length; label++) {
      if (data.labeledPerClass() > 0 && taken[label] < data.labeledPerClass()) {
        throw error(
            "data.labeledPerClass (%d) must be <= the images of each class; class %d has %d",
            data.labeledPerClass(), label, taken[label]);
      }
    }
    return new Draw(labeled, validation, rest);
  }

  private static int[] sorted(List<Integer> indices) {
    int[] sorted = indices.stream().mapToInt(Integer::intValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  private static List<String> names(DataConfig data, List<String> folders) {
    if (data.classNames().size() == data.classes()) {
      return data.classNames();
    }
    return IntStream.range(0, data.classes())
        .mapToObj(i -> i < folders.size() ? folders.get(i) : Integer.toString(i))
        .toList();
  }

  private static UserErrorException error(String format, Object... values) {
    return new UserErrorException(Kind.DATA, String.format(Locale.ROOT, format, values));
  }
}
