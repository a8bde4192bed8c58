package org.noisystudent.savedmodel;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

class TrustCheckTest {
  private static final Path FOLDER = Path.of("downloaded");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "ReadFile, reads files",
    "WriteFile, writes files",
    "MatchingFiles, reads files",
    "InitializeTableFromTextFileV2, reads files",
    "TFRecordDatasetV2, reads files",
    "ExperimentalCSVDataset, reads files",
    "ImmutableConst, reads files",
    "PyFunc, calls Python",
    "PyFuncStateless, calls Python",
    "EagerPyFunc, calls Python",
    "SaveV2, writes files",
    "RestoreV2, reads files",
    "RpcCall, uses the network",
    "CollectiveReduceV2, uses the network",
    "_Recv, uses the network",
    "DataServiceDatasetV4, uses the network",
    "DebugIdentityV3, sends tensors to a debugger",
    "XlaCustomCallV2, runs other code",
    "EvilCorpFetch, unknown to TensorFlow"
  })
  void refusesAnOpInTheGraph(String op, String reason) {
    MetaGraphDef meta = model(graph -> graph.getGraphDefBuilder().addNode(node("bad", op)));
    assertRefused(meta, op + " (" + reason + ") at node bad", "--trust-model", "downloaded");
  }

  @Test
  void refusesAnOpInAFunctionThatNothingCalls() {
    MetaGraphDef meta = model(graph -> addFunction(graph, "hidden", node("bad", "WriteFile")));
    assertRefused(meta, "WriteFile (writes files) at node bad of function hidden");
  }

  @Test
  void refusesPrintingToAFileOnly() {
    AttrValue file = AttrValue.newBuilder().setS(ByteString.copyFromUtf8("file:///x")).build();
    AttrValue screen = AttrValue.newBuilder().setS(ByteString.copyFromUtf8("stderr")).build();
    NodeDef.Builder print = node("print", "PrintV2");
    assertRefused(
        model(graph -> graph.getGraphDefBuilder().addNode(print.putAttr("output_stream", file))),
        "PrintV2 (writes files)");
    MetaGraphDef harmless =
        model(graph -> graph.getGraphDefBuilder().addNode(print.putAttr("output_stream", screen)));
    assertDoesNotThrow(() -> TrustCheck.check(FOLDER, harmless));
  }

  @Test
  void namesEveryOpOnce() {
    MetaGraphDef meta =
        model(
            graph ->
                graph
                    .getGraphDefBuilder()
                    .addNode(node("a", "ReadFile"))
                    .addNode(node("b", "ReadFile"))
                    .addNode(node("c", "PyFunc")));
    assertRefused(
        meta, "holds PyFunc (calls Python) at node c, ReadFile (reads files) at node a; if");
  }

  @Test
  void allowsTheModelsOwnSaver() {
    assertDoesNotThrow(() -> TrustCheck.check(FOLDER, model(graph -> {})));
  }

  @Test
  void allowsASaverMadeOfFunctions() {
    MetaGraphDef meta =
        model(
            graph -> {
              addFunction(
                  graph, "traced_restore", node("restore", "RestoreV2").addInput("file_prefix"));
              addFunction(graph, "traced_save", node("save", "SaveV2").addInput("file_prefix"));
              graph.getGraphDefBuilder().addNode(call("call_save", "traced_save"));
              graph.getGraphDefBuilder().addNode(call("call_restore", "traced_restore"));
              graph
                  .getSaverDefBuilder()
                  .setSaveTensorName("call_save:0")
                  .setRestoreOpName("call_restore");
              removeNodes(graph, List.of("save", "restore"));
            });
    assertDoesNotThrow(() -> TrustCheck.check(FOLDER, meta));
  }

  @Test
  void refusesSavingWhileServing() {
    MetaGraphDef meta =
        model(
            graph ->
                graph.getGraphDefBuilder().addNode(node("answer", "Identity").addInput("^save")));
    assertRefused(meta, "SaveV2 (writes files) at node save");
  }

  @Test
  void refusesSavingWhileRestoring() {
    MetaGraphDef meta =
        model(
            graph -> {
              graph.getGraphDefBuilder().addNode(node("both", "NoOp").addInput("^save"));
              graph.getSaverDefBuilder().setRestoreOpName("both");
            });
    assertRefused(meta, "SaveV2 (writes files) at node save");
  }

  @Test
  void refusesRestoringFromAPathOfItsOwn() {
    MetaGraphDef meta =
        model(
            graph -> {
              removeNodes(graph, List.of("restore"));
              graph
                  .getGraphDefBuilder()
                  .addNode(node("elsewhere", "Const"))
                  .addNode(node("restore", "RestoreV2").addInput("elsewhere"));
            });
    assertRefused(meta, "RestoreV2 (reads files) at node restore");
  }

  @Test
  void isAskedBeforeLoadingUnlessTheUserTrustsTheModel() throws IOException {
    Path target = TinyModel.write(folder.resolve("model"));
    Path file = target.resolve(SavedModelFile.NAME);
    SavedModel.Builder model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
    model
        .getMetaGraphsBuilder(0)
        .getGraphDefBuilder()
        .addNode(node("path", "Placeholder").putAttr("dtype", type()))
        .addNode(node("bad", "ReadFile").addInput("path"));
    Files.write(file, model.build().toByteArray());

    assertThrows(
        UserErrorException.class,
        () -> SavedModelClassifier.load(target, Trust.CHECKED, 1).close());
    SavedModelClassifier.load(target, Trust.TRUSTED, 1).close();
  }

  private static AttrValue type() {
    return AttrValue.newBuilder().setType(DataType.DT_STRING).build();
  }

  /** Returns a model with a TF1 saver and a signature that fetches {@code answer}. */
  private static MetaGraphDef model(Consumer<MetaGraphDef.Builder> change) {
    MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
    meta.getGraphDefBuilder()
        .addNode(node("filename", "Placeholder"))
        .addNode(node("save", "SaveV2").addInput("filename"))
        .addNode(node("restore", "RestoreV2").addInput("filename"));
    meta.getSaverDefBuilder()
        .setFilenameTensorName("filename:0")
        .setSaveTensorName("save:0")
        .setRestoreOpName("restore");
    meta.putSignatureDef(
        "predict",
        SignatureDef.newBuilder()
            .putOutputs("probabilities", TensorInfo.newBuilder().setName("answer:0").build())
            .build());
    change.accept(meta);
    return meta.build();
  }

  private static void removeNodes(MetaGraphDef.Builder meta, List<String> names) {
    List<NodeDef> kept =
        meta.getGraphDef().getNodeList().stream()
            .filter(node -> !names.contains(node.getName()))
            .toList();
    meta.getGraphDefBuilder().clearNode().addAllNode(kept);
  }

  private static void addFunction(MetaGraphDef.Builder meta, String name, NodeDef.Builder body) {
    var function = meta.getGraphDefBuilder().getLibraryBuilder().addFunctionBuilder();
    function.getSignatureBuilder().setName(name).addInputArgBuilder().setName("file_prefix");
    function.addNodeDef(body);
  }

  private static NodeDef.Builder call(String name, String function) {
    AttrValue.Builder value = AttrValue.newBuilder();
    value.getFuncBuilder().setName(function);
    return node(name, "StatefulPartitionedCall").putAttr("f", value.build());
  }

  private static NodeDef.Builder node(String name, String op) {
    return NodeDef.newBuilder().setName(name).setOp(op);
  }

  private static void assertRefused(MetaGraphDef meta, String... parts) {
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> TrustCheck.check(FOLDER, meta));
    for (String part : parts) {
      assertTrue(error.getMessage().contains(part), error.getMessage());
    }
    assertEquals(UserErrorException.Kind.DATA, error.kind());
  }
}
