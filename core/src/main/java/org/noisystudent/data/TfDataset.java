package org.noisystudent.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.data.DatasetToSingleElement;
import org.tensorflow.op.data.FixedLengthRecordDataset;
import org.tensorflow.op.data.IgnoreErrorsDataset;
import org.tensorflow.op.data.IteratorGetNext;
import org.tensorflow.proto.data.DatasetOptions.AutotuneOptions;
import org.tensorflow.proto.data.DatasetOptions.Options;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * A tf.data dataset under construction in a scope: its variant tensor, and the types and shapes of
 * its elements. A thin wrapper of the raw ops; every order is deterministic.
 */
record TfDataset(
    FunctionScope scope,
    Operand<? extends TType> variant,
    List<Class<? extends TType>> types,
    List<Shape> shapes) {

  /** Returns the numbers from {@code start} up to, without, {@code end}. */
  static TfDataset range(FunctionScope scope, Operand<TInt64> start, Operand<TInt64> end) {
    List<Class<? extends TType>> types = List.of(TInt64.class);
    List<Shape> shapes = List.of(Shape.scalar());
    Operand<TInt64> one = scope.tf().constant(1L);
    return new TfDataset(
        scope, scope.tf().data.rangeDataset(start, end, one, types, shapes), types, shapes);
  }

  /** Returns a dataset of one element. */
  static TfDataset of(FunctionScope scope, List<Operand<?>> components) {
    List<Class<? extends TType>> types = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    for (Operand<?> component : components) {
      types.add(component.type());
      shapes.add(component.shape());
    }
    return new TfDataset(scope, scope.tf().data.tensorDataset(components, shapes), types, shapes);
  }

  /** Returns a part of a file as a dataset of one string. */
  static TfDataset fileRange(
      FunctionScope scope,
      Operand<TString> file,
      Operand<TInt64> offset,
      Operand<TInt64> length,
      Operand<TInt64> remaining) {
    var tf = scope.tf();
    var variant =
        FixedLengthRecordDataset.create(
            tf.scope(), file, offset, length, remaining, length, tf.constant(""));
    return new TfDataset(scope, variant, List.of(TString.class), List.of(Shape.scalar()));
  }

  /** Returns the pairs of two datasets' elements, until one ends. */
  static TfDataset zip(TfDataset first, TfDataset second) {
    List<Class<? extends TType>> types = new ArrayList<>(first.types);
    types.addAll(second.types);
    List<Shape> shapes = new ArrayList<>(first.shapes);
    shapes.addAll(second.shapes);
    List<Operand<? extends TType>> inputs = List.of(first.variant, second.variant);
    return new TfDataset(
        first.scope, first.scope.tf().data.zipDataset(inputs, types, shapes), types, shapes);
  }

  /** Applies a function to each element, one after the other. */
  TfDataset map(String name, List<Operand<?>> captured, GraphFunction.Body body) {
    GraphFunction f = GraphFunction.define(scope, name, types, shapes, captured, body);
    return new TfDataset(
        scope,
        scope.tf().data.mapDataset(variant, captured, f.function(), f.types(), f.shapes()),
        f.types(),
        f.shapes());
  }

  /**
   * Applies a function to several elements at a time, and stacks what it makes in their order. A
   * slow element delays no other: all of a batch are made in whatever order, each in its place.
   *
   * @param size elements a batch
   * @param dropRemainder whether a last batch that is not full is left out
   */
  TfDataset parallelMapBatches(
      String name,
      List<Operand<?>> captured,
      int parallelism,
      int size,
      boolean dropRemainder,
      GraphFunction.Body body) {
    GraphFunction f = GraphFunction.define(scope, name, types, shapes, captured, body);
    List<Shape> batched = new ArrayList<>();
    for (Shape shape : f.shapes()) {
      batched.add(shape.prepend(dropRemainder ? size : Shape.UNKNOWN_SIZE));
    }
    var tf = scope.tf();
    return new TfDataset(
        scope,
        tf.data.mapAndBatchDataset(
            variant,
            captured,
            tf.constant((long) size),
            tf.constant((long) parallelism),
            tf.constant(dropRemainder),
            f.function(),
            f.types(),
            batched),
        f.types(),
        batched);
  }

  /** Prepares elements ahead of their use. */
  TfDataset prefetch(int size) {
    var tf = scope.tf();
    return new TfDataset(
        scope,
        tf.data.prefetchDataset(variant, tf.constant((long) size), types, shapes),
        types,
        shapes);
  }

  /**
   * Leaves sizes of buffers and numbers of threads as they are written: to tune them, TensorFlow
   * would take the time of each op of each element.
   */
  TfDataset untuned() {
    Options options =
        Options.newBuilder()
            .setAutotuneOptions(AutotuneOptions.newBuilder().setEnabled(false))
            .build();
    // The op takes the message's bytes as a string; these are all ASCII.
    String serialized = options.toByteString().toString(StandardCharsets.US_ASCII);
    return new TfDataset(
        scope, scope.tf().data.optionsDataset(variant, serialized, types, shapes), types, shapes);
  }

  /** Leaves out the elements that fail. */
  TfDataset ignoreErrors() {
    var ignoring =
        scope
            .tf()
            .data
            .ignoreErrorsDataset(variant, types, shapes, IgnoreErrorsDataset.logWarning(false));
    return new TfDataset(scope, ignoring, types, shapes);
  }

  /** Returns the elements of this dataset, then those of another. */
  TfDataset concatenate(TfDataset other) {
    return new TfDataset(
        scope,
        scope.tf().data.concatenateDataset(variant, other.variant, types, shapes),
        types,
        shapes);
  }

  /** Returns the first elements. */
  TfDataset take(long count) {
    return new TfDataset(
        scope,
        scope.tf().data.takeDataset(variant, scope.tf().constant(count), types, shapes),
        types,
        shapes);
  }

  /** Returns the one element. */
  Arguments single() {
    DatasetToSingleElement element = scope.tf().data.datasetToSingleElement(variant, types, shapes);
    return new Arguments(List.copyOf(element.components()));
  }

  /** Adds an iterator of this dataset under a name that is unique in its session. */
  TfIterator iterator(String name) {
    Operand<? extends TType> resource = scope.tf().data.iterator(name, "", types, shapes);
    Op start = scope.tf().data.makeIterator(variant, resource);
    IteratorGetNext next = scope.tf().data.iteratorGetNext(resource, types, shapes);
    return new TfIterator(start, new Arguments(List.copyOf(next.components())));
  }

  /**
   * An iterator in a graph.
   *
   * @param start the op that puts it at the beginning of its dataset
   * @param next the components of its next element
   */
  record TfIterator(Op start, Arguments next) {}
}
