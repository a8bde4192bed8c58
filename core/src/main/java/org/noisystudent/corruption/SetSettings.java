package org.noisystudent.corruption;

import java.util.List;

/**
 * All that the files of a set follow from, but which of its corruptions are there yet.
 *
 * @param form {@code c} or {@code p}
 * @param images how many images of the source are in it
 * @param classes the names of its class folders
 * @param fingerprint of the source's images and labels
 * @param seed what every number drawn follows from
 * @param size of the images in pixels, or {@code as they are}
 * @param format of the files, or {@code png or jpeg}
 * @param quality of JPEG files
 * @param colour whether grey images became colour
 * @param frost whose pictures of frost
 * @param operations the version of what this program does to images: a set is of one version
 */
public record SetSettings(
    String form,
    int images,
    List<String> classes,
    String fingerprint,
    long seed,
    String size,
    String format,
    int quality,
    boolean colour,
    String frost,
    int operations) {
  /** To be counted up when an operation gives other bytes than before. */
  static final int OPERATIONS = 1;

  /** Copies the classes. */
  public SetSettings {
    classes = List.copyOf(classes);
  }

  static SetSettings of(
      SetForm form, LabeledSet set, long seed, Appearance appearance, FrostSource frost) {
    return new SetSettings(
        form.toString(),
        set.size(),
        set.classes().stream().map(LabeledSet.ClassImages::folder).toList(),
        set.images().fingerprint(),
        seed,
        appearance.size().map(String::valueOf).orElse("as they are, or 224"),
        appearance.format().map(ImageFormat::toString).orElse("png if small, or jpeg"),
        appearance.quality(),
        appearance.colour(),
        frost.describe(),
        OPERATIONS);
  }
}
