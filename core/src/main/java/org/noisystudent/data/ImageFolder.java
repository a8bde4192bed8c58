package org.noisystudent.data;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * The image files of a folder, by name: {@code label/name.jpg}, or flat.
 *
 * @param classNames the names of its label folders, sorted; empty where it is flat
 * @param files the image files
 * @param folders for each file, the number of its label folder; {@link ImageSource#UNKNOWN} where
 *     the folder is flat
 */
record ImageFolder(List<String> classNames, List<Path> files, List<Integer> folders) {
  ImageFolder {
    classNames = List.copyOf(classNames);
    files = List.copyOf(files);
    folders = List.copyOf(folders);
  }

  /** Lists a folder, which must hold images. */
  static ImageFolder list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      String problem = Files.exists(folder) ? ": must be a folder" : ": no such folder";
      throw new UserErrorException(Kind.DATA, folder + problem);
    }
    List<Path> flat = images(folder);
    List<String> names = new ArrayList<>();
    List<Path> files = new ArrayList<>(flat);
    List<Integer> folders = new ArrayList<>(Collections.nCopies(flat.size(), ImageSource.UNKNOWN));
    for (Path label : subfolders(folder)) {
      for (Path file : images(label)) {
        files.add(file);
        folders.add(names.size());
      }
      names.add(label.getFileName().toString());
    }
    if (files.isEmpty()) {
      throw new UserErrorException(
          Kind.DATA, folder + ": must hold images (.jpg, .jpeg, .png), in it or in label folders");
    }
    if (!flat.isEmpty() && files.size() > flat.size()) {
      throw new UserErrorException(
          Kind.DATA,
          folder + ": must hold images or label folders, not both; first image " + flat.get(0));
    }
    return new ImageFolder(flat.isEmpty() ? names : List.of(), files, folders);
  }

  private static List<Path> images(Path folder) throws IOException {
    List<Path> images = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (isImage(entry) && Files.isRegularFile(entry)) {
          images.add(entry);
        }
      }
    }
    Collections.sort(images);
    return images;
  }

  private static List<Path> subfolders(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> Files.isDirectory(entry) && !isHidden(entry))
          .sorted()
          .toList();
    }
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return !isHidden(file)
        && (name.endsWith(".jpg") || name.endsWith(".jpeg") || name.endsWith(".png"));
  }

  private static boolean isHidden(Path entry) {
    return entry.getFileName().toString().startsWith(".");
  }
}
