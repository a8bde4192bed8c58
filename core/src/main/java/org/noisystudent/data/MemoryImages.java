package org.noisystudent.data;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;

/** Images that are held decoded in memory: IDX files, and small sets of one image size. */
public final class MemoryImages implements ImageSource {
  private final Pixels pixels;
  private final Rows rows;
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
    this(pixels, new Rows(rows, labels, targets), places);
  }

  /**
   * Returns colour images that are made, not read.
   *
   * @param name stands before the number of an image where one is named
   * @param rgb bytes in the order [image, row, column, channel], which the caller gives away
   * @param side of an image in pixels
   * @param labels the class of each image
   */
  public static MemoryImages made(String name, byte[] rgb, int side, int[] labels) {
    Pixels pixels = new Pixels(rgb, side, side, 3);
    return new MemoryImages(
        pixels, Choice.all(pixels.count()), labels, Optional.empty(), row -> name + " " + row);
  }

  /**
   * Returns colour images of any shape, of no known class.
   *
   * @param name stands before the number of an image where one is named
   * @param rgb bytes in the order [image, row, column, channel], which the caller gives away
   */
  public static MemoryImages unlabeled(String name, byte[] rgb, int height, int width) {
    Pixels pixels = new Pixels(rgb, height, width, 3);
    int[] labels = new int[pixels.count()];
    Arrays.fill(labels, UNKNOWN);
    return new MemoryImages(
        pixels, Choice.all(pixels.count()), labels, Optional.empty(), row -> name + " " + row);
  }

  private MemoryImages(Pixels pixels, Rows rows, IntFunction<String> places) {
    this.pixels = pixels;
    this.rows = rows;
    this.places = places;
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
    return places.apply(rows.numbers()[index]);
  }

  @Override
  public Optional<String> fileName(int index) {
    return Optional.empty();
  }

  @Override
  public ImageSource subset(int[] indices) {
    return new MemoryImages(pixels, rows.subset(indices), places);
  }

  @Override
  public ImageSource withTargets(float[][] soft) {
    return new MemoryImages(pixels, rows.withTargets(soft), places);
  }

  @Override
  public Optional<float[]> target(int index) {
    return rows.target(index);
  }

  @Override
  public byte[] encoded(int index) {
    return PngEncoder.encode(pixels, rows.numbers()[index]);
  }

  @Override
  public String fingerprint() {
    Fingerprint fingerprint = new Fingerprint();
    fingerprint.add(pixels.height()).add(pixels.width()).add(pixels.channels());
    for (int i = 0; i < rows.size(); i++) {
      fingerprint.add(rows.labels()[i]);
      fingerprint.add(pixels.bytes(), rows.numbers()[i] * pixels.imageBytes(), pixels.imageBytes());
    }
    rows.targets().ifPresent(fingerprint::add);
    return fingerprint.hex();
  }

  Pixels pixels() {
    return pixels;
  }

  /** Returns the row of the pixels that an image is. */
  int row(int index) {
    return rows.numbers()[index];
  }
}
