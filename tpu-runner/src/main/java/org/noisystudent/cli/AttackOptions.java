package org.noisystudent.cli;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.noisystudent.attack.AdversarialCurve;
import org.noisystudent.attack.Attack;
import org.noisystudent.attack.Attack.Method;
import org.noisystudent.attack.Attacker;
import org.noisystudent.attack.Goal;
import org.noisystudent.data.ImageSource;
import org.noisystudent.evaluation.Benchmark;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The options of {@code --benchmark adversarial}: how images are attacked, and how far. */
final class AttackOptions {
  private static final String LEAST_LIKELY = "least-likely";

  /** What FGSM, one step of epsilon from the image, has no use for. */
  private static final List<String> OF_PGD =
      List.of("--steps", "--step-size", "--random-start", "--seed");

  /** The images, those under attack, their start, their gradient, and what is left to collect. */
  private static final int COPIES = 5;

  private static final List<String> OF_ALL =
      List.of("--attack", "--epsilons", "--target", "--limit");

  @Option(
      names = "--attack",
      paramLabel = "NAME",
      description = {
        "of adversarial: fgsm (one step of epsilon along the sign of the gradient)",
        "or pgd (several smaller ones)"
      })
  private Optional<Method> method = Optional.empty();

  @Option(
      names = "--epsilons",
      paramLabel = "E",
      split = ",",
      defaultValue = "1,2,4,8,16",
      description = {
        "of adversarial: how far a pixel, 0 to 255, may be changed",
        "(default: ${DEFAULT-VALUE}; 0 is always measured)"
      })
  private List<Double> epsilons;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "of pgd: steps (default: " + Attack.PAPER_STEPS + ", as in the paper)")
  private Optional<Integer> steps = Optional.empty();

  @Option(
      names = "--step-size",
      paramLabel = "S",
      description = {
        "of pgd: how far a pixel is changed in a step",
        "(default: 2.5 epsilon / steps, the rule of Madry et al., 2018)"
      })
  private Optional<Double> stepSize = Optional.empty();

  @Option(
      names = "--random-start",
      description = "of pgd: start each image at a random point within epsilon")
  private boolean randomStart;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "of pgd: the seed of the random points (default: 0)")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--target",
      paramLabel = "CLASS",
      description = {
        "of adversarial: mislead towards this class, by its name or number, or the",
        "one that is least-likely for each image (default: away from the true one)"
      })
  private Optional<String> target = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "of adversarial: take at most N images, spread evenly over all")
  private Optional<Integer> limit = Optional.empty();

  /**
   * Checks the options.
   *
   * @param parsed what the user gave
   */
  void check(BenchmarkName benchmark, ParseResult parsed) {
    boolean adversarial = benchmark == BenchmarkName.ADVERSARIAL;
    if (!adversarial) {
      refuse(parsed, OF_ALL, "--benchmark " + BenchmarkName.ADVERSARIAL);
      refuse(parsed, OF_PGD, "--benchmark " + BenchmarkName.ADVERSARIAL);
      return;
    }
    if (method.isEmpty()) {
      throw usage("--benchmark " + benchmark + " needs --attack fgsm or --attack pgd");
    }
    if (method.get() == Method.FGSM) {
      refuse(parsed, OF_PGD, "--attack " + Method.PGD);
    }
    if (seed.isPresent() && !randomStart) {
      throw usage("--seed (%d) must go with --random-start".formatted(seed.get()));
    }
    if (epsilons.isEmpty()) {
      throw usage("--epsilons (0 of them) must be at least one");
    }
    for (double epsilon : epsilons) {
      OptionRules.check(Attack.isEpsilon(epsilon), "--epsilons", epsilon, "0 to 255");
    }
    steps.ifPresent(value -> OptionRules.atLeast("--steps", value, 1));
    stepSize.ifPresent(
        value ->
            OptionRules.check(Attack.isStepSize(value), "--step-size", value, "> 0 and <= 255"));
    limit.ifPresent(value -> OptionRules.atLeast("--limit", value, 1));
  }

  private static void refuse(ParseResult parsed, List<String> options, String owner) {
    for (String option : options) {
      if (parsed.hasMatchedOption(option)) {
        throw usage("%s must go with %s".formatted(option, owner));
      }
    }
  }

  /** Returns the images to attack. */
  ImageSource chosen(ImageSource images) {
    int count = limit.orElse(Integer.MAX_VALUE);
    return count >= images.size()
        ? images
        : images.subset(
            IntStream.range(0, count).map(i -> (int) ((long) i * images.size() / count)).toArray());
  }

  /**
   * Checks that what an attack holds of a batch fits into Java's memory.
   *
   * @param resolution of the images
   * @param memory in bytes
   */
  static void checkMemory(int batch, int resolution, long memory) {
    long image = (long) COPIES * resolution * resolution * 3 * Float.BYTES;
    OptionRules.check(
        batch <= memory / image,
        "--batch",
        batch,
        "<= %d for images of %d pixels and %,d MB of Java memory"
            .formatted(memory / image, resolution, memory >> 20));
  }

  /** Attacks images through a model's gradient. */
  AdversarialCurve measure(LoadedModel loaded, Benchmark.LabeledImages images) {
    return new Attacker(loaded.classifier(), loaded.inputGradient())
        .curve(images, attack(loaded), epsilons);
  }

  private Attack attack(LoadedModel loaded) {
    Goal goal = goal(loaded);
    return method.orElseThrow() == Method.FGSM
        ? Attack.fgsm(goal)
        : new Attack(
            Method.PGD,
            steps.orElse(Attack.PAPER_STEPS),
            stepSize.isPresent() ? OptionalDouble.of(stepSize.get()) : OptionalDouble.empty(),
            randomStart,
            goal,
            seed.orElse(0L));
  }

  private Goal goal(LoadedModel loaded) {
    if (target.isEmpty()) {
      return new Goal.AwayFromTruth();
    }
    String name = target.get();
    if (name.equals(LEAST_LIKELY)) {
      return new Goal.LeastLikely();
    }
    int named = loaded.classNames().indexOf(name);
    int number = name.matches("\\d{1,9}") ? Integer.parseInt(name) : -1;
    int label = named >= 0 ? named : number;
    if (label < 0 || label >= loaded.classes()) {
      throw usage(
          "--target (%s) must be %s, a name of a class or its number, 0 to %d"
              .formatted(name, LEAST_LIKELY, loaded.classes() - 1));
    }
    return new Goal.OneClass(label);
  }

  private static UserErrorException usage(String message) {
    return new UserErrorException(Kind.USAGE, message);
  }
}
