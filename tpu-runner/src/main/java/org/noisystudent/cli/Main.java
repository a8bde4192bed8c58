package org.noisystudent.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.noisystudent.savedmodel.ProgramVersion;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: {@code noisystudent COMMAND}. */
@Command(
    name = "noisystudent",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Self-training with Noisy Student, on TensorFlow-Java.",
    subcommands = {
      ConfigCommand.class,
      InspectCommand.class,
      PreflightCommand.class,
      DoctorCommand.class,
      RunCommand.class,
      TrainCommand.class,
      ConvertCommand.class,
      CorruptCommand.class,
      LabelCommand.class,
      SelectCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      ExportCommand.class,
      ImportCheckpointCommand.class,
      ReportCommand.class,
      SubmitCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      CancelCommand.class,
      ListCommand.class
    },
    footer = {"", "Example:", "  ./noisystudent inspect b0"})
public final class Main implements Runnable {
  /** What {@code --version} prints. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {ProgramVersion.current()};
    }
  }

  private final boolean stderrIsTerminal;

  @Spec private CommandSpec spec;

  private Main(boolean stderrIsTerminal) {
    this.stderrIsTerminal = stderrIsTerminal;
  }

  /** Runs a command and exits with its code. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(new Main(Terminal.watchesStderr()), out, err, args));
  }

  /** Runs a command in this process and returns its exit code; nobody watches. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    return run(new Main(false), out, err, args);
  }

  /** Returns whether a person watches stderr, so that a progress bar is of use. */
  boolean stderrIsTerminal() {
    return stderrIsTerminal;
  }

  private static int run(Main main, PrintWriter out, PrintWriter err, String... args) {
    CommandLine line = new CommandLine(main);
    // first: what is set below is set for the commands that are there
    try {
      ServiceLoader.load(Subcommand.class).forEach(line::addSubcommand);
    } catch (ServiceConfigurationError e) {
      err.println(
          "error: the build holds left-overs of one with other profiles: run mvn clean, and build"
              + " again ("
              + e.getMessage()
              + ")");
      return Kind.USAGE.exitCode();
    }
    return reading(line)
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler((error, command, parsed) -> Failure.report(error, err))
        .setParameterExceptionHandler((error, arguments) -> usage(error, err))
        .execute(args);
  }

  /** Sets how words become values, for the program and for options that are read without it. */
  static CommandLine reading(CommandLine line) {
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Path.class, new GivenPlace.PathReader())
        .registerConverter(GivenPlace.class, new GivenPlace.Reader());
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int usage(ParameterException error, PrintWriter err) {
    CommandLine command = error.getCommandLine();
    err.println("error: " + error.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(error, err);
    err.println("see: " + command.getCommandSpec().qualifiedName() + " --help");
    return Kind.USAGE.exitCode();
  }
}
