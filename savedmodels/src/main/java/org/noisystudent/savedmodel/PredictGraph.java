package org.noisystudent.savedmodel;

import java.nio.file.Path;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;

/**
 * The graph of a SavedModel that classifies images, read without running any of it.
 *
 * @param graph the whole graph with its functions
 * @param input name of the tensor that takes images, float32 [batch, resolution, resolution, 3],
 *     RGB 0..255
 * @param output name of the tensor that gives float32 [batch, classes]
 * @param givesLogits whether the output is logits instead of probabilities
 * @param resolution side of the images in pixels
 */
public record PredictGraph(
    GraphDef graph, String input, String output, boolean givesLogits, int resolution) {
  /**
   * Reads the graph of a folder.
   *
   * @throws UserErrorException if the folder is missing or damaged, holds ops that are not trusted,
   *     or has no signature that takes images and gives probabilities
   */
  public static PredictGraph read(Path folder, Trust trust) {
    MetaGraphDef meta = SavedModelFile.read(folder);
    switch (trust) {
      case CHECKED -> TrustCheck.check(folder, meta);
      case TRUSTED -> {}
    }
    ImageSignature signature = ImageSignature.find(folder, meta);
    return new PredictGraph(
        meta.getGraphDef(),
        signature.input(),
        signature.output(),
        signature.outputForm() == ImageSignature.Form.LOGITS,
        signature.resolution());
  }
}
