package org.noisystudent.data;

import java.util.Optional;

/**
 * Encoded images (JPEG or PNG) in files: each is a range of bytes, of an image file or of a
 * TFRecord shard. Read and decoded when they are needed.
 */
public final class StoredImages implements ImageSource {
  private final FileTable files;
  private final Rows rows;

  /**
   * Creates a source.
   *
   * @param rows the row of the table that each image is
   * @param labels the class of each image
   */
  StoredImages(FileTable files, int[] rows, int[] labels, Optional<float[][]> targets) {
    this(files, new Rows(rows, labels, targets));
  }

  private StoredImages(FileTable files, Rows rows) {
    this.files = files;
    this.rows = rows;
  }

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public int label(int index) {
    return rows.labels()[index];
  }

  @Override
  public String describe(int index) {
    return files.describe(rows.numbers()[index]);
  }

  @Override
  public Optional<String> fileName(int index) {
    return files.fileName(rows.numbers()[index]);
  }

  @Override
  public ImageSource subset(int[] indices) {
    return new StoredImages(files, rows.subset(indices));
  }

  @Override
  public ImageSource withTargets(float[][] soft) {
    return new StoredImages(files, rows.withTargets(soft));
  }

  @Override
  public Optional<float[]> target(int index) {
    return rows.target(index);
  }

  @Override
  public byte[] encoded(int index) {
    return files.read(rows.numbers()[index]);
  }

  @Override
  public String fingerprint() {
    Fingerprint fingerprint = new Fingerprint().add(files.fingerprint());
    for (int i = 0; i < rows.size(); i++) {
      fingerprint.add(rows.numbers()[i]).add(rows.labels()[i]);
    }
    rows.targets().ifPresent(fingerprint::add);
    return fingerprint.hex();
  }

  FileTable files() {
    return files;
  }

  int row(int index) {
    return rows.numbers()[index];
  }

  Optional<float[][]> targets() {
    return rows.targets();
  }

  int[] rows() {
    return rows.numbers();
  }
}
