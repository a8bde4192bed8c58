package org.noisystudent.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.attack.Attack.Method;
import org.noisystudent.attack.FashionModel.Examples;
import org.noisystudent.pseudolabel.Score;
import org.noisystudent.savedmodel.SavedModelClassifier;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.storage.Json;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * The same attacks on the same SavedModel by foolbox. Needs the path of a Python with TensorFlow
 * 2.18 and foolbox in NOISYSTUDENT_PYTHON.
 */
@Tag("python")
@Tag("slow")
final class FoolboxTest {
  private static final String PYTHON = "NOISYSTUDENT_PYTHON";
  private static final int IMAGES = 500;

  @TempDir private Path folder;

  @Test
  void foolboxMakesTheSameImages() throws IOException, InterruptedException {
    Path model = folder.resolve("model");
    FashionModel.write(model);
    try (SavedModelClassifier classifier = SavedModelClassifier.load(model, Trust.CHECKED, 1);
        Examples examples = Examples.read("t10k", IMAGES)) {
      write("images", examples.images());
      List<Made> attacks = new ArrayList<>();
      for (double epsilon : List.of(1.0, 4.0, 16.0)) {
        attacks.add(make(classifier, examples, Attack.fgsm(new Goal.AwayFromTruth()), epsilon));
      }
      attacks.add(make(classifier, examples, Attack.fgsm(new Goal.LeastLikely()), 4));
      attacks.add(make(classifier, examples, Attack.fgsm(new Goal.OneClass(8)), 4));
      for (double epsilon : List.of(4.0, 16.0)) {
        attacks.add(make(classifier, examples, pgd(false, new Goal.AwayFromTruth()), epsilon));
        attacks.add(make(classifier, examples, pgd(false, new Goal.LeastLikely()), epsilon));
        attacks.add(make(classifier, examples, pgd(true, new Goal.AwayFromTruth()), epsilon));
      }
      Case all =
          new Case(
              List.of(IMAGES, FashionModel.SIDE, FashionModel.SIDE, 3),
              examples.labels().asList(),
              attacks);
      Files.write(folder.resolve("attacks.json"), Json.document(all));
    }
    String text = python("images", model.toString(), folder.toString());
    System.out.println(text);
    assertTrue(text.strip().endsWith("the same attacks"), text);
  }

  /** What the script reads: the images before, and each attack on them. */
  private record Case(List<Integer> shape, List<Integer> labels, List<Made> attacks) {}

  /** An attack that was made; its images are in the file of its name. */
  private record Made(
      String name,
      String attack,
      int steps,
      double stepSize,
      double epsilon,
      boolean randomStart,
      String target,
      double top1) {}

  private static Attack pgd(boolean randomStart, Goal goal) {
    return new Attack(Method.PGD, 10, OptionalDouble.empty(), randomStart, goal, 1);
  }

  private Made make(
      SavedModelClassifier classifier, Examples examples, Attack attack, double epsilon) {
    String name = attack.method() + "-" + attack.goal() + "-" + epsilon;
    int[] labels = examples.labels().toArray();
    float[][] clean = classifier.probabilities(examples.images());
    AttackedBatch batch =
        new AttackedBatch(
            attack,
            classifier.inputGradient().orElseThrow(),
            examples.images(),
            ImmutableIntArray.copyOf(IntStream.range(0, IMAGES)),
            attack.goal().classesOf(labels, clean));
    try (AttackedBatch.Attacked after = batch.at(epsilon)) {
      String file = attack.randomStart() ? name + "-random" : name;
      write(file, after.pixels());
      float[][] rows = classifier.probabilities(after.pixels());
      long right =
          IntStream.range(0, IMAGES)
              .filter(i -> Score.label(Score.of(rows[i])) == labels[i])
              .count();
      return new Made(
          file,
          attack.method().toString(),
          attack.steps(),
          attack.stepSize(epsilon),
          epsilon,
          attack.randomStart(),
          attack.goal().toString(),
          (double) right / IMAGES);
    }
  }

  private void write(String name, TFloat32 images) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(images.size()) * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[Math.toIntExact(images.size())];
    images.copyTo(DataBuffers.of(values, false, false));
    bytes.asFloatBuffer().put(values);
    try {
      Files.write(folder.resolve(name + ".f32"), bytes.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String python(String... arguments) throws IOException, InterruptedException {
    String python = System.getProperty(PYTHON, System.getenv().getOrDefault(PYTHON, ""));
    assertTrue(!python.isEmpty(), PYTHON + " must name a Python with TensorFlow 2.18 and foolbox");
    List<String> command = new ArrayList<>();
    command.add(python);
    command.add(Path.of("src/test/python/foolbox_attacks.py").toAbsolutePath().toString());
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(10, TimeUnit.MINUTES), "Python took more than 10 minutes");
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    assertEquals(0, process.exitValue(), text);
    return text;
  }
}
