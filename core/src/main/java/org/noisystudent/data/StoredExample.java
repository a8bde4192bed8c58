package org.noisystudent.data;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * One record of an image shard.
 *
 * @param image encoded JPEG or PNG
 * @param label the class, {@link ImageSource#UNKNOWN} where there is none
 * @param probability of that class, by the teacher; 1 where it is a true label
 * @param probabilities the soft label, [classes]; empty where there is none
 * @param index the number of the image in the source that it came from; -1 where that is not known
 * @param copies how often the image is to be seen in an epoch
 */
public record StoredExample(
    ByteString image,
    int label,
    float probability,
    List<Float> probabilities,
    long index,
    int copies) {
  /** Checks the values. */
  public StoredExample {
    probabilities = List.copyOf(probabilities);
    if (copies < 0) {
      throw new IllegalArgumentException("copies (" + copies + ") must be >= 0");
    }
  }

  /** Returns an image with a true label, or with none. */
  public static StoredExample labeled(ByteString image, int label, long index) {
    return new StoredExample(image, label, 1, List.of(), index, 1);
  }
}
