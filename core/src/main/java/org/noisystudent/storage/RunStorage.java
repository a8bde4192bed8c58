package org.noisystudent.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * All input and output of a run directory. A published file or folder is there whole or not at all,
 * also after a crash. Paths are relative to the run directory, with {@code /}.
 *
 * <p>What fails for want of space or rights is a {@link
 * org.noisystudent.savedmodel.UserErrorException} that names the path and says what was kept.
 */
public interface RunStorage {
  /**
   * Returns the storage for what each of several processes writes itself; else one of them writes,
   * and those of the others drop it.
   */
  default RunStorage ofEveryProcess() {
    return this;
  }

  /**
   * Returns the sorted names of the published files and folders in a folder; none if it is not
   * there.
   */
  List<String> list(String folder);

  /** Returns whether a file or folder was published. */
  boolean exists(String path);

  /** Returns the bytes of a file. */
  byte[] read(String path);

  /** Puts a whole file in place, in place of an older one. */
  void publish(String path, byte[] contents);

  /** Puts a whole file in place that a writer streams, in place of an older one. */
  void publishFile(String path, FileWriter writer);

  /** Puts a whole folder in place, in place of an older one. */
  void publishFolder(String path, FolderWriter writer);

  /** Adds bytes at the end of a file, created when absent; they are on the disk on return. */
  void append(String path, byte[] contents);

  /** Removes a file, or a folder with all it holds; nothing if it is not there. */
  void delete(String path);

  /**
   * Returns where a file or folder is on the disk, for programs that open it themselves
   * (TensorFlow). What is published elsewhere is fetched first. Nothing there, where nothing is
   * published.
   */
  Path locate(String path);

  /** Returns the name of a file or folder for people; it is not fetched for that. */
  default String name(String path) {
    return locate(path).toString();
  }

  /** Writes a file that is not published yet. */
  @FunctionalInterface
  interface FileWriter {
    /** Creates the file, whose folder exists. */
    void write(Path file) throws IOException;
  }

  /** Fills a folder that is not published yet. */
  @FunctionalInterface
  interface FolderWriter {
    /** Writes the files of a folder, which exists and is empty. */
    void write(Path folder) throws IOException;
  }
}
