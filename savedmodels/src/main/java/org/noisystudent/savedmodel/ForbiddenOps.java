package org.noisystudent.savedmodel;

import com.google.common.collect.ImmutableSet;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Why an op may not be in a model of unknown origin. Gathered from TensorFlow 2.18's op list: every
 * op with a file name, path, pattern, address or token among its inputs or attributes.
 */
final class ForbiddenOps {
  private static final Set<String> READS_FILES =
      Set.of(
          "CSVDataset",
          "CSVDatasetV2",
          "DTensorRestoreV2",
          "FixedLengthRecordDataset",
          "FixedLengthRecordDatasetV2",
          "FixedLengthRecordReader",
          "FixedLengthRecordReaderV2",
          "FixedUnigramCandidateSampler",
          "GenerateVocabRemapping",
          "ImmutableConst",
          "InitializeTableFromTextFile",
          "InitializeTableFromTextFileV2",
          "LMDBDataset",
          "LMDBReader",
          "ListSnapshotChunksDataset",
          "LoadAndRemapMatrix",
          "LoadDataset",
          "MatchingFiles",
          "MatchingFilesDataset",
          "ReadFile",
          "RecordInput",
          "Restore",
          "RestoreSlice",
          "RestoreV2",
          "Skipgram",
          "SnapshotChunkDataset",
          "SnapshotDatasetReader",
          "SnapshotNestedDatasetReader",
          "SqlDataset",
          "TFRecordDataset",
          "TFRecordDatasetV2",
          "TFRecordReader",
          "TFRecordReaderV2",
          "TextLineDataset",
          "TextLineReader",
          "TextLineReaderV2",
          "WholeFileReader",
          "WholeFileReaderV2");

  private static final Set<String> WRITES_FILES =
      Set.of(
          "CacheDataset",
          "CacheDatasetV2",
          "CalibrationStatisticsSaver",
          "CloseSummaryWriter",
          "CreateSummaryDbWriter",
          "CreateSummaryFileWriter",
          "DatasetToTFRecord",
          "DistributedSave",
          "DumpTensor",
          "FlushSummaryWriter",
          "ImportEvent",
          "MergeV2Checkpoints",
          "Save",
          "SaveDataset",
          "SaveDatasetV2",
          "SaveSlices",
          "SaveV2",
          "SnapshotDataset",
          "SnapshotDatasetV2",
          "StatsAggregatorSetSummaryWriter",
          "SummaryWriter",
          "WriteAudioSummary",
          "WriteFile",
          "WriteGraphSummary",
          "WriteHistogramSummary",
          "WriteImageSummary",
          "WriteRawProtoSummary",
          "WriteScalarSummary",
          "WriteSummary");

  private static final Set<String> RUNS_OTHER_CODE =
      Set.of(
          "FileSystemSetConfiguration",
          "RemoteCall",
          "RemoteFusedGraphExecute",
          "TfLiteSubgraphExecute",
          "XlaCustomCall",
          "XlaCustomCallV2");

  private final Set<String> known;

  /** Creates the rules for graphs that define some functions of their own. */
  ForbiddenOps(Set<String> functions) {
    ImmutableSet.Builder<String> names = ImmutableSet.builder();
    TensorFlow.registeredOpList().getOpList().stream().map(OpDef::getName).forEach(names::add);
    known = names.addAll(functions).build();
  }

  /** Returns what is wrong with a node, empty if nothing is. */
  Optional<String> reason(NodeDef node) {
    String op = node.getOp().replaceFirst("^Experimental", "").replaceFirst("^_", "");
    if (READS_FILES.contains(op)) {
      return Optional.of("reads files");
    }
    if (WRITES_FILES.contains(op) || printsToFile(node)) {
      return Optional.of("writes files");
    }
    if (op.matches("(Eager)?PyFunc.*")) {
      return Optional.of("calls Python");
    }
    if (op.matches(
        "(Collective|Nccl|Rpc|TryRpc|DataService|RegisterDataset|ConfigureDistributedTPU"
            + "|ShutdownDistributedTPU|BigQuery|Bigtable).*|(Host)?(Send|Recv)")) {
      return Optional.of("uses the network");
    }
    if (op.matches("Debug.*|Copy|CopyHost")) {
      return Optional.of("sends tensors to a debugger");
    }
    if (RUNS_OTHER_CODE.contains(op)) {
      return Optional.of("runs other code");
    }
    return known.contains(node.getOp()) ? Optional.empty() : Optional.of("unknown to TensorFlow");
  }

  private static boolean printsToFile(NodeDef node) {
    return node.getOp().equals("PrintV2")
        && node.containsAttr("output_stream")
        && node.getAttrOrThrow("output_stream").getS().toStringUtf8().startsWith("file:");
  }
}
