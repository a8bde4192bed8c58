package org.noisystudent.pseudolabel;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.InferenceInput;
import org.noisystudent.data.InputPipeline;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** The images of the input pipeline as a classifier takes them: a graph and session a pass. */
public final class PipelineImages implements ImageBatches.Source {
  private final InferenceInput input;
  private final CorruptRecords corrupt;

  /**
   * Creates a source.
   *
   * @param input what to read; each pass chooses its own range
   * @param corrupt is told of images that cannot be decoded; it has seen the source
   */
  public PipelineImages(InferenceInput input, CorruptRecords corrupt) {
    this.input = input;
    this.corrupt = corrupt;
  }

  @Override
  public ImageBatches open(int first, int end) {
    return new Pass(
        new InferenceInput(
            input.source(),
            input.batch(),
            input.views(),
            input.resolution(),
            input.transform(),
            first,
            end,
            input.parallelism()),
        corrupt);
  }

  private static final class Pass implements ImageBatches {
    private final ImageSource source;
    private final int views;
    private final CorruptRecords corrupt;
    private final Graph graph;
    private final InputPipeline pipeline;
    private final Operand<TFloat32> images;
    private final Session session;

    Pass(InferenceInput input, CorruptRecords corrupt) {
      this.source = input.source();
      this.views = input.views();
      this.corrupt = corrupt;
      try (Unfinished made = new Unfinished()) {
        this.graph = made.add(new Graph());
        this.pipeline = made.add(InputPipeline.inference(graph, input));
        this.images = pipeline.floatImages();
        this.session = made.add(new Session(graph));
        pipeline.start(session, 0);
        made.keep();
      }
    }

    @Override
    public Optional<Batch> next() {
      Result result;
      try {
        result =
            session.runner().fetch(images).fetch(pipeline.requested()).fetch(pipeline.used()).run();
      } catch (TFOutOfRangeException e) {
        return Optional.empty();
      }
      // The images outlive the result, as the batch's; the numbers do not.
      TFloat32 pixels = (TFloat32) result.get(0);
      try (TInt64 requested = (TInt64) result.get(1);
          TInt64 used = (TInt64) result.get(2)) {
        return Optional.of(new Batch(pixels, views, decoded(requested, used)));
      } catch (RuntimeException e) {
        pixels.close();
        throw e;
      }
    }

    private ImmutableIntArray decoded(TInt64 requested, TInt64 used) {
      int count = (int) requested.size();
      ImmutableIntArray.Builder indices = ImmutableIntArray.builder(count);
      for (int i = 0; i < count; i++) {
        int image = (int) requested.getLong(i);
        boolean decodable = used.getLong(i) == image;
        if (!decodable) {
          corrupt.report(source.describe(image), "cannot be decoded");
        }
        indices.add(decodable ? image : Batch.UNDECODABLE);
      }
      return indices.build();
    }

    @Override
    public void close() {
      session.close();
      pipeline.close();
      graph.close();
    }
  }

  /** What a pass is made of so far; closed, the last first, unless the pass is finished. */
  private static final class Unfinished implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T part) {
      parts.push(part);
      return part;
    }

    void keep() {
      parts.clear();
    }

    @Override
    public void close() {
      for (AutoCloseable part : parts) {
        try {
          part.close();
        } catch (Exception e) {
          throw new IllegalStateException("a part of a pass cannot be closed", e);
        }
      }
    }
  }
}
