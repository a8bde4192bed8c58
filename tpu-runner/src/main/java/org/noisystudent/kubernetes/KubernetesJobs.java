package org.noisystudent.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.noisystudent.job.JobBackend;
import org.noisystudent.job.JobSpec;
import org.noisystudent.job.JobStatus;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Jobs on a Kubernetes cluster with the JobSet API, such as GKE's: one JobSet a job, which the
 * cluster itself begins again after a preemption or a failure.
 */
public final class KubernetesJobs implements JobBackend {
  private static final ResourceDefinitionContext JOB_SETS =
      new ResourceDefinitionContext.Builder()
          .withGroup(JobSetManifest.GROUP)
          .withVersion(JobSetManifest.VERSION)
          .withKind("JobSet")
          .withPlural("jobsets")
          .withNamespaced(true)
          .build();

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KubernetesClient client;
  private final ClusterOptions options;

  /** Takes a client, which is closed with this. */
  public KubernetesJobs(KubernetesClient client, ClusterOptions options) {
    this.client = client;
    this.options = options;
  }

  @Override
  public void submit(JobSpec job) {
    String what = "submit " + job.name();
    JobSetManifest manifest = new JobSetManifest(job, options);
    if (asked(what, () -> jobSets().withName(job.name()).get()) != null) {
      throw ApiFailure.taken(what);
    }
    NonNamespaceOperation<ConfigMap, ?, Resource<ConfigMap>> maps =
        client.configMaps().inNamespace(options.namespace());
    // one may be left of a submission that was cut short
    ConfigMap config = read(manifest.configMap().toString(), ConfigMap.class);
    ConfigMap created =
        asked(what, () -> maps.resource(config).createOr(NonDeletingOperation::update));
    try {
      GenericKubernetesResource set =
          read(manifest.jobSet().toString(), GenericKubernetesResource.class);
      GenericKubernetesResource owner = asked(what, () -> jobSets().resource(set).create());
      created.getMetadata().setOwnerReferences(List.of(reference(owner)));
      asked(what, () -> maps.resource(created).update());
    } catch (RuntimeException e) {
      if (!exists(job.name())) {
        maps.resource(created).delete();
      }
      throw e;
    }
  }

  /** Returns what has the cluster delete the config with the job. */
  private static OwnerReference reference(GenericKubernetesResource owner) {
    return new OwnerReferenceBuilder()
        .withApiVersion(owner.getApiVersion())
        .withKind(owner.getKind())
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .build();
  }

  @Override
  public JobStatus status(String name) {
    return status(found(name));
  }

  @Override
  public List<JobStatus> list() {
    return asked(
            "list jobs",
            () -> jobSets().withLabel(JobSetManifest.APP_LABEL, JobSetManifest.APP).list())
        .getItems()
        .stream()
        .map(this::status)
        .sorted(Comparator.comparing(JobStatus::name))
        .toList();
  }

  @Override
  public void cancel(String name) {
    GenericKubernetesResource set = found(name);
    asked("cancel " + name, () -> jobSets().resource(set).delete());
  }

  @Override
  public void restart(String name) {
    asked("restart " + name, () -> pods(name).delete());
  }

  @Override
  public void logs(String name, boolean follow, Appendable out) {
    found(name);
    PodResource first =
        asked("show the log of " + name, () -> pods(name).list()).getItems().stream()
            .filter(pod -> index(pod) == 0)
            .max(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
            .map(
                pod ->
                    client
                        .pods()
                        .inNamespace(options.namespace())
                        .withName(pod.getMetadata().getName()))
            .orElseThrow(
                () ->
                    new UserErrorException(
                        Kind.JOB, name + " has no pod yet: see what status says"));
    if (follow) {
      try (var watch = first.watchLog();
          Reader text = new InputStreamReader(watch.getOutput(), StandardCharsets.UTF_8)) {
        copy(text, out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return;
    }
    String text = asked("show the log of " + name, first::getLog);
    try {
      out.append(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean restartsItself() {
    return true;
  }

  @Override
  public void close() {
    client.close();
  }

  private JobStatus status(GenericKubernetesResource set) {
    String name = set.getMetadata().getName();
    List<Pod> pods = asked("look at " + name, () -> pods(name).list()).getItems();
    return new JobSetState(tree(set), pods.stream().map(this::tree).toList(), warnings(name, pods))
        .status();
  }

  /** Returns what the cluster warns of where pods wait: no capacity, no quota, no image. */
  private List<String> warnings(String name, List<Pod> pods) {
    List<String> waiting =
        pods.stream()
            .filter(
                pod -> "Pending".equals(pod.getStatus() == null ? "" : pod.getStatus().getPhase()))
            .map(pod -> pod.getMetadata().getName())
            .toList();
    if (waiting.isEmpty()) {
      return List.of();
    }
    return asked(
            "look at " + name, () -> client.v1().events().inNamespace(options.namespace()).list())
        .getItems()
        .stream()
        .filter(event -> waiting.contains(event.getInvolvedObject().getName()))
        .filter(event -> "Warning".equals(event.getType()) || isScaleUp(event))
        .sorted(Comparator.comparing(event -> Objects.toString(event.getLastTimestamp(), "")))
        .map(event -> event.getReason() + ": " + event.getMessage())
        .toList();
  }

  private static boolean isScaleUp(Event event) {
    return Objects.toString(event.getReason(), "").endsWith("ScaleUp");
  }

  private FilterWatchListDeletable<Pod, PodList, PodResource> pods(String name) {
    return client
        .pods()
        .inNamespace(options.namespace())
        .withLabel("jobset.sigs.k8s.io/jobset-name", name);
  }

  private static int index(Pod pod) {
    String index =
        pod.getMetadata()
            .getAnnotations()
            .getOrDefault("batch.kubernetes.io/job-completion-index", "0");
    return Integer.parseInt(index);
  }

  private boolean exists(String name) {
    try {
      return jobSets().withName(name).get() != null;
    } catch (KubernetesClientException e) {
      return true; // not known: what is there stays
    }
  }

  private GenericKubernetesResource found(String name) {
    GenericKubernetesResource set = asked("look for " + name, () -> jobSets().withName(name).get());
    if (set == null) {
      throw JobBackend.unknown(name, "namespace " + options.namespace());
    }
    return set;
  }

  private NonNamespaceOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      jobSets() {
    MixedOperation<
            GenericKubernetesResource,
            GenericKubernetesResourceList,
            Resource<GenericKubernetesResource>>
        all = client.genericKubernetesResources(JOB_SETS);
    return all.inNamespace(options.namespace());
  }

  private <T> T asked(String what, Supplier<T> request) {
    try {
      return request.get();
    } catch (KubernetesClientException e) {
      throw ApiFailure.of(e, what, options.namespace());
    }
  }

  private <T> T read(String json, Class<T> type) {
    return client.getKubernetesSerialization().unmarshal(json, type);
  }

  private JsonNode tree(Object resource) {
    try {
      return JSON.readTree(client.getKubernetesSerialization().asJson(resource));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void copy(Reader from, Appendable to) throws IOException {
    CharBuffer buffer = CharBuffer.allocate(8192);
    while (from.read(buffer) >= 0) {
      buffer.flip();
      to.append(buffer);
      buffer.clear();
    }
  }
}
