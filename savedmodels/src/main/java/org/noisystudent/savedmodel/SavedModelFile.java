package org.noisystudent.savedmodel;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/** The file that describes a SavedModel, read without running any of it. */
final class SavedModelFile {
  static final String NAME = "saved_model.pb";

  /** TensorFlow would prefer this file of several pieces to the one that was checked. */
  private static final String IN_PIECES = "saved_model.cpb";

  private SavedModelFile() {}

  /**
   * Returns the graph to serve.
   *
   * @throws UserErrorException if the folder is not a SavedModel with such a graph
   */
  static MetaGraphDef read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw problem(folder, "must be an existing folder");
    }
    Path file = folder.resolve(NAME);
    if (Files.exists(folder.resolve(IN_PIECES)) || !Files.isRegularFile(file)) {
      throw problem(folder, "must hold one file " + NAME + " (and no " + IN_PIECES + ")");
    }
    SavedModel model = parse(folder, file);
    List<List<String>> tags =
        model.getMetaGraphsList().stream()
            .map(meta -> List.copyOf(meta.getMetaInfoDef().getTagsList()))
            .toList();
    int index = tags.indexOf(List.of(SavedModelWriter.SERVE));
    if (index < 0) {
      throw problem(folder, "holds graphs tagged " + tags + ", but one must be tagged [serve]");
    }
    return model.getMetaGraphs(index);
  }

  private static SavedModel parse(Path folder, Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      CodedInputStream coded = CodedInputStream.newInstance(stream);
      coded.setSizeLimit(Integer.MAX_VALUE);
      return SavedModel.parseFrom(coded);
    } catch (IOException e) {
      throw new UserErrorException(
          Kind.DATA,
          message(folder, NAME + " is cut short or damaged: " + SavedModelWriter.firstLine(e)),
          e);
    }
  }

  static UserErrorException problem(Path folder, String what) {
    return new UserErrorException(Kind.DATA, message(folder, what));
  }

  private static String message(Path folder, String what) {
    return "model folder (" + folder + ") " + what;
  }
}
