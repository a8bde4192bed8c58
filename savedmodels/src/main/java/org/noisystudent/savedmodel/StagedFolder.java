package org.noisystudent.savedmodel;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * A folder under construction beside its target. Closing it removes whatever was not published; one
 * left by a killed process is removed by the next.
 */
final class StagedFolder implements AutoCloseable {
  private final Path target;
  private final Path path;

  private StagedFolder(Path target) {
    this.target = target;
    this.path = target.resolveSibling("." + target.getFileName() + ".partial");
  }

  /**
   * Returns a folder for a target.
   *
   * @throws UserErrorException if the target exists
   */
  static StagedFolder beside(Path target) {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new UserErrorException(
          Kind.DATA, "model folder (" + target + ") must not exist yet: delete it or name another");
    }
    return new StagedFolder(target.toAbsolutePath().normalize());
  }

  Path path() {
    return path;
  }

  /** Creates a folder in it, and itself with the first one. */
  Path createFolder(String name) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      delete();
    }
    return Files.createDirectories(path.resolve(name));
  }

  /** Flushes all of it to the disk and gives it its target's name. */
  void publish() throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(path)) {
      all = walk.toList();
    }
    for (Path each : all) {
      flush(each);
    }
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
    flush(target.getParent());
  }

  private static void flush(Path fileOrFolder) throws IOException {
    try (FileChannel channel = FileChannel.open(fileOrFolder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      delete();
    }
  }

  private void delete() throws IOException {
    MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
