package org.noisystudent.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.noisystudent.job.JobServiceUnavailableException;
import org.noisystudent.job.JobState;
import org.noisystudent.job.JobStatus;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** Against the client's own mock of the API, with the answers that users report. */
final class KubernetesJobsTest {
  private MockCluster cluster;
  private KubernetesJobs jobs;

  @BeforeEach
  void start() {
    cluster = new MockCluster();
    Config quick =
        new ConfigBuilder(cluster.client().getConfiguration())
            .withRequestRetryBackoffLimit(2)
            .withRequestRetryBackoffInterval(10)
            .withRequestTimeout(2000)
            .build();
    jobs =
        new KubernetesJobs(
            new KubernetesClientBuilder().withConfig(quick).build(), JobSetManifestTest.OPTIONS);
  }

  @AfterEach
  void stop() {
    jobs.close();
    cluster.close();
  }

  @Test
  void aJobIsAJobSetThatOwnsItsConfig() {
    submit("b7");
    ConfigMap config = config("b7");
    assertTrue(config.getData().get("config.yaml").startsWith("seed: 1\n"));
    assertEquals("JobSet", config.getMetadata().getOwnerReferences().get(0).getKind());
    JobStatus status = jobs.status("b7");
    assertEquals("v3-32", status.accelerator());
    assertEquals("gs://bucket/runs/b7-teacher", status.runDir());
    assertEquals(JobState.PROVISIONING, status.state());
    submit("a0");
    assertEquals(List.of("a0", "b7"), jobs.list().stream().map(JobStatus::name).toList());
    jobs.cancel("b7");
    assertEquals(List.of("a0"), jobs.list().stream().map(JobStatus::name).toList());
  }

  @Test
  void goesThroughItsStates() {
    submit("b7");
    cluster.status("b7", MockCluster.condition("Suspended", "jobset is suspended", 0));
    assertEquals(JobState.QUEUED, jobs.status("b7").state());
    cluster.status("b7", MockCluster.condition("StartupPolicyCompleted", "", 0));
    cluster.pod("b7", 0, "Pending", "");
    cluster.pod("b7", 1, "Running", "");
    assertEquals(JobState.PROVISIONING, jobs.status("b7").state());
    cluster.event("b7-workers-0-0", "FailedScaleUp", "node scale up failed: GCE out of resources");
    assertEquals(
        "FailedScaleUp: node scale up failed: GCE out of resources", jobs.status("b7").message());
    cluster.pod("b7", 0, "Running", "");
    assertEquals(JobState.RUNNING, jobs.status("b7").state());
    cluster.pod(
        "b7",
        1,
        "Failed",
        "conditions: [{type: DisruptionTarget, status: 'True', message: 'node is shutting down'}]");
    assertEquals(JobState.PREEMPTED, jobs.status("b7").state());
    assertEquals("node is shutting down", jobs.status("b7").message());
    cluster.status("b7", MockCluster.condition("Completed", "", 2));
    assertEquals(JobState.SUCCEEDED, jobs.status("b7").state());
    assertEquals(2, jobs.status("b7").restarts());
  }

  @Test
  void aFailureTellsWhichPodEndedHow() {
    submit("b7");
    cluster.pod(
        "b7",
        3,
        "Failed",
        "containerStatuses: [{name: workers, state: {terminated: {exitCode: 3}}}]");
    cluster.status(
        "b7", MockCluster.condition("Failed", "jobset failed due to PodFailurePolicy", 0));
    JobStatus status = jobs.status("b7");
    assertEquals(JobState.FAILED, status.state());
    assertEquals(
        "jobset failed due to PodFailurePolicy"
            + " (workers of pod b7-workers-0-3 ended with exit code 3)",
        status.message());
    assertFalse(status.mayBeRetried());
  }

  @Test
  void beginningAgainEndsAllPodsAndLeavesTheJob() {
    submit("b7");
    cluster.pod("b7", 0, "Running", "");
    cluster.pod("b7", 1, "Running", "");
    cluster.pod("other", 0, "Running", "");
    jobs.restart("b7");
    assertEquals(
        List.of("other-workers-0-0"),
        cluster.client().pods().inNamespace(MockCluster.NAMESPACE).list().getItems().stream()
            .map(pod -> pod.getMetadata().getName())
            .toList());
    assertNotNull(jobs.status("b7"));
  }

