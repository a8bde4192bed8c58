package org.noisystudent.cli;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.noisystudent.data.ImageNetClasses;
import org.noisystudent.evaluation.ChosenClasses;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * The classes of a benchmark's images.
 *
 * @param owner whose classes they are, in an error line
 * @param count how many there are
 * @param folders the names of their label folders, by number; empty where the model gives no names,
 *     and its classes are the sorted folders
 * @param titles a name for each class, to show; empty = the folders'
 * @param chosen the number of each class in the model; empty = the same
 * @param background whether class 0 is a background, of which there are no images
 */
record BenchmarkClasses(
    String owner,
    int count,
    List<String> folders,
    List<String> titles,
    Optional<ImmutableIntArray> chosen,
    boolean background) {
  private static final String SYNSET = "n\\d{8}";

  BenchmarkClasses {
    folders = List.copyOf(folders);
    titles = List.copyOf(titles);
  }

  /**
   * Returns a benchmark's classes for a model.
   *
   * @param synsets whether its label folders, or the labels of its file, may be WordNet numbers
   * @throws UserErrorException of kind DATA if the model is not one of ImageNet, and must be
   */
  static BenchmarkClasses of(BenchmarkName benchmark, LoadedModel model, boolean synsets) {
    int classes = model.classes();
    if (benchmark.ofImageNet() && !ImageNetClasses.areAll(classes)) {
      throw new UserErrorException(
          Kind.DATA,
          "benchmark %s: the model's classes (%d) must be 1000, or 1001 with a background"
              .formatted(benchmark, classes));
    }
    return switch (benchmark) {
      case IMAGENET_A -> some(benchmark, classes, ImageNetClasses.adversarialSynsets());
      case IMAGENET_R -> some(benchmark, classes, ImageNetClasses.renditionSynsets());
      case IMAGENET_V2 -> all(model, numbers(classes));
      case IMAGENET, IMAGENET_C, IMAGENET_P, ADVERSARIAL ->
          all(
              model,
              synsets && ImageNetClasses.areAll(classes) && !named(model.classNames())
                  ? ImageNetClasses.synsets(classes)
                  : model.classNames());
      case FOLDER, FOLDER_C, FOLDER_P -> all(model, model.classNames());
    };
  }

  private static boolean named(List<String> names) {
    return names.stream().anyMatch(name -> name.matches(SYNSET + ".*"));
  }

  private static BenchmarkClasses all(LoadedModel model, List<String> folders) {
    return new BenchmarkClasses(
        "the model",
        model.classes(),
        folders,
        model.classNames(),
        Optional.empty(),
        model.classes() == ImageNetClasses.COUNT + 1);
  }

  private static BenchmarkClasses some(BenchmarkName benchmark, int classes, List<String> synsets) {
    List<String> all = ImageNetClasses.synsets(classes);
    int[] chosen = synsets.stream().mapToInt(all::indexOf).toArray();
    int background = classes - ImageNetClasses.COUNT;
    List<String> names = ImageNetClasses.names();
    return new BenchmarkClasses(
        benchmark.toString(),
        synsets.size(),
        synsets,
        IntStream.of(chosen).mapToObj(number -> names.get(number - background)).toList(),
        Optional.of(ImmutableIntArray.copyOf(chosen)),
        false);
  }

  /** ImageNet-V2's folders are called by the numbers of the classes, which do not sort as text. */
  private static List<String> numbers(int classes) {
    List<String> numbers = new ArrayList<>();
    for (int number = ImageNetClasses.COUNT - classes; number < ImageNetClasses.COUNT; number++) {
      numbers.add(String.valueOf(number));
    }
    return numbers;
  }

  /** Returns the label folders of which there are images. */
  List<String> imageFolders() {
    return folders.subList(background ? 1 : 0, folders.size());
  }

  /** Returns a classifier that answers with these classes; closing it closes the given one. */
  Classifier of(Classifier classifier) {
    return chosen.isPresent() ? new ChosenClasses(classifier, chosen.get()) : classifier;
  }

  /** Returns a name for each class to show; empty = their numbers. */
  List<String> shown() {
    return titles.isEmpty() ? folders : titles;
  }
}
