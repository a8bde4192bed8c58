package org.noisystudent.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noisystudent.device.VariableValues;
import org.noisystudent.savedmodel.SessionOptions;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** Variables in TensorFlow's checkpoint format (V2), under their own names. */
public final class VariableFile {
  private VariableFile() {}

  /**
   * Writes all values.
   *
   * @param prefix a path without suffix
   */
  static void write(Path prefix, VariableValues values) {
    try (Graph graph = new Graph();
        TString path = TString.scalarOf(prefix.toString())) {
      Ops tf = Ops.create(graph);
      Placeholder<TString> file = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
      String[] names = values.byName().keySet().toArray(String[]::new);
      List<Operand<?>> inputs = new ArrayList<>();
      Map<Operand<?>, Tensor> feeds = new LinkedHashMap<>();
      values
          .byName()
          .forEach(
              (name, value) -> {
                Placeholder<TFloat32> input =
                    tf.placeholder(TFloat32.class, Placeholder.shape(value.shape()));
                inputs.add(input);
                feeds.put(input, value);
              });
      var save = tf.train.save(file, tf.array(names), tf.array(wholes(names.length)), inputs);
      try (Session session = new Session(graph, SessionOptions.once())) {
        Session.Runner runner = session.runner().feed(file, path).addTarget(save);
        feeds.forEach(runner::feed);
        runner.run().close();
      }
    }
  }

  /**
   * Reads the values of some names, the caller's to close.
   *
   * @throws org.tensorflow.exceptions.TensorFlowException if one is missing or damaged
   */
  public static VariableValues read(Path prefix, List<String> names) {
    try (Graph graph = new Graph();
        TString path = TString.scalarOf(prefix.toString())) {
      Ops tf = Ops.create(graph);
      Placeholder<TString> file = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
      List<Class<? extends TType>> types = Collections.nCopies(names.size(), TFloat32.class);
      var restored =
          tf.train.restore(
              file, tf.array(names.toArray(String[]::new)), tf.array(wholes(names.size())), types);
      try (Session session = new Session(graph, SessionOptions.once())) {
        Session.Runner runner = session.runner().feed(file, path);
        restored.tensors().forEach(runner::fetch);
        Map<String, TFloat32> values = new LinkedHashMap<>();
        // the tensors outlive the result: they are the values'
        Result result = runner.run();
        for (int i = 0; i < names.size(); i++) {
          values.put(names.get(i), (TFloat32) result.get(i));
        }
        return new VariableValues(values);
      }
    }
  }

  /** Returns the slice specification of whole tensors. */
  private static String[] wholes(int count) {
    return Collections.nCopies(count, "").toArray(String[]::new);
  }
}
