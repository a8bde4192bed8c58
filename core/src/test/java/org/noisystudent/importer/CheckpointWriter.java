package org.noisystudent.importer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.noisystudent.importer.TinyNetworks.Numbers;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;

/** Writes checkpoints with TensorFlow's own SaveV2. */
final class CheckpointWriter {
  private CheckpointWriter() {}

  /** Writes variables, and the step that every training's checkpoint has. */
  static Path write(Path prefix, Map<String, Numbers> variables) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      List<String> names = new ArrayList<>(List.of("global_step"));
      List<Operand<?>> values = new ArrayList<>(List.of(tf.constant(109_474L)));
      variables.forEach(
          (name, numbers) -> {
            names.add(name);
            values.add(tf.reshape(tf.constant(numbers.values()), tf.constant(numbers.shape())));
          });
      String[] wholes = Collections.nCopies(names.size(), "").toArray(String[]::new);
      session
          .runner()
          .addTarget(
              tf.train.save(
                  tf.constant(prefix.toString()),
                  tf.array(names.toArray(String[]::new)),
                  tf.array(wholes),
                  values))
          .run()
          .close();
      return prefix;
    }
  }
}
