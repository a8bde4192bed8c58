package org.noisystudent.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.noisystudent.config.DataConfig;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.RemoteFiles;
import org.noisystudent.storage.RunStorage;

/**
 * Opens the sources of images that a configuration names. Each file is read once, for its index;
 * what is corrupt in it is reported, counted and left out.
 */
public final class ImageSources {
  /** In place of a number of classes: labels of any number, soft labels of any length. */
  public static final int ANY_CLASSES = Integer.MAX_VALUE;

  private final DataConfig data;
  private final IndexCache cache;
  private final CorruptRecords corrupt;

  /**
   * Creates an opener.
   *
   * @param cache remembers what files hold, for the next start
   * @param corrupt told of every unreadable record
   */
  public ImageSources(DataConfig data, Optional<RunStorage> cache, CorruptRecords corrupt) {
    this.data = data;
    this.cache = new IndexCache(cache);
    this.corrupt = corrupt;
  }

  /** Returns an opener that keeps nothing decoded: the same files are always the same images. */
  public static ImageSources undecoded(long maxPixels, CorruptRecords corrupt) {
    SourceConfig none = new SourceConfig(Format.NONE, "", "");
    DataConfig data =
        new DataConfig(none, none, none, 0, 0, ANY_CLASSES, List.of(), 0, maxPixels, 0, 0, 0, 0, 0);
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

  /** Returns how a path holds images: an IDX or MATLAB file, a folder, or TFRecord shards. */
  public static SourceConfig detect(String path) {
    Path file = RemoteFiles.local(path);
    if (Files.isDirectory(file)) {
      return new SourceConfig(ShardFiles.in(file) ? Format.TFRECORD : Format.FOLDER, path, "");
    }
    String name = file.getFileName().toString();
    if (name.contains("idx3") || name.contains("idx4")) {
      Path labels =
          file.resolveSibling(
              name.replace("images", "labels").replace("idx3", "idx1").replace("idx4", "idx1"));
      boolean labeled = !labels.equals(file) && Files.exists(labels);
      return new SourceConfig(Format.IDX, path, labeled ? labels.toString() : "");
    }
    return new SourceConfig(name.endsWith(".mat") ? Format.MAT : Format.TFRECORD, path, "");
  }

  /**
   * Opens a source.
   *
   * @param knownClasses names of classes by number, which label folders and the labels of a text
   *     file may be called by; empty = the folders, sorted
   * @throws UserErrorException of kind DATA, one line that names the file, where there is nothing
   *     to read or too much of it is corrupt
   */
  public Opened open(SourceConfig source, List<String> knownClasses) {
    try {
      return switch (source.format()) {
        case IDX -> idx(source);
        case FOLDER -> folder(source, knownClasses);
        case TFRECORD -> tfRecords(source, ShardFiles.find(source.images()));
        case MAT -> mat(source);
        case NONE, REMAINDER ->
            throw new IllegalArgumentException(source.format() + " is not a source of its own");
      };
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, source.images() + ": cannot be read: " + e, e);
    }
  }

