package org.noisystudent.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.noisystudent.savedmodel.SessionOptions;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * The op that decodes images in this program's pipeline, and nothing else, as a {@link Contestant}:
 * what of the pipeline's time no change of the rest can save.
 */
final class OwnDecoding {
  private OwnDecoding() {}

  /**
   * Runs it.
   *
   * @param args images a step, threads, folder of folders of photos
   */
  public static void main(String[] args) throws IOException {
    int batch = Integer.parseInt(args[0]);
    int threads = Integer.parseInt(args[1]);
    List<TString> files = read(Path.of(args[2]));
    try (Graph graph = new Graph();
        Session session = new Session(graph, SessionOptions.of(false, threads).build())) {
      Ops tf = Ops.create(graph);
      Placeholder<TString> file = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
      Op image = tf.image.decodeImage(file, TUint8.class, DecodeImage.channels(3L));
      ForkJoinPool pool = new ForkJoinPool(threads);
      Runnable decode =
          () ->
              IntStream.range(0, batch)
                  .mapToObj(i -> files.get(i % files.size()))
                  .parallel()
                  .forEach(one -> session.runner().feed(file, one).addTarget(image).run().close());
      try {
        ContestStep.serve(
            new Contestant.About(
                OwnTrainStep.NAME + ", decoding alone", Map.of("tensorflow", TensorFlow.version())),
            () -> pool.submit(decode).join());
      } finally {
        pool.shutdownNow();
      }
    }
    files.forEach(TString::close);
  }

  private static List<TString> read(Path folder) throws IOException {
    List<TString> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        files.add(TString.tensorOfBytes(NdArrays.scalarOfObject(Files.readAllBytes(file))));
      }
    }
    return files;
  }
}
