package org.noisystudent.augment;

import java.util.ArrayList;
import java.util.List;
import org.noisystudent.data.FunctionScope;
import org.noisystudent.data.ImageTransform;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.data.IteratorGetNext;
import org.tensorflow.op.data.ParallelMapDataset;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** Runs a transform the way the input pipeline does: as the function of a parallel map. */
final class Transforms {
  private Transforms() {}

  /** Transforms one image under the seeds (0, 0), (0, 1), ... */
  static List<TestImage> run(
      ImageTransform transform, TestImage image, int count, int parallelism) {
    List<TestImage> results = new ArrayList<>();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      List<Class<? extends TType>> types = List.of(TUint8.class);
      ConcreteFunction function = map(graph, transform, image);
      List<Shape> shapes = List.of(Shape.unknown());
      Operand<? extends TType> numbers =
          tf.data.rangeDataset(
              tf.constant(0L),
              tf.constant((long) count),
              tf.constant(1L),
              List.of(TInt64.class),
              List.of(Shape.scalar()));
      Operand<? extends TType> mapped =
          tf.data.parallelMapDataset(
              numbers,
              List.of(),
              tf.constant((long) parallelism),
              function,
              types,
              shapes,
              ParallelMapDataset.deterministic("true"));
      Operand<? extends TType> iterator = tf.data.iterator("images", "", types, shapes);
      Op start = tf.data.makeIterator(mapped, iterator);
      IteratorGetNext next = tf.data.iteratorGetNext(iterator, types, shapes);
      try (Session session = new Session(graph)) {
        session.runner().addTarget(start).run().close();
        for (int i = 0; i < count; i++) {
          try (Result result = session.runner().fetch(next.components().get(0)).run()) {
            results.add(TestImage.of((TUint8) result.get(0)));
          }
        }
      }
    }
    return results;
  }

  private static ConcreteFunction map(Graph outer, ImageTransform transform, TestImage image) {
    try (Graph graph = new Graph();
        FunctionScope scope = new FunctionScope(graph)) {
      Ops tf = scope.tf();
      Placeholder<TInt64> number = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
      try (TUint8 tensor = image.tensor()) {
        Operand<TUint8> output =
            transform.apply(
                scope, tf.constantOf(tensor), tf.stack(List.of(tf.constant(0L), number)));
        ConcreteFunction function =
            ConcreteFunction.create(
                Signature.builder("map").input("number", number).output("image", output).build(),
                graph);
        scope.called().forEach(outer::attachFunction);
        outer.attachFunction(function);
        return function;
      }
    }
  }
}
