package org.noisystudent.robustness;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Where the sequences of each perturbation are: {@code perturbation/class/sequence.mp4} or {@code
 * perturbation/class/sequence/frame.png}, frames in the order of their names.
 *
 * @param folders those that are there, in the order of {@link Perturbation}
 */
public record SequenceFolders(Map<Perturbation, Path> folders) {
  /** Copies the map. */
  public SequenceFolders {
    folders = new EnumMap<>(folders);
  }

  /**
   * Finds the folders. The perturbations that are not scored may be absent.
   *
   * @param difficulty above 1, the folder of a noise is called {@code gaussian_noise_2}
   * @param classes the class folders that each must hold; empty = any
   * @param partial whether something may be missing
   * @throws UserErrorException of kind DATA that names what is missing
   */
  public static SequenceFolders find(
      Path root, int difficulty, List<String> classes, boolean partial) {
    Map<Perturbation, Path> folders = new EnumMap<>(Perturbation.class);
    List<String> missing = new ArrayList<>();
    for (Perturbation perturbation : Perturbation.values()) {
      String suffix = perturbation.noise() && difficulty > 1 ? "_" + difficulty : "";
      Path folder = root.resolve(perturbation + suffix);
      if (Files.isDirectory(folder)) {
        folders.put(perturbation, folder);
        Collection<String> absent = new TreeSet<>(classes);
        classFolders(folder).forEach(found -> absent.remove(found.getFileName().toString()));
        absent.forEach(one -> missing.add(perturbation + suffix + "/" + one));
      } else if (perturbation.scored()) {
        missing.add(perturbation + suffix);
      }
    }
    if (folders.isEmpty() || !(partial || missing.isEmpty())) {
      throw new UserErrorException(
          Kind.DATA,
          "%s must hold the %d perturbations%s; missing: %s%s"
              .formatted(
                  root,
                  Perturbation.scoredOnes().size(),
                  classes.isEmpty() ? "" : ", each of %,d classes".formatted(classes.size()),
                  Listed.some(missing),
                  folders.isEmpty() ? "" : " (--partial measures what is there)"));
    }
    return new SequenceFolders(folders);
  }

  /** Returns the sequences of a perturbation's folder, which must hold some, in order. */
  static List<FrameSequence> sequences(Path folder) {
    List<FrameSequence> sequences = new ArrayList<>();
    for (Path label : classFolders(folder)) {
      for (Path entry : entries(label)) {
        if (Files.isDirectory(entry)) {
          sequences.add(
              new FrameSequence.Images(
                  entry, entries(entry).stream().filter(Files::isRegularFile).toList()));
        } else if (lowerName(entry).endsWith(".mp4")) {
          sequences.add(new FrameSequence.Video(entry));
        }
      }
    }
    if (sequences.isEmpty()) {
      throw new UserErrorException(
          Kind.DATA, folder + " must hold sequences, as class/name.mp4 or class/name/frame.png");
    }
    return sequences;
  }

  private static List<Path> classFolders(Path folder) {
    return entries(folder).stream().filter(Files::isDirectory).toList();
  }

  private static List<Path> entries(Path folder) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path entry : all) {
        if (!lowerName(entry).startsWith(".")) {
          entries.add(entry);
        }
      }
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, folder + ": cannot be read: " + e, e);
    }
    entries.sort(null);
    return entries;
  }

  private static String lowerName(Path entry) {
    return entry.getFileName().toString().toLowerCase(Locale.ROOT);
  }
}
