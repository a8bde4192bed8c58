package org.noisystudent.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.noisystudent.config.DataConfig;

/** Decodes a source into memory once, where all of its images have one size and fit. */
final class DecodedCache {
  private static final int BATCH = 64;
  private static final int MEGABYTE = 1 << 20;

  private DecodedCache() {}

  /** Returns the same images, decoded where they fit; those that cannot be decoded are left out. */
  static ImageSource of(StoredImages source, DataConfig data, CorruptRecords corrupt) {
    int[] distinct = Arrays.stream(source.rows()).distinct().toArray();
    IndexedFile.Entry first = source.files().entry(distinct[0]);
    boolean oneSize =
        Arrays.stream(distinct)
            .mapToObj(source.files()::entry)
            .allMatch(e -> e.height() == first.height() && e.width() == first.width());
    double bytes = 3.0 * first.height() * first.width() * distinct.length;
    boolean fits = bytes <= (double) data.cacheMegabytes() * MEGABYTE && bytes < Integer.MAX_VALUE;
    if (!oneSize || !fits) {
      return source;
    }
    return decode(source, distinct, corrupt);
  }

  private static ImageSource decode(StoredImages source, int[] distinct, CorruptRecords corrupt) {
    FileTable files = source.files();
    IndexedFile.Entry first = files.entry(distinct[0]);
    int imageBytes = 3 * first.height() * first.width();
    byte[] bytes = new byte[distinct.length * imageBytes];
    boolean[] good = new boolean[distinct.length];
    Arrays.fill(good, true);
    try (ImageDecoder decoder = new ImageDecoder(first.height(), first.width())) {
      for (int from = 0; from < distinct.length; from += BATCH) {
        int[] rows = Arrays.copyOfRange(distinct, from, Math.min(from + BATCH, distinct.length));
        int begin = from;
        decoder.decode(
            Arrays.stream(rows).mapToObj(files::read).toList(),
            bytes,
            from * imageBytes,
            bad -> {
              good[begin + bad] = false;
              corrupt.report(files.describe(rows[bad]), "cannot be decoded");
            });
      }
    }
    return inMemory(source, distinct, good, new Pixels(bytes, first.height(), first.width(), 3));
  }

  private static ImageSource inMemory(
      StoredImages source, int[] distinct, boolean[] good, Pixels pixels) {
    int[] place = new int[source.files().rows()];
    for (int i = 0; i < distinct.length; i++) {
      place[distinct[i]] = i;
    }
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; i < source.size(); i++) {
      if (good[place[source.row(i)]]) {
        kept.add(i);
      }
    }
    int[] indices = kept.stream().mapToInt(Integer::intValue).toArray();
    StoredImages chosen = (StoredImages) source.subset(indices);
    return new MemoryImages(
        pixels,
        Choice.of(place, chosen.rows()),
        chosen.labels(),
        chosen.targets(),
        row -> source.files().describe(distinct[row]));
  }
}
