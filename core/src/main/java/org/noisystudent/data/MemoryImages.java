package org.noisystudent.data;

import java.util.Optional;
import java.util.function.IntFunction;

/** Images that are held decoded in memory: IDX files, and small sets of one image size. */
public final class MemoryImages implements ImageSource {
  private final Pixels pixels;
  private final int[] rows;
  private final int[] labels;
  private final Optional<float[][]> targets;
  private final IntFunction<String> places;

  /**
   * Creates a source.
   *
   * @param rows the row of the pixels that each image is
   * @param labels the class of each image
   * @param places where a row of the pixels comes from
   */
  MemoryImages(
      Pixels pixels,
      int[] rows,
      int[] labels,
      Optional<float[][]> targets,
      IntFunction<String> places) {
    if (rows.length != labels.length) {
      throw new IllegalArgumentException(
          "labels (" + labels.length + ") must be as many as images (" + rows.length + ")");
    }
    this.pixels = pixels;
    this.rows = rows;
    this.labels = labels;
    this.targets = targets;
    this.places = places;
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
    return places.apply(rows[index]);
  }

  @Override
  public ImageSource subset(int[] indices) {
    return new MemoryImages(
        pixels,
        Choice.of(rows, indices),
        Choice.of(labels, indices),
        targets.map(all -> Choice.of(all, indices)),
        places);
  }

  @Override
  public ImageSource withTargets(float[][] soft) {
    return new MemoryImages(
        pixels, rows, labels, Optional.of(Choice.sameSize(soft, size())), places);
  }

  @Override
  public Optional<float[]> target(int index) {
    return targets.map(all -> all[index].clone());
  }

  @Override
  public byte[] encoded(int index) {
    return PngEncoder.encode(pixels, rows[index]);
  }

  @Override
  public String fingerprint() {
    Fingerprint fingerprint = new Fingerprint();
    fingerprint.add(pixels.height()).add(pixels.width()).add(pixels.channels());
    for (int i = 0; i < rows.length; i++) {
      fingerprint.add(labels[i]);
      fingerprint.add(pixels.bytes(), rows[i] * pixels.imageBytes(), pixels.imageBytes());
    }
    targets.ifPresent(fingerprint::add);
    return fingerprint.hex();
  }

  Pixels pixels() {
    return pixels;
  }

  /** Returns the row of the pixels that an image is. */
  int row(int index) {
    return rows[index];
  }
}
