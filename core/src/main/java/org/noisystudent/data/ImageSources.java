package org.noisystudent.data;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.noisystudent.config.DataConfig;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Opens the sources of images that a configuration names. Each file is read once, for its index;
 * what is corrupt in it is reported, counted and left out.
 */
public final class ImageSources {
  /** In place of a number of classes: labels of any number, soft labels of any length. */
  public static final int ANY_CLASSES = Integer.MAX_VALUE;

  private static final String SHARD = "*.tfrecord*";
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");

  private final DataConfig data;
  private final IndexCache cache;
  private final CorruptRecords corrupt;

  /**
   * Creates an opener.
   *
   * @param cache a folder that remembers what files hold, for the next start
   * @param corrupt told of every unreadable record
   */
  public ImageSources(DataConfig data, Optional<Path> cache, CorruptRecords corrupt) {
    this.data = data;
    this.cache = new IndexCache(cache);
    this.corrupt = corrupt;
  }

  /** Returns an opener that keeps nothing decoded: the same files are always the same images. */
  public static ImageSources undecoded(long maxPixels, CorruptRecords corrupt) {
    SourceConfig none = new SourceConfig(Format.NONE, "", "");
    DataConfig data =
        new DataConfig(none, none, none, 0, 0, ANY_CLASSES, List.of(), 0, maxPixels, 0, 0, 0, 0);
    return new ImageSources(data, Optional.empty(), corrupt);
  }

  /**
   * An open source.
   *
   * @param images its images
   * @param classNames the names of its classes, by number; empty where it does not name them
   */
  public record Opened(ImageSource images, List<String> classNames) {
    /** Copies the names. */
    public Opened {
      classNames = List.copyOf(classNames);
    }
  }

  /** Returns how a path holds images: an IDX file, a folder of images, or TFRecord shards. */
  public static SourceConfig detect(String path) {
    Path file = Path.of(path);
    if (Files.isDirectory(file)) {
      boolean shards = !glob(file, SHARD).isEmpty();
      return new SourceConfig(shards ? Format.TFRECORD : Format.FOLDER, path, "");
    }
    String name = file.getFileName().toString();
    if (name.contains("idx3") || name.contains("idx4")) {
      Path labels =
          file.resolveSibling(
              name.replace("images", "labels").replace("idx3", "idx1").replace("idx4", "idx1"));
      boolean labeled = !labels.equals(file) && Files.exists(labels);
      return new SourceConfig(Format.IDX, path, labeled ? labels.toString() : "");
    }
    return new SourceConfig(Format.TFRECORD, path, "");
  }

  /**
   * Opens a source.
   *
   * @param knownClasses names of label folders by class number; empty = the folders, sorted
   * @throws UserErrorException of kind DATA, one line that names the file, where there is nothing
   *     to read or too much of it is corrupt
   */
  public Opened open(SourceConfig source, List<String> knownClasses) {
    try {
      return switch (source.format()) {
        case IDX -> idx(source);
        case FOLDER -> folder(Path.of(source.images()), knownClasses);
        case TFRECORD -> tfRecords(source.images());
        case NONE, REMAINDER ->
            throw new IllegalArgumentException(source.format() + " is not a source of its own");
      };
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, source.images() + ": cannot be read: " + e, e);
    }
  }

  /**
   * Opens image files, unlabeled, in the order given.
   *
   * @throws UserErrorException of kind DATA, a line for each file that is not there or no image
   */
  public ImageSource files(List<Path> files) {
    try {
      List<IndexedFile> indexed = new ArrayList<>();
      List<String> problems = new ArrayList<>();
      for (Path file : files) {
        if (!Files.isRegularFile(file)) {
          problems.add(file + (Files.exists(file) ? ": not a file" : ": no such file"));
          continue;
        }
        IndexedFile one = ShardReader.image(file, ImageSource.UNKNOWN, data.maxPixels());
        one.corrupt().forEach(bad -> problems.add(file + ": " + bad.reason()));
        indexed.add(one);
      }
      if (!problems.isEmpty()) {
        throw new UserErrorException(Kind.DATA, String.join("\n", problems));
      }
      return stored(indexed, "image files");
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, "cannot read image files: " + e, e);
    }
  }

  private Opened idx(SourceConfig source) {
    MemoryImages images = IdxFile.read(Path.of(source.images()), source.labels(), data.classes());
    corrupt.seen(images.size());
    return new Opened(images, List.of());
  }

  private Opened folder(Path path, List<String> knownClasses) throws IOException {
    ImageFolder folder = ImageFolder.list(path);
    boolean known = knownClasses.containsAll(folder.classNames());
    List<String> names = known ? knownClasses : folder.classNames();
    List<IndexedFile> indexed =
        cache.get(
            folder.files(),
            "folder " + data.maxPixels() + names,
            () -> {
              List<IndexedFile> files = new ArrayList<>();
              for (int i = 0; i < folder.files().size(); i++) {
                int number = folder.folders().get(i);
                int label =
                    number < 0
                        ? ImageSource.UNKNOWN
                        : names.indexOf(folder.classNames().get(number));
                files.add(ShardReader.image(folder.files().get(i), label, data.maxPixels()));
              }
              return files;
            });
    return new Opened(stored(indexed, path.toString()), names);
  }

  private Opened tfRecords(String pattern) throws IOException {
    List<IndexedFile> indexed = new ArrayList<>();
    for (Path shard : shards(pattern)) {
      indexed.addAll(
          cache.get(
              List.of(shard),
              "tfrecord " + data.maxPixels(),
              () -> List.of(ShardReader.tfRecord(shard, data.maxPixels()))));
    }
    return new Opened(stored(indexed, pattern), List.of());
  }

  private static List<Path> shards(String pattern) {
    Path path = Path.of(pattern);
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    boolean folder = Files.isDirectory(path);
    if (!folder && !WILDCARD.matcher(pattern).find()) {
      throw new UserErrorException(Kind.DATA, pattern + ": no such file or folder");
    }
    Path parent = folder ? path : Optional.ofNullable(path.getParent()).orElse(Path.of("."));
    if (!Files.isDirectory(parent)) {
      throw new UserErrorException(Kind.DATA, parent + ": no such folder");
    }
    List<Path> found = glob(parent, folder ? SHARD : path.getFileName().toString());
    if (found.isEmpty()) {
      String rule =
          folder ? "must hold TFRecord shards (" + SHARD + ")" : "must match TFRecord shards";
      throw new UserErrorException(Kind.DATA, pattern + ": " + rule + "; there are none");
    }
    return found;
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

  private ImageSource stored(List<IndexedFile> indexed, String name) {
    for (IndexedFile file : indexed) {
      corrupt.seen((long) file.entries().size() + file.corrupt().size());
      for (IndexedFile.Corrupt bad : file.corrupt()) {
        corrupt.note(file.place(bad.offset()), bad.reason());
      }
    }
    corrupt.check();
    FileTable table = new FileTable(indexed);
    if (table.rows() == 0) {
      throw new UserErrorException(Kind.DATA, name + ": must hold readable images; there are none");
    }
    return DecodedCache.of(StoredRows.source(table, data.classes()), data, corrupt);
  }
}
