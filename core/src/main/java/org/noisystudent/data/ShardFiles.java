package org.noisystudent.data;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.RemoteFiles;

/**
 * Finds TFRecord shards by name: one file, a glob, or a folder of {@code *.tfrecord*} or of {@code
 * NAME-00000-of-00128}, as ImageNet's are called.
 */
final class ShardFiles {
  private static final String SHARD = "*.tfrecord*";
  private static final Pattern NUMBERED = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})");
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");

  private ShardFiles() {}

  /** Returns whether a folder holds shards. */
  static boolean in(Path folder) {
    return !glob(folder, SHARD).isEmpty() || !numbered(folder).isEmpty();
  }

  /** Returns the shards that a file, a folder or a pattern stands for, at least one, by name. */
  static List<Path> find(String pattern) {
    Path path = RemoteFiles.local(pattern);
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    if (Files.isDirectory(path)) {
      return ofFolder(path);
    }
    if (!WILDCARD.matcher(pattern).find()) {
      throw error(pattern, "no such file or folder");
    }
    Path parent = Optional.ofNullable(path.getParent()).orElse(Path.of("."));
    if (!Files.isDirectory(parent)) {
      throw error(parent, "no such folder");
    }
    List<Path> found = glob(parent, path.getFileName().toString());
    if (found.isEmpty()) {
      throw error(pattern, "must match TFRecord shards; there are none");
    }
    return found;
  }

  private static List<Path> ofFolder(Path folder) {
    List<Path> found = glob(folder, SHARD);
    if (!found.isEmpty()) {
      return found;
    }
    List<Path> numbered = numbered(folder);
    if (numbered.isEmpty()) {
      throw error(folder, "must hold TFRecord shards (" + SHARD + "); there are none");
    }
    checkWhole(folder, numbered);
    return numbered;
  }

  private static List<Path> numbered(Path folder) {
    return glob(folder, "*-of-*").stream()
        .filter(file -> NUMBERED.matcher(file.getFileName().toString()).matches())
        .toList();
  }

  /** Refuses shards of several sets, and a set that is not whole. */
  private static void checkWhole(Path folder, List<Path> shards) {
    TreeMap<String, Integer> sets = new TreeMap<>();
    for (Path shard : shards) {
      Matcher name = NUMBERED.matcher(shard.getFileName().toString());
      if (name.matches()) {
        sets.merge(name.group(1) + "-*-of-" + name.group(3), 1, Integer::sum);
      }
    }
    if (sets.size() > 1) {
      throw error(
          folder, "must hold one set of shards; say which: " + String.join(", ", sets.keySet()));
    }
    String set = sets.firstKey();
    int count = Integer.parseInt(set.substring(set.length() - 5));
    for (int shard = 0; shard < count; shard++) {
      Path file = folder.resolve(set.replace("-*-", "-%05d-".formatted(shard)));
      if (!shards.contains(file)) {
        throw error(file, "no such file; the set has " + count + " shards");
      }
    }
  }

  /** Lists files by name; hidden ones are those of a writer that has not finished. */
  private static List<Path> glob(Path folder, String pattern) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
      for (Path entry : entries) {
        if (!entry.getFileName().toString().startsWith(".") && Files.isRegularFile(entry)) {
          found.add(entry);
        }
      }
    } catch (PatternSyntaxException e) {
      throw new UserErrorException(
          Kind.DATA, folder.resolve(pattern) + ": must be a pattern: " + e.getDescription(), e);
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, folder + ": cannot be read: " + e, e);
    }
    Collections.sort(found);
    return found;
  }

  private static UserErrorException error(Object place, String problem) {
    return new UserErrorException(Kind.DATA, place + ": " + problem);
  }
}
