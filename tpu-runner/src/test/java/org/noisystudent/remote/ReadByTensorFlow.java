package org.noisystudent.remote;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TString;

/** Reads a file and a model by TensorFlow alone, and prints their size and signatures. */
final class ReadByTensorFlow {
  private ReadByTensorFlow() {}

  /** Takes the places of a file and of a model. */
  public static void main(String[] places) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TString> read = tf.io.readFile(tf.constant(places[0]));
      try (var result = session.runner().fetch(read).run()) {
        TString bytes = (TString) result.get(0);
        System.out.println("bytes " + bytes.asBytes().getObject().length);
      }
    }
    try (SavedModelBundle model = SavedModelBundle.load(places[1], "serve")) {
      model.signatures().stream()
          .map(s -> "signature " + s.key())
          .sorted()
          .forEach(System.out::println);
    }
  }
}