  @Test
  void logsNeedAPod() {
    submit("b7");
    assertTrue(
        refused(() -> jobs.logs("b7", false, new StringBuilder())).contains("has no pod yet"));
  }

  @Test
  void aNameThatIsTakenLeavesTheOtherJobAlone() {
    submit("b7");
    assertTrue(refused(() -> submit("b7")).contains("the name is taken"));
    assertNotNull(config("b7"));
    assertEquals(JobState.PROVISIONING, jobs.status("b7").state());
  }

  @Test
  void whatASubmissionThatWasCutShortLeftIsNoObstacle() {
    cluster
        .client()
        .configMaps()
        .inNamespace(MockCluster.NAMESPACE)
        .resource(new ConfigMapBuilder().withNewMetadata().withName("b8").endMetadata().build())
        .create();
    submit("b8");
    assertTrue(config("b8").getData().containsKey("config.yaml"));
  }

  @Test
  void refusalsAreOneClearLineAndLeaveNothingBehind() {
    refusal(401, "Unauthorized", "the credentials (missing or expired)");
    refusal(403, "exceeded quota: tpus, requested: google.com/tpu=16", "the quota of namespace");
    refusal(403, "jobsets is forbidden: User cannot create", "not allowed in namespace research");
    refusal(404, "the server could not find the requested resource", "not the JobSet API");
    refusal(422, "JobSet is invalid: spec.replicatedJobs", "does not take it: JobSet is invalid");
  }

  private void refusal(int code, String message, String line) {
    cluster.answers("POST", "", code, message, 1);
    String says = refused(() -> submit("b7"));
    assertTrue(says.startsWith("cannot submit b7: "), says);
    assertTrue(says.contains(line), says);
    assertEquals(1, says.lines().count());
    assertNull(config("b7"));
  }

  @Test
  void aShortOutageIsNotSeen() {
    submit("b7");
    cluster.answers("GET", "/b7", 503, "try again", 2);
    assertEquals(JobState.PROVISIONING, jobs.status("b7").state());
  }

  @Test
  void aLongerOneMayPass() {
    submit("b7");
    cluster.answers("GET", "/b7", 503, "try again", 10);
    assertTrue(unavailable().contains("the cluster does not answer (HTTP 503"));
    cluster.answers("GET", "/b8", 429, "slow down", 10);
    assertTrue(
        assertThrows(JobServiceUnavailableException.class, () -> jobs.status("b8"))
            .getMessage()
            .contains("too much to do"));
  }

  @Test
  void aSlowOneIsNotWaitedForForever() {
    submit("b7");
    for (int tries = 0; tries < 5; tries++) {
      cluster.answersLate("b7", Duration.ofSeconds(30));
    }
    assertTrue(unavailable().contains("the cluster does not answer ("), "within its limit");
  }

  @Test
  void aPartOfItThatIsAwayIsAnOutageToo() {
    submit("b7");
    cluster.podsAreAway("b7", 10);
    assertTrue(
        unavailable().startsWith("cannot look at b7: the cluster does not answer (HTTP 503"));
  }

  @Test
  void aClusterThatIsGoneMayComeBack() {
    submit("b7");
    cluster.close();
    String says = unavailable();
    assertTrue(
        says.startsWith("cannot look for b7: the cluster does not answer (ConnectException"), says);
  }

  @Test
  void unknownJobsAreTold() {
    assertTrue(refused(() -> jobs.status("none")).contains("there is no job none in namespace"));
    assertTrue(refused(() -> jobs.cancel("none")).contains("there is no job none"));
  }

  private String unavailable() {
    return assertThrows(JobServiceUnavailableException.class, () -> jobs.status("b7")).getMessage();
  }

  private static String refused(Runnable request) {
    UserErrorException error = assertThrows(UserErrorException.class, request::run);
    assertEquals(Kind.JOB, error.kind());
    return error.getMessage();
  }

  private void submit(String name) {
    jobs.submit(JobSetManifestTest.job(name, "v3-32"));
  }

  private ConfigMap config(String name) {
    return cluster.client().configMaps().inNamespace(MockCluster.NAMESPACE).withName(name).get();
  }
}