  /**
   * Opens the binary form of CIFAR-10 or -100, a {@code .bin} file or a folder of them; empty where
   * the path is neither.
   *
   * @throws UserErrorException of kind DATA where a file is not what its name says
   */
  public Optional<Opened> cifar(Path source) {
    try {
      List<Path> files = CifarFile.find(source);
      if (files.isEmpty()) {
        return Optional.empty();
      }
      MemoryImages images = CifarFile.read(files);
      corrupt.seen(images.size());
      return Optional.of(new Opened(images, List.of()));
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, source + ": cannot be read: " + e, e);
    }
  }

  /**
   * Opens some of a source's TFRecord shards.
   *
   * @param first whether the first ones, by name, are opened, or the others
   * @param count how many the first ones are
   * @throws UserErrorException as from {@link #open}, and where there are no others
   */
  Opened openShards(SourceConfig source, boolean first, int count) {
    List<Path> shards = ShardFiles.find(source.images());
    if (count >= shards.size()) {
      throw new UserErrorException(
          Kind.DATA,
          "data.validationShards (%d) must be < the shards of %s (%d)"
              .formatted(count, source.images(), shards.size()));
    }
    try {
      return tfRecords(
          source, first ? shards.subList(0, count) : shards.subList(count, shards.size()));
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
      return stored(indexed, "image files", 0);
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, "cannot read image files: " + e, e);
    }
  }

  private Opened idx(SourceConfig source) {
    MemoryImages images =
        IdxFile.read(
            RemoteFiles.local(source.images()), localOrEmpty(source.labels()), data.classes());
    corrupt.seen(images.size());
    return new Opened(images, List.of());
  }

  private static String localOrEmpty(String file) {
    return file.isEmpty() ? "" : RemoteFiles.local(file).toString();
  }

  private Opened mat(SourceConfig source) {
    MemoryImages images = MatlabFile.read(RemoteFiles.local(source.images()), data.classes());
    corrupt.seen(images.size());
    return new Opened(images, List.of());
  }

  private Opened folder(SourceConfig source, List<String> knownClasses) throws IOException {
    Path path = RemoteFiles.local(source.images());
    ImageFolder folder = ImageFolder.list(path);
    if (!source.labels().isEmpty()) {
      return listed(source, folder, knownClasses);
    }
    ClassFolders classes =
        ClassFolders.of(source.images(), folder.classNames(), knownClasses, source.labelOffset());
    int[] numbers = folder.classNames().stream().mapToInt(classes::number).toArray();
    int[] labels =
        folder.folders().stream()
            .mapToInt(number -> number < 0 ? ImageSource.UNKNOWN : numbers[number])
            .toArray();
    return new Opened(
        stored(index(folder, labels, classes.names().toString()), path.toString(), 0),
        classes.names());
  }

  /** Opens a flat folder whose labels are in a text file. */
  private Opened listed(SourceConfig source, ImageFolder folder, List<String> knownClasses)
      throws IOException {
    if (!folder.classNames().isEmpty()) {
      throw new UserErrorException(
          Kind.DATA,
          "%s: must be flat where labels (%s) are given; it has label folders"
              .formatted(source.images(), source.labels()));
    }
    int[] labels =
        new LabelList(
                RemoteFiles.local(source.labels()),
                ClassFolders.named(knownClasses),
                source.labelOffset(),
                data.classes())
            .read(RemoteFiles.local(source.images()), folder.files());
    Fingerprint fingerprint = new Fingerprint();
    for (int label : labels) {
      fingerprint.add(label);
    }
    return new Opened(
        stored(index(folder, labels, fingerprint.hex()), source.images(), 0), List.of());
  }

  private List<IndexedFile> index(ImageFolder folder, int[] labels, String rule)
      throws IOException {
    return cache.get(
        folder.files(),
        "folder " + data.maxPixels() + rule,
        () -> {
          List<IndexedFile> files = new ArrayList<>();
          for (int i = 0; i < labels.length; i++) {
            files.add(ShardReader.image(folder.files().get(i), labels[i], data.maxPixels()));
          }
          return files;
        });
  }

  private Opened tfRecords(SourceConfig source, List<Path> shards) throws IOException {
    List<IndexedFile> indexed = new ArrayList<>();
    for (Path shard : shards) {
      indexed.addAll(
          cache.get(
              List.of(shard),
              "tfrecord " + data.maxPixels(),
              () -> List.of(ShardReader.tfRecord(shard, data.maxPixels()))));
    }
    return new Opened(stored(indexed, source.images(), source.labelOffset()), List.of());
  }

  private ImageSource stored(List<IndexedFile> indexed, String name, int labelOffset) {
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
    return DecodedCache.of(StoredRows.source(table, data.classes(), labelOffset), data, corrupt);
  }
}
