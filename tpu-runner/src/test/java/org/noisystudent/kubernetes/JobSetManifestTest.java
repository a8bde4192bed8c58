package org.noisystudent.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noisystudent.job.Accelerator;
import org.noisystudent.job.GoldenText;
import org.noisystudent.job.JobSpec;
import org.noisystudent.savedmodel.UserErrorException;

final class JobSetManifestTest {
  private static final String IMAGE = "registry.example/noisystudent@sha256:" + "0a".repeat(32);

  static final ClusterOptions OPTIONS =
      new ClusterOptions(
          "research",
          Optional.of("tpus"),
          Optional.of("trainer"),
          Optional.empty(),
          true,
          Duration.ofDays(7));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v3-8", "v3-32", "v3-2048", "v4-8", "v4-512", "v5e-1", "v5e-16", "v5e-256", "v5p-8",
        "v5p-128", "v6e-8", "v6e-256", "tpu7x-8", "tpu7x-64", "l4-1", "a100-8", "h100-8", "h200-8"
      })
  void everyAcceleratorHasItsKnownManifest(String name) throws IOException {
    String actual = new JobSetManifest(job("b7-teacher", name), OPTIONS).yaml();
    GoldenText.compare("jobset/" + name + ".yaml", actual);
  }

  @Test
  void onlyWhatIsAskedForIsThere() throws IOException {
    ClusterOptions plain =
        new ClusterOptions(
            "default",
            Optional.empty(),
            Optional.empty(),
            Optional.of("low"),
            false,
            Duration.ofHours(1));
    JsonNode set = new JobSetManifest(job("j", "v5e-1"), plain).jobSet();
    assertFalse(set.at("/metadata/labels").has("kueue.x-k8s.io/queue-name"));
    JsonNode pod = set.at("/spec/replicatedJobs/0/template/spec/template/spec");
    assertFalse(pod.has("serviceAccountName"));
    assertEquals("low", pod.get("priorityClassName").asText());
    assertFalse(pod.get("nodeSelector").has("cloud.google.com/gke-spot"));
    assertEquals(3600, set.at("/spec/ttlSecondsAfterFinished").asInt());
    assertFalse(pod.at("/containers/0/args").toString().contains("--process-count"));
  }

  @Test
  void valuesStayValues() throws IOException {
    String evil = "x\nspec:\n  serviceAccountName: admin\n---\nkind: Secret";
    ClusterOptions options =
        new ClusterOptions(
            evil, Optional.of(evil), Optional.of(evil), Optional.of(evil), true, Duration.ZERO);
    JobSpec job =
        new JobSpec(
            "j", evil, Optional.of(Accelerator.parse("v3-32")), IMAGE, "gs://bucket/run", 1, 1);
    JobSetManifest manifest = new JobSetManifest(job, options);
    List<JsonNode> read;
    try (MappingIterator<JsonNode> documents =
        new YAMLMapper().readerFor(JsonNode.class).readValues(manifest.yaml())) {
      read = documents.readAll();
    }
    assertEquals(List.of(manifest.configMap(), manifest.jobSet()).toString(), read.toString());
    assertEquals(evil, read.get(0).at("/data/config.yaml").asText());
    assertEquals(evil, read.get(1).at("/metadata/namespace").asText());
  }

  @Test
  void whatIsNotPinnedOrNotRemoteIsRefused() {
    refused("--image", "registry.example/noisystudent:latest", "gs://bucket/run", "v3-8");
    refused("--image", "", "gs://bucket/run", "v3-8");
    refused("--image", "x y@sha256:" + "0a".repeat(32), "gs://bucket/run", "v3-8");
    refused("--run-dir", IMAGE, "runs/here", "v3-8");
    refused("--run-dir", IMAGE, "gs://bucket", "v3-8");
    refused("--run-dir", IMAGE, "gs://bucket/$(HOME)", "v3-8");
    refused("--accelerator (v2-8)", IMAGE, "gs://bucket/run", "v2-8");
  }

  private static void refused(String option, String image, String runDir, String accelerator) {
    JobSpec job =
        new JobSpec("j", "", Optional.of(Accelerator.parse(accelerator)), image, runDir, 1, 1);
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> new JobSetManifest(job, OPTIONS));
    assertTrue(error.getMessage().startsWith(option), error.getMessage());
  }

  static JobSpec job(String name, String accelerator) {
    return new JobSpec(
        name,
        "seed: 1\ndata:\n  classes: 10\n",
        Optional.of(Accelerator.parse(accelerator)),
        IMAGE,
        "gs://bucket/runs/b7-teacher",
        20,
        1);
  }
}
