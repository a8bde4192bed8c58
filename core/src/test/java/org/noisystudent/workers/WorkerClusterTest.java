package org.noisystudent.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noisystudent.data.ProcessShare;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

final class WorkerClusterTest {
  @Test
  void readsAList() {
    WorkerCluster cluster = WorkerCluster.parse("node-1:2222, [::1]:2223", 1);
    assertEquals(new ProcessShare(1, 2), cluster.share());
    assertEquals("worker 1 of 2 ([::1]:2223)", cluster.name(1));
    assertEquals("node-1:2222", cluster.proto().getJob(0).getTasksOrThrow(0));
    assertEquals("/job:worker/replica:0/task:1", cluster.task(1));
  }

  @Test
  void readsWhatLaunchersSet() {
    WorkerCluster workers =
        WorkerCluster.ofTfConfig(
            """
            {"cluster": {"worker": ["a:1", "b:1"]}, "task": {"type": "worker", "index": 1}}""");
    assertEquals(WorkerCluster.parse("a:1,b:1", 1), workers);
    String chief =
        """
        {"cluster": {"worker": ["a:1", "b:1"], "chief": ["c:1"], "ps": ["d:1"]}, "environment":
        "cloud", "task": {"type": "%s", "index": 0}}""";
    assertEquals(
        WorkerCluster.parse("c:1,a:1,b:1", 0), WorkerCluster.ofTfConfig(chief.formatted("chief")));
    assertEquals(
        WorkerCluster.parse("c:1,a:1,b:1", 1), WorkerCluster.ofTfConfig(chief.formatted("worker")));
    refused("task.type worker or chief", () -> WorkerCluster.ofTfConfig(chief.formatted("ps")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"cluster\": {\"worker\": [\"a:1\"]}}",
        "{\"cluster\": {\"worker\": [\"a:1\"]}, \"task\": {\"type\": \"worker\"}}",
        "{\"cluster\": {\"worker\": [\"a\"]}, \"task\": {\"type\": \"worker\", \"index\": 0}}",
        "{\"cluster\"",
        ""
      })
  void refusesOtherContentOfTheVariable(String json) {
    refused("TF_CONFIG", () -> WorkerCluster.ofTfConfig(json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a:", "a:0", ":1", "a:1,", "a:1,,b:1", "a:x", "a:99999"})
  void refusesWhatIsNoAddress(String text) {
    refused("must be HOST:PORT,HOST:PORT,...", () -> WorkerCluster.parse(text, 0));
  }

  @Test
  void refusesAnAddressThatIsThereTwice() {
    refused("must be different", () -> WorkerCluster.parse("a:1,b:1,a:1", 0));
  }

  private static void refused(String rule, Executable read) {
    UserErrorException error = assertThrows(UserErrorException.class, read);
    assertEquals(Kind.USAGE, error.kind());
    assertTrue(error.getMessage().contains(rule), error.getMessage());
    assertEquals(1, error.getMessage().lines().count(), error.getMessage());
  }
}
