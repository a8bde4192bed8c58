package org.noisystudent.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The Kubernetes client's own mock of a cluster's API on this machine: it keeps what is created,
 * and answers as it is told to where it is told so. It has no controller: a test plays it.
 */
public final class MockCluster implements AutoCloseable {
  /** The namespace of its jobs. */
  public static final String NAMESPACE = "research";

  private static final String API = "/apis/jobset.x-k8s.io/v1alpha2/namespaces/research/jobsets";

  /** Held, or its level would be forgotten. */
  private static final Logger REQUESTS = Logger.getLogger("io.fabric8.mockwebserver");

  private final KubernetesMockServer server;
  private final KubernetesClient client;

  /** Starts one on a free port. */
  public MockCluster() {
    REQUESTS.setLevel(Level.WARNING);
    Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
    server =
        new KubernetesMockServer(
            new Context(),
            new MockWebServer(),
            responses,
            new KubernetesMixedDispatcher(responses),
            false);
    server.init();
    server.expectCustomResource(
        new CustomResourceDefinitionContext.Builder()
            .withGroup(JobSetManifest.GROUP)
            .withVersion(JobSetManifest.VERSION)
            .withKind("JobSet")
            .withPlural("jobsets")
            .withScope("Namespaced")
            .build());
    client = server.createClient();
  }

  /** Returns a client like that of the program. */
  KubernetesClient client() {
    return client;
  }

  /** Writes a kubeconfig with this cluster in it. */
  public Path kubeconfig(Path file) throws IOException {
    return Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        current-context: mock
        clusters: [{name: mock, cluster: {server: '%s'}}]
        users: [{name: me, user: {token: not-to-be-seen}}]
        contexts: [{name: mock, context: {cluster: mock, user: me}}]
        """
            .formatted(server.url("/")));
  }

  /** Answers the next requests of a kind for JobSets so. */
  public void answers(String method, String below, int code, String message, int times) {
    String body =
        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":"
            + code
            + ",\"message\":\""
            + message
            + "\"}";
    var expectation =
        switch (method) {
          case "POST" -> server.expect().post();
          case "DELETE" -> server.expect().delete();
          default -> server.expect().get();
        };
    expectation.withPath(API + below).andReturn(code, body).times(times);
  }

  /** Answers the next look at a job after a while. */
  void answersLate(String name, Duration late) {
    server
        .expect()
        .get()
        .delay(late.toMillis())
        .withPath(API + "/" + name)
        .andReturn(200, "{}")
        .once();
  }

  /** Does not answer for pods, though it does for all else. */
  void podsAreAway(String name, int times) {
    server
        .expect()
        .get()
        .withPath(
            "/api/v1/namespaces/research/pods?labelSelector=jobset.sigs.k8s.io%2Fjobset-name%3D"
                + name)
        .andReturn(503, "{}")
        .times(times);
  }

  /** Does what the controller does: sets the status of a JobSet. */
  public void status(String name, Map<String, Object> status) {
    var sets =
        client
            .genericKubernetesResources(
                JobSetManifest.GROUP + "/" + JobSetManifest.VERSION, "JobSet")
            .inNamespace(NAMESPACE);
    GenericKubernetesResource set = sets.withName(name).get();
    set.setAdditionalProperty("status", status);
    sets.resource(set).update();
  }

  /** Returns a status with a condition that holds. */
  public static Map<String, Object> condition(String type, String message, int restarts) {
    return Map.of(
        "restarts",
        restarts,
        "conditions",
        List.of(Map.of("type", type, "status", "True", "message", message)));
  }

  /** Does what the controller does: has a pod of a job, in place of an earlier one. */
  public void pod(String job, int index, String phase, String more) {
    String yaml =
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %s-workers-0-%d
          namespace: research
          creationTimestamp: 2026-11-29T10:00:0%dZ
          labels: {jobset.sigs.k8s.io/jobset-name: %s}
          annotations: {batch.kubernetes.io/job-completion-index: '%d'}
        status:
          phase: %s
        %s
        """
            .formatted(job, index, index, job, index, phase, more.indent(2));
    Pod pod = client.getKubernetesSerialization().unmarshal(yaml, Pod.class);
    client.pods().inNamespace(NAMESPACE).resource(pod).delete();
    client.pods().inNamespace(NAMESPACE).resource(pod).create();
  }

  /** Does what the scheduler does: warns of a pod. */
  void event(String pod, String reason, String message) {
    String yaml =
        """
        apiVersion: v1
        kind: Event
        metadata: {name: %s-event, namespace: research}
        involvedObject: {kind: Pod, name: %s}
        type: Warning
        reason: %s
        message: '%s'
        lastTimestamp: 2026-11-29T10:00:00Z
        """
            .formatted(pod, pod, reason, message);
    client.resource(yaml).create();
  }

  /** Ends the cluster: nothing answers any more. */
  @Override
  public void close() {
    client.close();
    server.destroy();
  }
}
