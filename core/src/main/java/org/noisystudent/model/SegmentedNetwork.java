package org.noisystudent.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * A network in a row of segments, from the stem to the head. The backward pass goes through them
 * from the last to the first that learns, and hands each the gradient of what it put out.
 */
final class SegmentedNetwork<T extends TNumber> implements LearningNetwork {
  private final Ops tf;
  private final List<Segment> segments = new ArrayList<>();
  private final Operand<TFloat32> logits;

  SegmentedNetwork(
      Blueprint<T> blueprint, Operand<TFloat32> images, Variables variables, ComputePlan plan) {
    this.tf = blueprint.tf();
    boolean again = plan.recomputed();
    Segment last =
        add(
            new SingleSegment<>(
                blueprint, images, (parts, x) -> parts.stem(Gradients.typed(x)), variables, again));
    FrozenLayers frozen = blueprint.phase().frozen();
    Architecture architecture = blueprint.architecture();
    List<BlockRun> runs =
        plan.rolled() ? BlockRun.of(architecture, frozen) : BlockRun.single(architecture);
    for (BlockRun run : runs) {
      last =
          run.count() > 1
              ? add(
                  new RolledBlocks<>(blueprint, run, Gradients.<T>typed(last.output()), variables))
              : add(
                  new SingleSegment<>(
                      blueprint,
                      last.output(),
                      (parts, x) -> parts.block(Gradients.typed(x), run.first()),
                      variables,
                      again));
    }
    // of the head nothing is computed again: the backward pass begins with it
    last =
        add(
            new SingleSegment<>(
                blueprint,
                last.output(),
                (parts, x) -> parts.head(Gradients.typed(x)),
                variables,
                false));
    this.logits = Gradients.typed(last.output());
  }

  private Segment add(Segment segment) {
    segments.add(segment);
    return segment;
  }

  @Override
  public Operand<TFloat32> logits() {
    return logits;
  }

  @Override
  public List<MovingStatistic> movingStatistics() {
    return segments.stream().flatMap(s -> s.movingStatistics().stream()).toList();
  }

  @Override
  public Map<VariableSpec, Operand<TFloat32>> gradients(Operand<TFloat32> loss) {
    Map<VariableSpec, Operand<TFloat32>> gradients = new LinkedHashMap<>();
    int first = 0;
    while (!segments.get(first).learns()) {
      first++;
    }
    Operand<?> incoming = Gradients.of(tf, loss, List.of(logits)).get(0);
    for (int i = segments.size() - 1; i >= first; i--) {
      incoming = segments.get(i).backward(incoming, gradients);
    }
    return gradients;
  }
}
