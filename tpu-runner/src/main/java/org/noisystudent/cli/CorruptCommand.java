package org.noisystudent.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.noisystudent.corruption.Appearance;
import org.noisystudent.corruption.ImageFormat;
import org.noisystudent.corruption.LabeledSet;
import org.noisystudent.corruption.SetForm;
import org.noisystudent.corruption.SetMaker;
import org.noisystudent.corruption.SetRequest;
import org.noisystudent.data.ImageSources;
import org.noisystudent.robustness.Corruption;
import org.noisystudent.robustness.Perturbation;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.LocalRunStorage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The -C or -P form of a labeled set. */
@Command(
    name = "corrupt",
    mixinStandardHelpOptions = true,
    description =
        "Makes the -C form (corrupted images) or the -P form (sequences of perturbed images) of"
            + " labeled images; finishes what was cut short.",
    footer = {
      "",
      "Example:",
      "  ./noisystudent corrupt --data test-photos --out test-photos-c --limit 1000"
    })
final class CorruptCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "PATH",
      required = true,
      description = {
        "the clean images: label folders, TFRecord shards, an IDX file with its labels",
        "beside it, a CIFAR .bin file or its folder, SVHN's .mat, or a flat folder with --labels"
      })
  private Path data;

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "where the set goes")
  private Path out;

  @Option(
      names = "--form",
      paramLabel = "FORM",
      defaultValue = "c",
      description = "c or p (default: ${DEFAULT-VALUE})")
  private SetForm form;

  @Option(
      names = "--corruptions",
      paramLabel = "NAME",
      split = ",",
      description = {"which, of --form c (default: all): ${COMPLETION-CANDIDATES}"})
  private Set<Corruption> corruptions = new HashSet<>();

  @Option(
      names = "--severities",
      paramLabel = "N",
      split = ",",
      description = "which, of --form c (default: 1,2,3,4,5)")
  private Set<Integer> severities = new TreeSet<>();

  @Option(
      names = "--perturbations",
      paramLabel = "NAME",
      split = ",",
      description = "which, of --form p (default: all): ${COMPLETION-CANDIDATES}")
  private Set<Perturbation> perturbations = new HashSet<>();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "how many images, evenly of the classes, the first of each (default: all)")
  private Optional<Integer> limit = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "what all that is random follows from (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--size",
      paramLabel = "N",
      description = {
        "the side of the images in pixels; without it, images up to 96 pixels and squares",
        "of 224 and 299 stay as they are, and others become 224"
      })
  private Optional<Integer> size = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "of --form c: png or jpeg (default: png up to 96 pixels, jpeg above)")
  private Optional<ImageFormat> format = Optional.empty();

  @Option(
      names = "--quality",
      paramLabel = "N",
      defaultValue = "85",
      description = "of jpeg, 1 to 100 (default: ${DEFAULT-VALUE}, as the authors of ImageNet-C)")
  private int quality;

  @Option(
      names = "--rgb",
      description = "make grey images colour first, as the authors do: noise is then coloured")
  private boolean colour;

  @Option(
      names = "--frost",
      paramLabel = "DIR",
      description = "photographs of frost, in place of frost that is computed")
  private Optional<Path> frost = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "how many class folders are made at a time (default: the machine's cores)")
  private Optional<Integer> threads = Optional.empty();

  @Mixin private ClassFolderNames classNames;
  @Mixin private SourceLabels labels;
  @Mixin private ImageLimits limits;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    check();
    PrintWriter err = spec.commandLine().getErr();
    ImageSources sources = ImageSources.undecoded(limits.maxPixels(), limits.corrupt(err::println));
    ImageSources.Opened opened =
        sources
            .cifar(data)
            .orElseGet(() -> sources.open(labels.of(ImageLimits.detect(data)), List.of()));
    LabeledSet set = LabeledSet.of(opened.images(), classNames.of(opened), limit);
    SetRequest request =
        new SetRequest(
            form,
            set,
            data.toString(),
            corruptions.isEmpty() ? EnumSet.allOf(Corruption.class) : corruptions,
            severities.isEmpty() ? List.of(1, 2, 3, 4, 5) : List.copyOf(severities),
            perturbations.isEmpty() ? EnumSet.allOf(Perturbation.class) : perturbations,
            new Appearance(size, format, quality, colour),
            seed,
            frost,
            threads.orElse(Runtime.getRuntime().availableProcessors()));
    SetMaker.Manifest manifest;
    try (Progress progress = Progress.of(spec, "corrupting", "images")) {
      manifest =
          SetMaker.make(
              request, limits.corrupt(progress::say), new LocalRunStorage(out), progress::report);
    }
    print(request, manifest);
    return 0;
  }

  private void check() {
    limits.check();
    labels.check();
    limit.ifPresent(count -> OptionRules.atLeast("--limit", count, 1));
    threads.ifPresent(count -> OptionRules.atLeast("--threads", count, 1));
    OptionRules.check(quality >= 1 && quality <= 100, "--quality", quality, "1 to 100");
    size.ifPresent(
        side ->
            OptionRules.check(
                side >= Appearance.MIN_SIDE && side <= Appearance.MAX_SIDE,
                "--size",
                side,
                "%d to %d".formatted(Appearance.MIN_SIDE, Appearance.MAX_SIDE)));
    for (int severity : severities) {
      OptionRules.check(
          severity >= 1 && severity <= Corruption.SEVERITIES, "--severities", severity, "1 to 5");
    }
    goesWith(SetForm.C, "--corruptions", corruptions.isEmpty());
    goesWith(SetForm.C, "--severities", severities.isEmpty());
    goesWith(SetForm.C, "--format", format.isEmpty());
    goesWith(SetForm.P, "--perturbations", perturbations.isEmpty());
  }

  private void goesWith(SetForm wanted, String option, boolean absent) {
    if (!absent && form != wanted) {
      throw new UserErrorException(
          Kind.USAGE, "%s must go with --form %s, not %s".formatted(option, wanted, form));
    }
  }

  private void print(SetRequest request, SetMaker.Manifest manifest) {
    PrintWriter print = spec.commandLine().getOut();
    if (json) {
      print.print(new String(Json.document(manifest), StandardCharsets.UTF_8));
      print.flush();
      return;
    }
    String what =
        form == SetForm.P
            ? "%d perturbations".formatted(request.perturbations().size())
            : "%d corruptions, %d severities"
                .formatted(request.corruptions().size(), request.severities().size());
    print.println(
        "%,d images of %d classes in %s: %s"
            .formatted(request.set().size(), request.set().classes().size(), out, what));
  }
}
