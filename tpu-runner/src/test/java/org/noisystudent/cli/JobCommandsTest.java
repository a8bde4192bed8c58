package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.kubernetes.MockCluster;

/**
 * {@code submit status logs cancel list}, against the Kubernetes client's own mock of a cluster.
 */
final class JobCommandsTest {
  private static final String KUBECONFIG = "kubeconfig";
  private static final Path CONFIG =
      Path.of(System.getProperty("project.root")).resolve("configs/quickstart.yaml");
  private static final String IMAGE = "registry.example/noisystudent@sha256:" + "0a".repeat(32);
  private static final String TOKEN = "not-to-be-seen";

  @TempDir private Path folder;
  private MockCluster cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = new MockCluster();
    System.setProperty(KUBECONFIG, cluster.kubeconfig(folder.resolve("kubeconfig")).toString());
  }

  @AfterEach
  void stop() {
    System.clearProperty(KUBECONFIG);
    cluster.close();
  }

  @Test
  void aDryRunPrintsTheManifestAndSendsNothing() throws IOException {
    Program dry = Program.succeeds(submit("v5e-16", "--dry-run"));
    List<JsonNode> documents;
    try (MappingIterator<JsonNode> read =
        new YAMLMapper().readerFor(JsonNode.class).readValues(dry.out())) {
      documents = read.readAll();
    }
    assertEquals(2, documents.size());
    JsonNode config = new YAMLMapper().readTree(documents.get(0).at("/data/config.yaml").asText());
    assertEquals("tpu", config.at("/device/type").asText());
    assertEquals(
        4, documents.get(1).at("/spec/replicatedJobs/0/template/spec/completions").asInt());
    assertEquals(0, listed().size());
    assertFalse(dry.out().contains(TOKEN));
  }

  @Test
  void aJobIsSubmittedWatchedAndCancelled() throws Exception {
    Program submitted = Program.succeeds(submit("l4-1"));
    assertTrue(submitted.err().contains("submitted quickstart, run directory gs://bucket/q"));
    JsonNode status = Program.succeeds(about("status", "quickstart", "--json")).json();
    assertEquals("PROVISIONING", status.get("state").asText());
    assertEquals(1, listed().size());
    cluster.status("quickstart", MockCluster.condition("Completed", "", 1));
    Program watched = Program.succeeds(about("status", "quickstart", "--watch"));
    assertTrue(watched.err().contains("quickstart succeeded, restarts: 1"), watched.err());
    assertTrue(watched.out().contains("quickstart               succeeded"), watched.out());
    Program.succeeds(about("cancel", "quickstart"));
    assertEquals(0, listed().size());
  }

  @Test
  void aFailedJobIsExitCodeFive() {
    Program.succeeds(submit("l4-1"));
    cluster.status("quickstart", MockCluster.condition("Failed", "too many restarts", 20));
    Program.ends(5, about("status", "quickstart", "--watch"));
    Program.fails(5, about("logs", "quickstart")).says("has no pod yet");
    Program.fails(5, about("status", "none")).says("there is no job none");
  }

  @Test
  void theTokenOfTheKubeconfigIsNeverPrinted() {
    cluster.answers("POST", "", 401, "Unauthorized", 5);
    Program refused = Program.fails(5, submit("l4-1"));
    assertTrue(refused.err().contains("credentials (missing or expired)"), refused.err());
    assertFalse(refused.err().contains(TOKEN));
    cluster.close();
    assertFalse(Program.fails(5, about("status", "quickstart")).err().contains(TOKEN));
  }

  @Test
  void aDryRunForCloudTpuAsksNobody() {
    Program dry =
        Program.succeeds(
            cloudTpu("--accelerator", "v2-8", "--project", "research", "--zone", "us-central1-b"));
    assertTrue(dry.out().contains("accelerator_type: \"v2-8\""), dry.out());
    assertTrue(dry.out().startsWith("parent: \"projects/research/locations/us-central1-b\""));
    Program.fails(2, cloudTpu("--accelerator", "v2-8")).says("--project () and --zone () must be");
    Program.fails(2, cloudTpu("--accelerator", "l4-1", "--project", "research", "--zone", "z"))
        .says("--accelerator (l4-1) must be a TPU");
  }

  private static Object[] cloudTpu(Object... more) {
    List<Object> all = new ArrayList<>(List.of("submit", CONFIG, "--cluster", "cloud-tpu"));
    all.addAll(List.of("--image", IMAGE, "--run-dir", "gs://bucket/q", "--dry-run"));
    all.addAll(List.of(more));
    return all.toArray();
  }

  @Test
  void mistakesAreOneLine() {
    Program.fails(2, submit("v3-9")).says("--accelerator (v3-9) must be one of v3-8");
    Program.fails(2, submit("v2-8", "--dry-run")).says("--accelerator (v2-8) must be one that GKE");
    Program.fails(2, submit("v3-8", "--dry-run", "--name", "A b")).says("--name (A b) must be");
    Program.fails(2, about("list", "--context", "none")).says("--context (none)");
    Program.fails(2, "submit", CONFIG, "--cluster", "gke", "--dry-run").says("--image ()");
    System.setProperty(KUBECONFIG, folder.resolve("absent").toString());
    Program.fails(2, about("list")).says("no cluster is known here");
  }

  private List<JsonNode> listed() throws IOException {
    List<JsonNode> jobs = new ArrayList<>();
    try {
      Program.succeeds(about("list", "--json")).json().get("jobs").forEach(jobs::add);
    } catch (Exception e) {
      throw new IOException(e);
    }
    return jobs;
  }

  private static Object[] about(String command, Object... more) {
    List<Object> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(more));
    all.addAll(List.of("--cluster", "gke", "--namespace", MockCluster.NAMESPACE));
    return all.toArray();
  }

  private static Object[] submit(String accelerator, Object... more) {
    List<Object> all =
        new ArrayList<>(List.of("submit", CONFIG, "--accelerator", accelerator, "--image", IMAGE));
    all.addAll(List.of("--run-dir", "gs://bucket/q", "--namespace", MockCluster.NAMESPACE));
    all.addAll(List.of("--cluster", "gke"));
    all.addAll(List.of(more));
    return all.toArray();
  }
}
