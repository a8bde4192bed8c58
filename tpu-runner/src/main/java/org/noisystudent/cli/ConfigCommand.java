package org.noisystudent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.noisystudent.config.ConfigKey;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.ResolvedConfig;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a config and prints it with every key written out. Touches no device and no data. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Checks a config and prints it with every key written out.",
    footer = {
      "",
      "Example:",
      "  ./noisystudent config configs/quickstart.yaml --set train.steps=100",
      "  ./noisystudent config --keys"
    })
final class ConfigCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "CONFIG",
      arity = "0..1",
      description = "a config file, e.g. configs/quickstart.yaml")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "changes a key of the config, e.g. train.steps=100; may be repeated")
  private List<String> overrides = new ArrayList<>();

  @Option(names = "--keys", description = "print every key with its default and its rule instead")
  private boolean keys;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws JsonProcessingException {
    PrintWriter out = spec.commandLine().getOut();
    if (keys) {
      List<ConfigKey> all = ConfigLoader.keys();
      if (json) {
        out.println(asJson(all));
      } else {
        all.forEach(k -> out.println(k.name() + " = " + k.defaultValue() + " | " + k.rule()));
      }
      return 0;
    }
    if (file == null) {
      throw new UserErrorException(Kind.USAGE, "CONFIG is missing; or give --keys");
    }
    ResolvedConfig resolved = new ResolvedConfig(ConfigLoader.load(file, overrides));
    out.print(json ? asJson(resolved.tree()) + "\n" : resolved.yaml());
    out.flush();
    return 0;
  }

  private static String asJson(Object value) throws JsonProcessingException {
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(value);
  }
}
