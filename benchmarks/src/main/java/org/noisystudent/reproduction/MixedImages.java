package org.noisystudent.reproduction;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.noisystudent.bench.ProgramProcess;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** Unlabeled clothes with digits among them: images that are of none of the classes. */
final class MixedImages {
  /** Where its shards are, in the folder of the data. */
  static final String SHARDS = "mixed/*.tfrecord";

  private static final Path DIGITS = Path.of("data/digits");
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int PARTS = 4;

  private MixedImages() {}

  /** Writes the shards, unless they are there. */
  static void make(Path data, PrintWriter err) throws InterruptedException {
    Path digits = DIGITS.resolve("train-images-idx3-ubyte.gz");
    if (!Files.exists(digits)) {
      throw new UserErrorException(
          Kind.DATA, digits + ": no such file; bin/fetch-digits fetches it");
    }
    Path mixed = data.resolve("mixed");
    convert(Path.of("test-data/fashion-mnist/train-images-idx3-ubyte.gz"), mixed, "clothes", err);
    convert(digits, mixed, "digits", err);
  }

  private static void convert(Path images, Path mixed, String name, PrintWriter err)
      throws InterruptedException {
    Path shards = mixed.resolve(name);
    if (Files.isDirectory(shards)) {
      return;
    }
    err.println("writing " + shards);
    Path log = mixed.resolve(name + ".log");
    try {
      Files.createDirectories(mixed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> arguments =
        List.of(
            "convert",
            images.toString(),
            "--out",
            shards.toString(),
            "--prefix",
            name,
            "--shards",
            String.valueOf(PARTS));
    try (ProgramProcess process = ProgramProcess.start(log, arguments)) {
      if (!process.endsWithin(LIMIT) || process.exitCode() != 0) {
        throw new IllegalStateException(shards + " were not written: see " + log);
      }
    }
    gather(shards, mixed);
  }

  /** Moves shards to where those of the other images are: a pattern is of one folder. */
  private static void gather(Path shards, Path mixed) {
    try (DirectoryStream<Path> written = Files.newDirectoryStream(shards, "*.tfrecord")) {
      for (Path shard : written) {
        Files.move(shard, mixed.resolve(shard.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
