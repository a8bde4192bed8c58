package org.noisystudent.data;

import java.util.Optional;

/**
 * Encoded images (JPEG or PNG) in files: each is a range of bytes, of an image file or of a
 * TFRecord shard. Read and decoded when they are needed.
 */
public final class StoredImages implements ImageSource {
  private final FileTable files;
  private final int[] rows;
  private final int[] labels;
  private final Optional<float[][]> targets;

  /**
   * Creates a source.
   *
   * @param rows the row of the table that each image is
   * @param labels the class of each image
   */
  StoredImages(FileTable files, int[] rows, int[] labels, Optional<float[][]> targets) {
    if (rows.length != labels.length) {
      throw new IllegalArgumentException(
          "labels (" + labels.length + ") must be as many as images (" + rows.length + ")");
    }
    this.files = files;
    this.rows = rows;
    this.labels = labels;
    this.targets = targets;
  }

  @Override
  public int size() {
    return rows.length;
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public String describe(int index) {
    return files.describe(rows[index]);
  }

  @Override
  public ImageSource subset(int[] indices) {
    return new StoredImages(
        files,
        Choice.of(rows, indices),
        Choice.of(labels, indices),
        targets.map(all -> Choice.of(all, indices)));
  }

  @Override
  public ImageSource withTargets(float[][] soft) {
    return new StoredImages(files, rows, labels, Optional.of(Choice.sameSize(soft, size())));
  }

  @Override
  public Optional<float[]> target(int index) {
    return targets.map(all -> all[index].clone());
  }

  @Override
  public byte[] encoded(int index) {
    return files.read(rows[index]);
  }

  @Override
  public String fingerprint() {
    Fingerprint fingerprint = new Fingerprint().add(files.fingerprint());
    for (int i = 0; i < rows.length; i++) {
      fingerprint.add(rows[i]).add(labels[i]);
    }
    targets.ifPresent(fingerprint::add);
    return fingerprint.hex();
  }

  FileTable files() {
    return files;
  }

  int row(int index) {
    return rows[index];
  }

  Optional<float[][]> targets() {
    return targets;
  }

  int[] rows() {
    return rows;
  }
}
