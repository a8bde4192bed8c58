package org.noisystudent.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.noisystudent.job.Accelerator;
import org.noisystudent.job.JobSpec;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * A job as Kubernetes has it: a ConfigMap with the config, and a JobSet with one pod a host of the
 * slice. Built as trees: no value can become a key or a field of its own.
 *
 * <p>Pods are never begun again one by one, as the processes of a slice cannot do without each
 * other: when one fails the JobSet begins all of them again, so many times. A mistake of the user
 * (exit codes 2 and 3) fails the job at once.
 *
 * <p>Sources: JobSet's API, {@code jobset.x-k8s.io/v1alpha2}; GKE's labels {@code
 * cloud.google.com/gke-tpu-accelerator}, {@code gke-tpu-topology}, {@code gke-accelerator}, {@code
 * gke-spot}; Kueue's {@code kueue.x-k8s.io/queue-name}.
 */
public final class JobSetManifest {
  static final String GROUP = "jobset.x-k8s.io";
  static final String VERSION = "v1alpha2";

  /** The label that tells jobs of this program from others. */
  static final String APP_LABEL = "app.kubernetes.io/name";

  static final String APP = "noisystudent";
  static final String RUN_DIR = "noisystudent.org/run-dir";
  static final String ACCELERATOR = "noisystudent.org/accelerator";
  static final String QUEUE_LABEL = "kueue.x-k8s.io/queue-name";

  /** The replicated job, and its container. */
  static final String WORKERS = "workers";

  private static final String CONFIG_FILE = "config.yaml";
  private static final String CONFIG_FOLDER = "/etc/noisystudent";
  private static final String GKE = "cloud.google.com/gke-";
  private static final int STOP_SECONDS = 60;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JobSpec job;
  private final Accelerator accelerator;
  private final String nodeLabel;
  private final ClusterOptions options;

  /**
   * Makes the manifest of a job.
   *
   * @throws UserErrorException if it cannot be on a cluster
   */
  public JobSetManifest(JobSpec job, ClusterOptions options) {
    accelerator = job.checkRemote();
    nodeLabel =
        accelerator
            .nodeLabel()
            .orElseThrow(
                () ->
                    new UserErrorException(
                        Kind.USAGE,
                        "--accelerator (%s) must be one that GKE has"
                            .formatted(accelerator.name())));
    this.job = job;
    this.options = options;
  }

  /** Returns both documents as YAML. */
  public String yaml() {
    YAMLMapper mapper =
        YAMLMapper.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();
    try {
      return mapper.writeValueAsString(configMap()) + mapper.writeValueAsString(jobSet());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the ConfigMap. */
  ObjectNode configMap() {
    ObjectNode map = NODES.objectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
    metadata(map);
    map.putObject("data").put(CONFIG_FILE, job.config());
    return map;
  }

  /** Returns the JobSet. */
  ObjectNode jobSet() {
    ObjectNode set =
        NODES.objectNode().put("apiVersion", GROUP + "/" + VERSION).put("kind", "JobSet");
    ObjectNode metadata = metadata(set);
    options.queue().ifPresent(queue -> labels(metadata).put(QUEUE_LABEL, queue));
    ObjectNode annotations = metadata.putObject("annotations");
    annotations.put(ACCELERATOR, accelerator.name()).put(RUN_DIR, job.runDir());
    if (accelerator.family().isTpu()) {
      // one slice is one node pool: no two jobs share it, and none gets parts of two
      annotations.put("alpha.jobset.sigs.k8s.io/exclusive-topology", GKE + "nodepool");
    }
    ObjectNode spec = set.putObject("spec");
    spec.put("ttlSecondsAfterFinished", options.keep().toSeconds());
    failurePolicy(spec.putObject("failurePolicy"));
    ObjectNode workers = spec.putArray("replicatedJobs").addObject();
    workers.put("name", WORKERS).put("replicas", 1);
    workers.putObject("template").set("spec", podJob());
    return set;
  }

  private void failurePolicy(ObjectNode policy) {
    policy.put("maxRestarts", job.restarts());
    ObjectNode mistakes = policy.putArray("rules").addObject().put("action", "FailJobSet");
    mistakes.putArray("onJobFailureReasons").add("PodFailurePolicy");
  }

  /** Returns the Job: all hosts or none. */
  private ObjectNode podJob() {
    int hosts = accelerator.hosts();
    ObjectNode spec = NODES.objectNode();
    spec.put("parallelism", hosts).put("completions", hosts);
    spec.put("completionMode", "Indexed").put("backoffLimit", 0);
    ObjectNode mistakes = spec.putObject("podFailurePolicy").putArray("rules").addObject();
    ObjectNode codes = mistakes.put("action", "FailJob").putObject("onExitCodes");
    codes.put("containerName", WORKERS).put("operator", "In");
    ArrayNode values = codes.putArray("values");
    JobSpec.MISTAKES.forEach(values::add);
    ObjectNode template = spec.putObject("template");
    labels(template.putObject("metadata")).put(APP_LABEL, APP);
    template.set("spec", pod());
    return spec;
  }

  private ObjectNode pod() {
    ObjectNode pod = NODES.objectNode();
    pod.put("restartPolicy", "Never").put("terminationGracePeriodSeconds", STOP_SECONDS);
    options.serviceAccount().ifPresent(account -> pod.put("serviceAccountName", account));
    options.priorityClass().ifPresent(priority -> pod.put("priorityClassName", priority));
    pod.set("nodeSelector", nodeSelector());
    pod.putArray("containers").add(container());
    ObjectNode volume = pod.putArray("volumes").addObject().put("name", "config");
    volume.putObject("configMap").put("name", job.name());
    return pod;
  }

  private ObjectNode nodeSelector() {
    ObjectNode selector = NODES.objectNode();
    if (accelerator.family().isTpu()) {
      selector
          .put(GKE + "tpu-accelerator", nodeLabel)
          .put(GKE + "tpu-topology", accelerator.shape());
    } else {
      selector.put(GKE + "accelerator", nodeLabel);
    }
    if (options.spot()) {
      selector.put(GKE + "spot", "true");
    }
    return selector;
  }

  private ObjectNode container() {
    ObjectNode container = NODES.objectNode().put("name", WORKERS).put("image", job.image());
    ArrayNode arguments = container.putArray("args");
    arguments.add("run").add(CONFIG_FOLDER + "/" + CONFIG_FILE);
    arguments.add("--run-dir").add(job.runDir());
    if (accelerator.hosts() > 1) {
      // which process each is, the devices know
      arguments.add("--process-count").add(String.valueOf(accelerator.hosts()));
    }
    String resource = accelerator.family().isTpu() ? "google.com/tpu" : "nvidia.com/gpu";
    ObjectNode resources = container.putObject("resources");
    resources.putObject("requests").put(resource, accelerator.chipsPerHost());
    resources.putObject("limits").put(resource, accelerator.chipsPerHost());
    ObjectNode mount = container.putArray("volumeMounts").addObject().put("name", "config");
    mount.put("mountPath", CONFIG_FOLDER).put("readOnly", true);
    return container;
  }

  private ObjectNode metadata(ObjectNode document) {
    ObjectNode metadata = document.putObject("metadata");
    metadata.put("name", job.name()).put("namespace", options.namespace());
    labels(metadata).put(APP_LABEL, APP);
    return metadata;
  }

  private static ObjectNode labels(ObjectNode metadata) {
    return metadata.withObjectProperty("labels");
  }
}
