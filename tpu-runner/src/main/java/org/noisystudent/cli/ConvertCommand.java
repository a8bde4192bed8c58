package org.noisystudent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.noisystudent.data.Converter;
import org.noisystudent.data.Converter.Converted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** From images in another form to TFRecord shards. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = "Converts an image folder, IDX, CIFAR or SVHN files to TFRecord shards.",
    footer = {"", "Example:", "  ./noisystudent convert photos --out shards"})
final class ConvertCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "SOURCE",
      description = {
        "a folder of images, an IDX image file, a CIFAR .bin file or its folder,",
        "or SVHN's cropped digits (.mat); on the disk or gs://BUCKET/PATH"
      })
  private GivenPlace source;

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "where the shards go")
  private Path out;

  @Option(
      names = "--prefix",
      paramLabel = "NAME",
      defaultValue = "images",
      description = "start of the shards' names (default: ${DEFAULT-VALUE})")
  private String prefix;

  @Option(
      names = "--shards",
      paramLabel = "N",
      defaultValue = "8",
      description = "how many files to write (default: ${DEFAULT-VALUE})")
  private int shards;

  @Mixin private ImageLimits limits;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws JsonProcessingException {
    OptionRules.atLeast("--shards", shards, 1);
    limits.check();
    Converted converted =
        Converter.convert(
            new Converter.Request(source.local(), out, prefix, shards, limits.maxPixels()),
            limits.corrupt(spec.commandLine().getErr()::println));
    PrintWriter print = spec.commandLine().getOut();
    print.println(
        json
            ? new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(converted)
            : "%,d images (%,d labeled, %d classes) in %d shards in %s"
                .formatted(
                    converted.images(),
                    converted.labeled(),
                    converted.perClass().size(),
                    converted.shards().size(),
                    out));
    return 0;
  }
}
