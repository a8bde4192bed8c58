package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.data.ProcessShare;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

final class ProcessOptionsTest {
  private static final Path CONFIG =
      Path.of(System.getProperty("project.root", ".."), "configs", "smoke.yaml");

  @TempDir Path folder;

  @Test
  void theDevicesMustSayWhatTheOptionsSay() {
    ProcessOptions second = parse("--process-index", "1", "--process-count", "4");
    second.check();
    assertDoesNotThrow(() -> second.check(group(1, 4)));
    for (ProcessGroup other : new ProcessGroup[] {group(0, 4), group(1, 2), ProcessGroup.one()}) {
      UserErrorException error = assertThrows(UserErrorException.class, () -> second.check(other));
      assertEquals(Kind.DEVICE, error.kind());
      assertEquals(
          "--process-index 1 --process-count 4 must be what the devices say: they are driven by %d, and this is process %d%s"
              .formatted(
                  other.share().count(),
                  other.share().index(),
                  other.share().count() == 1 ? "; several CPUs or GPUs need --workers" : ""),
          error.getMessage());
    }
  }

  @Test
  void theCountAloneIsEnoughToSayHowManyThereMustBe() {
    ProcessOptions four = parse("--process-count", "4");
    four.check();
    for (int index = 0; index < 4; index++) {
      ProcessGroup group = group(index, 4);
      assertDoesNotThrow(() -> four.check(group));
    }
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> four.check(ProcessGroup.one()));
    assertEquals(Kind.DEVICE, error.kind());
    assertEquals(
        "--process-count 4 must be what the devices say: they are driven by 1, and this is process 0; several CPUs or GPUs need --workers",
        error.getMessage());
  }

  @Test
  void withoutOptionsTheDevicesAreBelieved() {
    ProcessOptions none = parse();
    none.check();
    assertDoesNotThrow(() -> none.check(group(3, 4)));
  }

  @Test
  void aSessionIsOneProcessAndNothingIsWritten() throws IOException {
    for (String command : new String[] {"run", "train"}) {
      String place = command.equals("run") ? "--run-dir" : "--out";
      Object[] two = {
        command, CONFIG, place, folder.resolve("out"), "--process-index=0", "--process-count=2"
      };
      Program.fails(4, two).says("they are driven by 1, and this is process 0");
      assertFalse(Files.exists(folder.resolve("out")));
    }
  }

  @Test
  void numbersThatCannotBeAreRefused() {
    refused(
        "--process-index must be given with --process-count, or with --workers",
        "--process-index=0");
    refused("--process-count (0) must be", "--process-index=0", "--process-count=0");
    refused(
        "--process-index (2) must be 0..1, below --process-count (2)",
        "--process-index=2",
        "--process-count=2");
  }

  @Test
  void workersThatCannotBeAreRefused() {
    String two = "--workers=127.0.0.1:1,127.0.0.1:2";
    refused("--workers must be given with --process-index", two);
    refused("the index of this worker (2) must be 0..1", two, "--process-index=2");
    refused("the workers (a,b:1) must be HOST:PORT,", "--workers=a,b:1", "--process-index=0");
    refused("--workers TF_CONFIG must have a variable", "--workers=TF_CONFIG");
    String first = "--process-index=0";
    refused("device.type (pjrt) must be cpu or gpu", two, first, "--set=device.type=pjrt");
    refused("device.xla (true) must be false for workers", two, first, "--set=device.xla=true");
    refused(
        "device.replicas (4) must be 0 or the number of workers (2)",
        two,
        first,
        "--set=device.replicas=4");
  }

  private void refused(String line, Object... options) {
    Object[] arguments = new Object[options.length + 4];
    arguments[0] = "run";
    arguments[1] = CONFIG;
    arguments[2] = "--run-dir";
    arguments[3] = folder.resolve("out");
    System.arraycopy(options, 0, arguments, 4, options.length);
    Program.fails(2, arguments).says(line);
  }

  private static ProcessOptions parse(String... arguments) {
    ProcessOptions options = new ProcessOptions();
    CommandSpec command = CommandSpec.create();
    command.addMixin("processes", CommandSpec.forAnnotatedObject(options));
    new CommandLine(command).parseArgs(arguments);
    return options;
  }

  private static ProcessGroup group(int index, int count) {
    return new ProcessGroup() {
      @Override
      public ProcessShare share() {
        return new ProcessShare(index, count);
      }

      @Override
      public void agree(String place, String value) {
        throw new AssertionError(place + " " + value);
      }

      @Override
      public <T> Optional<T> alone(String place, Supplier<T> work) {
        throw new AssertionError(place);
      }
    };
  }
}
