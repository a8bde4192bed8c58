package org.noisystudent.corruption;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** The user's own photographs of frost; only the first five are drawn from, as the authors do. */
final class FrostPhotos implements FrostSource {
  private static final int DRAWN = 5;
  private static final String IMAGE = ".*\\.(png|jpe?g)";
  private static final int WHOLE = 1 << 11;
  private static final double[] SIZE = {.2, .3, 1, 1};

  private final ImmutableList<ImmutableList<Bitmap>> photos; // [scale][photo]
  private final String name;

  /**
   * Creates a source.
   *
   * @param name says whose they are
   */
  FrostPhotos(String name, List<Bitmap> photos) {
    this.name = name;
    List<ImmutableList<Bitmap>> sizes = new ArrayList<>();
    for (double size : SIZE) {
      sizes.add(
          photos.stream()
              .limit(DRAWN)
              .map(photo -> size == 1 ? photo.rgb() : smaller(photo.rgb(), size))
              .collect(ImmutableList.toImmutableList()));
    }
    this.photos = ImmutableList.copyOf(sizes);
  }

  /**
   * Reads the photographs of a folder, in the order of their names.
   *
   * @throws UserErrorException of kind DATA where there are none, or one cannot be read
   */
  static FrostPhotos read(Path folder, ImageCodec codec) {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files =
          all.filter(file -> file.toString().toLowerCase(Locale.ROOT).matches(IMAGE))
              .sorted()
              .limit(DRAWN)
              .toList();
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, "--frost (%s) cannot be read".formatted(folder), e);
    }
    if (files.isEmpty()) {
      throw new UserErrorException(
          Kind.DATA, "--frost (%s) must hold JPEG or PNG files; there are none".formatted(folder));
    }
    List<Bitmap> photos = files.stream().map(file -> photo(file, codec)).toList();
    long identity = photos.stream().mapToLong(Bitmap::identity).sum();
    return new FrostPhotos("photographs " + Long.toHexString(identity), photos);
  }

  private static Bitmap photo(Path file, ImageCodec codec) {
    try {
      return codec
          .decode(Files.readAllBytes(file))
          .orElseThrow(
              () -> new UserErrorException(Kind.DATA, "--frost: " + file + ": cannot be decoded"));
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, "--frost: " + file + ": cannot be read", e);
    }
  }

  @Override
  public Bitmap patch(ImageScale scale, int height, int width, Draws draws) {
    List<Bitmap> sized = photos.get(scale.row());
    Bitmap photo = sized.get(draws.below(sized.size()));
    if (photo.height() <= height || photo.width() <= width) {
      throw new UserErrorException(
          Kind.DATA,
          "--frost (%s): a photograph of %d x %d at %s of its size must be larger than the images (%d x %d)"
              .formatted(name, photo.height(), photo.width(), SIZE[scale.row()], height, width));
    }
    int top = draws.below(photo.height() - height);
    int left = draws.below(photo.width() - width);
    return photo.crop(top, left, height, width);
  }

  @Override
  public String describe() {
    return name;
  }

  /** Returns the image bilinearly smaller, not smoothed, in the whole numbers of OpenCV. */
  private static Bitmap smaller(Bitmap image, double factor) {
    int height = (int) Math.rint(image.height() * factor);
    int width = (int) Math.rint(image.width() * factor);
    byte[] to = new byte[height * width * 3];
    for (int row = 0; row < height; row++) {
      double y = Math.max(0, (row + .5) / factor - .5);
      int top = Math.min((int) y, image.height() - 1);
      int bottom = Math.min(top + 1, image.height() - 1);
      int under = weight(y - top);
      for (int i = 0; i < 3 * width; i++) {
        int upper = across(image, top, i, factor);
        int lower = across(image, bottom, i, factor);
        int sum = (((WHOLE - under) * (upper >> 4)) >> 16) + ((under * (lower >> 4)) >> 16);
        to[row * width * 3 + i] = (byte) ((sum + 2) >> 2);
      }
    }
    return new Bitmap(to, height, width, 3);
  }

  /** Returns a value between two of a row, times {@link #WHOLE}. */
  private static int across(Bitmap image, int row, int place, double factor) {
    int column = place / 3;
    double x = Math.max(0, (column + .5) / factor - .5);
    int left = Math.min((int) x, image.width() - 1);
    int right = Math.min(left + 1, image.width() - 1);
    int beyond = weight(x - left);
    return image.at(row, left, place % 3) * (WHOLE - beyond)
        + image.at(row, right, place % 3) * beyond;
  }

  private static int weight(double fraction) {
    return (int) Math.rint(fraction * WHOLE);
  }
}
