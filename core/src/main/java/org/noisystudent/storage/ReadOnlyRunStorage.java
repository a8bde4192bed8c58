package org.noisystudent.storage;

import java.nio.file.Path;
import java.util.List;

/**
 * A run directory that another process writes: it can be read, and what is to be written is
 * dropped, so that a process that computes what the other one does leaves no trace of it.
 */
public final class ReadOnlyRunStorage implements RunStorage {
  private final RunStorage storage;

  /** Creates a view of a storage. */
  public ReadOnlyRunStorage(RunStorage storage) {
    this.storage = storage;
  }

  @Override
  public RunStorage ofEveryProcess() {
    return storage;
  }

  @Override
  public List<String> list(String folder) {
    return storage.list(folder);
  }

  @Override
  public boolean exists(String path) {
    return storage.exists(path);
  }

  @Override
  public byte[] read(String path) {
    return storage.read(path);
  }

  @Override
  public void publish(String path, byte[] contents) {
    // the other process does
  }

  @Override
  public void publishFile(String path, FileWriter writer) {
    // the other process does
  }

  @Override
  public void publishFolder(String path, FolderWriter writer) {
    // the other process does
  }

  @Override
  public void append(String path, byte[] contents) {
    // the other process does
  }

  @Override
  public void delete(String path) {
    // the other process does
  }

  @Override
  public Path locate(String path) {
    return storage.locate(path);
  }

  @Override
  public String name(String path) {
    return storage.name(path);
  }
}
