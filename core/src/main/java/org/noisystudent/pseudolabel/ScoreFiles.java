package org.noisystudent.pseudolabel;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** The scores of all shards, mapped into memory. */
public final class ScoreFiles implements Scores {
  private final List<ScoreFile> files;
  private final int classes;
  private final int[] firstImages;
  private final int[] firstBlocks;

  private ScoreFiles(List<ScoreFile> files, int classes) {
    this.files = files;
    this.classes = classes;
    this.firstImages = new int[files.size() + 1];
    this.firstBlocks = new int[files.size() + 1];
    for (int i = 0; i < files.size(); i++) {
      firstImages[i + 1] = Math.addExact(firstImages[i], files.get(i).images());
      firstBlocks[i + 1] = firstBlocks[i] + files.get(i).blocks();
    }
  }

  /**
   * Opens files, shard by shard.
   *
   * @throws UserErrorException of kind DATA where one is not there, damaged or of other classes
   */
  public static ScoreFiles open(List<Path> paths, int classes) {
    List<ScoreFile> files = paths.stream().map(ScoreFile::open).toList();
    for (int i = 0; i < files.size(); i++) {
      if (files.get(i).classes() != classes) {
        throw new UserErrorException(
            Kind.DATA,
            "%s: classes (%d) must be %d".formatted(paths.get(i), files.get(i).classes(), classes));
      }
    }
    return new ScoreFiles(files, classes);
  }

  @Override
  public int images() {
    return firstImages[files.size()];
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int shards() {
    return files.size();
  }

  @Override
  public int first(int shard) {
    return firstImages[shard];
  }

  @Override
  public int blocks() {
    return firstBlocks[files.size()];
  }

  @Override
  public int firstOf(int block) {
    int file = last(firstBlocks, block);
    return firstImages[file] + (block - firstBlocks[file]) * BLOCK;
  }

  @Override
  public int read(int block, long[] into) {
    int file = last(firstBlocks, block);
    return files.get(file).read(block - firstBlocks[file], into);
  }

  @Override
  public long score(int image) {
    int file = last(firstImages, image);
    return files.get(file).score(image - firstImages[file]);
  }

  /** Returns the last file that begins at or before a place: empty ones are passed over. */
  private static int last(int[] firsts, int place) {
    int found = Arrays.binarySearch(firsts, place);
    int file = found >= 0 ? found : -found - 2;
    while (firsts[file + 1] == place) {
      file++;
    }
    return file;
  }
}
