package org.noisystudent.corruption;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.noisystudent.corruption.LabeledSet.ClassImages;
import org.noisystudent.corruption.LabeledSet.NamedImage;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.robustness.Corruption;
import org.noisystudent.robustness.Perturbation;
import org.noisystudent.savedmodel.ProgramVersion;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.RunStorage;

/**
 * Writes a set, class folder by class folder: each appears whole or not at all, and one that is
 * there is not made again, so that a set cut short is finished by the same request. The files are
 * the same whatever the number of threads.
 */
public final class SetMaker {
  /** The name of the file that says what a set is. */
  public static final String MANIFEST = "corruptions.json";

  private final SetRequest request;
  private final ImageCodec codec;
  private final FrostSource frost;
  private final CleanImages images;
  private final RunStorage out;

  private SetMaker(SetRequest request, ImageCodec codec, CorruptRecords corrupt, RunStorage out) {
    this.request = request;
    this.codec = codec;
    this.out = out;
    this.frost =
        request.frost().isPresent()
            ? FrostPhotos.read(request.frost().get(), codec)
            : new FrostTexture();
    this.images =
        new CleanImages(
            request.set().images(),
            request.appearance(),
            codec,
            corrupt,
            request.form() == SetForm.P);
  }

  /**
   * What was asked for and done.
   *
   * @param program its name and version, when the set was begun
   * @param source where the images came from
   */
  public record Manifest(String program, String source, SetSettings settings) {}

  /**
   * Writes a set, or what is missing of it.
   *
   * @param corrupt told of images that cannot be decoded, which are left out
   * @param out the folder of the set
   * @param progress told of how many images are done, of how many
   * @throws UserErrorException of kind DATA where the folder holds something else, or the images
   *     cannot be read or are too small
   */
  public static Manifest make(
      SetRequest request, CorruptRecords corrupt, RunStorage out, Tasks.Progress progress) {
    corrupt.seen(request.set().size());
    try (ImageCodec codec = new ImageCodec()) {
      SetMaker maker = new SetMaker(request, codec, corrupt, out);
      Manifest manifest = maker.begin();
      Tasks.run(maker.tasks(), request.threads(), progress);
      return manifest;
    }
  }

  private Manifest begin() {
    SetSettings settings =
        SetSettings.of(request.form(), request.set(), request.seed(), request.appearance(), frost);
    if (!out.exists(MANIFEST)) {
      List<String> other = out.list("");
      if (!other.isEmpty()) {
        throw refusal("must be empty or a set of this program; it holds " + other.get(0));
      }
      Manifest manifest = new Manifest(ProgramVersion.current(), request.source(), settings);
      out.publish(MANIFEST, Json.document(manifest));
      return manifest;
    }
    Manifest before = Json.read(MANIFEST, out.read(MANIFEST), Manifest.class);
    JsonNode was = Json.tree(before.settings());
    JsonNode is = Json.tree(settings);
    for (String key : (Iterable<String>) is::fieldNames) {
      if (!is.get(key).equals(was.get(key))) {
        throw refusal("holds a set of %s %s, not %s".formatted(key, was.get(key), is.get(key)));
      }
    }
    return before;
  }

  private UserErrorException refusal(String problem) {
    return new UserErrorException(
        Kind.DATA, "%s: %s; name another folder".formatted(out.name(""), problem));
  }

  private List<Tasks.Task> tasks() {
    List<Tasks.Task> tasks = new ArrayList<>();
    for (ClassImages images : request.set().classes()) {
      if (request.form() == SetForm.P) {
        for (Perturbation perturbation : request.perturbations()) {
          String folder = perturbation + "/" + images.folder();
          add(tasks, folder, images, (to, file) -> sequence(to, file, perturbation));
        }
      } else {
        for (Corruption corruption : request.corruptions()) {
          for (int severity : request.severities()) {
            String folder = corruption + "/" + severity + "/" + images.folder();
            add(tasks, folder, images, (to, file) -> corrupt(to, file, corruption, severity));
          }
        }
      }
    }
    return tasks;
  }

  /** Writes what one image becomes. */
  @FunctionalInterface
  private interface ImageWriter {
    void write(Path folder, NamedImage image) throws IOException;
  }

  private void add(List<Tasks.Task> to, String folder, ClassImages of, ImageWriter writer) {
    Runnable work =
        () ->
            out.publishFolder(
                folder,
                part -> {
                  for (NamedImage image : of.files()) {
                    writer.write(part, image);
                  }
                });
    to.add(new Tasks.Task(of.files().size(), out.exists(folder), work));
  }

  private void corrupt(Path folder, NamedImage image, Corruption corruption, int severity)
      throws IOException {
    Optional<View> view = images.get(image.index());
    if (view.isPresent()) {
      Bitmap clean = view.get().clean();
      CorruptionMaker maker = new CorruptionMaker(frost, codec);
      Bitmap made = maker.apply(corruption, severity, clean, request.seed());
      ImageFormat format = request.appearance().format(made);
      byte[] file =
          format == ImageFormat.PNG
              ? codec.png(made)
              : codec.jpeg(made, request.appearance().quality());
      Files.write(folder.resolve(image.name() + "." + format.extension()), file);
    }
  }

  private void sequence(Path folder, NamedImage image, Perturbation perturbation)
      throws IOException {
    Optional<View> view = images.get(image.index());
    if (view.isPresent()) {
      Path sequence = Files.createDirectory(folder.resolve(image.name()));
      List<Bitmap> frames = new ArrayList<>();
      Consumer<Bitmap> add = frames::add;
      PerturbationMaker.frames(perturbation, view.get(), request.seed(), add);
      for (int i = 0; i < frames.size(); i++) {
        String name = String.format(Locale.ROOT, "%02d.png", i);
        Files.write(sequence.resolve(name), codec.png(frames.get(i)));
      }
    }
  }
}
