package org.noisystudent.data;

import com.google.protobuf.ByteString;
import java.io.BufferedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.LocalRunStorage;
import org.noisystudent.storage.RunStorage;

/**
 * Turns a folder of images, an IDX, SVHN or CIFAR file into TFRecord shards, shuffled so that a
 * shard is a sample of the whole. Each shard appears whole or not at all, and {@code dataset.json}
 * last.
 */
public final class Converter {
  private static final long SHUFFLE_SEED = 0;

  private Converter() {}

  /**
   * What to convert.
   *
   * @param source a folder, an IDX image file (labels beside it), SVHN's {@code .mat}, a CIFAR
   *     {@code .bin} or its folder
   * @param out the folder of the shards
   * @param prefix of the shards' names
   * @param shards how many, at most one an image
   * @param maxPixels the largest image that is taken
   */
  public record Request(Path source, Path out, String prefix, int shards, long maxPixels) {
    /** Checks the number of shards. */
    public Request {
      if (shards < 1) {
        throw new UserErrorException(Kind.USAGE, "shards (" + shards + ") must be > 0");
      }
    }
  }

  /**
   * What was written.
   *
   * @param images images in all
   * @param labeled those that have a class
   * @param classNames by class number; empty where the source does not name them
   * @param perClass images of each class
   * @param shards the names of the shards
   */
  public record Converted(
      int images,
      int labeled,
      List<String> classNames,
      List<Integer> perClass,
      List<String> shards) {
    /** Copies the lists. */
    public Converted {
      classNames = List.copyOf(classNames);
      perClass = List.copyOf(perClass);
      shards = List.copyOf(shards);
    }
  }

  /**
   * Converts a source.
   *
   * @throws UserErrorException of kind DATA where it cannot be read or the shards not be written
   */
  public static Converted convert(Request request, CorruptRecords corrupt) {
    RunStorage out = new LocalRunStorage(request.out());
    ImageSources.Opened opened = open(request, corrupt);
    Converted converted = describe(opened, write(request, opened.images(), out));
    out.publish("dataset.json", Json.document(converted));
    return converted;
  }

  private static ImageSources.Opened open(Request request, CorruptRecords corrupt) {
    ImageSources sources = ImageSources.undecoded(request.maxPixels(), corrupt);
    return sources
        .cifar(request.source())
        .orElseGet(() -> sources.open(ImageSources.detect(request.source().toString()), List.of()));
  }

  private static List<String> write(Request request, ImageSource source, RunStorage out) {
    int[] order = shuffled(source.size());
    int shards = Math.min(request.shards(), source.size());
    List<String> names = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      String name =
          String.format(Locale.ROOT, "%s-%05d-of-%05d.tfrecord", request.prefix(), shard, shards);
      int first = shard;
      out.publishFile(
          name,
          part -> {
            try (TfRecords.Writer writer =
                new TfRecords.Writer(new BufferedOutputStream(Files.newOutputStream(part)))) {
              for (int i = first; i < order.length; i += shards) {
                ByteString image = ByteString.copyFrom(source.encoded(order[i]));
                writer.write(
                    ExampleCodec.encode(
                        StoredExample.labeled(image, source.label(order[i]), order[i])));
              }
            }
          });
      names.add(name);
    }
    return names;
  }

  private static int[] shuffled(int size) {
    int[] order = Choice.all(size);
    Random random = new Random(SHUFFLE_SEED);
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  private static Converted describe(ImageSources.Opened opened, List<String> shards) {
    List<Integer> perClass = new ArrayList<>();
    int labeled = 0;
    for (int label : opened.images().labels()) {
      if (label != ImageSource.UNKNOWN) {
        while (perClass.size() <= label) {
          perClass.add(0);
        }
        perClass.set(label, perClass.get(label) + 1);
        labeled++;
      }
    }
    return new Converted(opened.images().size(), labeled, opened.classNames(), perClass, shards);
  }
}
