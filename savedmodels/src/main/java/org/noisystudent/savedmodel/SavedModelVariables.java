package org.noisystudent.savedmodel;

import java.nio.file.Path;
import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;

/** The float32 variables of a SavedModel folder, as far as its graph names them. */
public final class SavedModelVariables {
  private SavedModelVariables() {}

  /** Returns the names of the variables; in a model of this program they are the saved ones too. */
  public static List<String> names(Path folder) {
    MetaGraphDef meta = SavedModelFile.read(folder);
    return meta.getGraphDef().getNodeList().stream()
        .filter(node -> node.getOp().equals("VarHandleOp"))
        .filter(node -> node.getAttrOrThrow("dtype").getType() == DataType.DT_FLOAT)
        .map(node -> node.getAttrOrThrow("shared_name").getS().toStringUtf8())
        .toList();
  }

  /** Returns the path of the saved values, without suffix. */
  public static Path prefix(Path folder) {
    return folder.resolve("variables").resolve("variables");
  }
}
