package org.noisystudent.cloudtpu;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.cloud.tpu.v2.DeleteQueuedResourceRequest;
import com.google.cloud.tpu.v2.GetGuestAttributesRequest;
import com.google.cloud.tpu.v2.GuestAttributesEntry;
import com.google.cloud.tpu.v2.Node;
import com.google.cloud.tpu.v2.QueuedResource;
import com.google.cloud.tpu.v2.QueuedResourceState;
import com.google.cloud.tpu.v2.TpuClient;
import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.noisystudent.job.Accelerator;
import org.noisystudent.job.JobBackend;
import org.noisystudent.job.JobServiceUnavailableException;
import org.noisystudent.job.JobSpec;
import org.noisystudent.job.JobState;
import org.noisystudent.job.JobStatus;
import org.noisystudent.job.JobWatcher;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Jobs as queued resources of Cloud TPU. The service gives the machines and takes them away; how
 * the program ended on them, each VM tells by a guest attribute. A queued resource whose machines
 * were taken away never comes back: to begin again is to delete it and to ask once more.
 */
public final class QueuedResourceJobs implements JobBackend {
  private static final Duration GONE_POLL = Duration.ofSeconds(5);
  private static final int GONE_TRIES = 120;

  private final TpuClient client;
  private final CloudTpuOptions options;
  private final JobWatcher.Sleeper sleeper;

  /** What was deleted to be asked for again, by name: it must not be lost between the two. */
  private final Map<String, QueuedResource> begunAgain = new ConcurrentHashMap<>();

  /** Takes a client, which is closed with this. */
  public QueuedResourceJobs(TpuClient client, CloudTpuOptions options, JobWatcher.Sleeper sleeper) {
    this.client = client;
    this.options = options;
    this.sleeper = sleeper;
  }

  @Override
  public void submit(JobSpec job) {
    create(job.name(), QueuedResourceRequest.of(job, options));
  }

  @Override
  public JobStatus status(String name) {
    return status(found(name));
  }

  @Override
  public List<JobStatus> list() {
    return asked(
        "list jobs",
        () -> {
          List<JobStatus> jobs = new ArrayList<>();
          for (QueuedResource each : client.listQueuedResources(options.location()).iterateAll()) {
            boolean ours =
                each.getTpu().getNodeSpecCount() == 1
                    && node(each)
                        .getLabelsOrDefault(QueuedResourceRequest.LABEL, "")
                        .equals(QueuedResourceRequest.APP);
            if (ours) {
              jobs.add(status(each));
            }
          }
          jobs.sort(Comparator.comparing(JobStatus::name));
          return jobs;
        });
  }

  @Override
  public void cancel(String name) {
    found(name);
    delete(name);
  }

  @Override
  public void restart(String name) {
    QueuedResource again =
        begunAgain.computeIfAbsent(name, any -> QueuedResourceRequest.again(found(name)));
    awaitGone(name);
    create(name, again);
    begunAgain.remove(name);
  }

  @Override
  public void logs(String name, boolean follow, Appendable out) {
    found(name);
    throw new UserErrorException(
        Kind.USAGE,
        "Cloud TPU keeps no log of programs: gcloud compute tpus tpu-vm ssh %s --zone %s --project %s"
                .formatted(name, options.zone(), options.project())
            + " --worker 0 --command 'sudo docker logs noisystudent' shows it");
  }

  @Override
  public boolean restartsItself() {
    return false;
  }

  @Override
  public void close() {
    client.close();
  }

  private void create(String name, QueuedResource resource) {
    asked(
        "submit " + name,
        () ->
            client
                .createQueuedResourceCallable()
                .call(QueuedResourceRequest.creating(name, resource, options)));
  }

  private void delete(String name) {
    DeleteQueuedResourceRequest request =
        DeleteQueuedResourceRequest.newBuilder().setName(full(name)).setForce(true).build();
    asked("cancel " + name, () -> client.deleteQueuedResourceCallable().call(request));
  }

  /** Deletes a queued resource that may be gone already, and waits until its name is free. */
  private void awaitGone(String name) {
    for (int tries = 0; tries < GONE_TRIES; tries++) {
      Optional<QueuedResource> there = find(name);
      if (there.isEmpty()) {
        return;
      }
      if (there.get().getState().getState() != QueuedResourceState.State.DELETING) {
        delete(name);
      }
      try {
        sleeper.sleep(GONE_POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UserErrorException(Kind.JOB, "interrupted while " + name + " was deleted", e);
      }
    }
    throw new JobServiceUnavailableException(name + " is being deleted for too long", null);
  }

  private JobStatus status(QueuedResource resource) {
    Node node = node(resource);
    QueuedResourceState.State given = resource.getState().getState();
    List<Integer> codes =
        given == QueuedResourceState.State.ACTIVE ? exitCodes(resource) : List.of();
    JobState state = state(given, codes);
    return new JobStatus(
        resource.getName().substring(resource.getName().lastIndexOf('/') + 1),
        state,
        Integer.parseInt(node.getLabelsOrDefault(QueuedResourceRequest.RESTARTS, "0")),
        text(resource.getCreateTime()),
        Accelerator.parse(node.getAcceleratorType()).name(),
        node.getMetadataOrDefault(QueuedResourceRequest.RUN_DIR, ""),
        message(resource, state, codes),
        codes.stream().noneMatch(JobSpec.MISTAKES::contains));
  }

  private static JobState state(QueuedResourceState.State given, List<Integer> codes) {
    return switch (given) {
      case PROVISIONING -> JobState.PROVISIONING;
      case ACTIVE ->
          codes.stream().anyMatch(code -> code != 0)
              ? JobState.FAILED
              : codes.isEmpty() ? JobState.RUNNING : JobState.SUCCEEDED;
      case SUSPENDING, SUSPENDED -> JobState.PREEMPTED;
      case FAILED -> JobState.FAILED;
      case DELETING -> JobState.CANCELLED;
      default -> JobState.QUEUED;
    };
  }

  private static String message(QueuedResource resource, JobState state, List<Integer> codes) {
    if (!codes.isEmpty()) {
      return "exit codes " + codes;
    }
    return state == JobState.FAILED
        ? resource.getState().getFailedData().getError().getMessage()
        : "";
  }

  /** Returns the exit codes of all hosts; none while one of them still runs, unless one failed. */
  private List<Integer> exitCodes(QueuedResource resource) {
    QueuedResource.Tpu.NodeSpec spec = resource.getTpu().getNodeSpec(0);
    GetGuestAttributesRequest request =
        GetGuestAttributesRequest.newBuilder()
            .setName(spec.getParent() + "/nodes/" + spec.getNodeId())
            .setQueryPath("noisystudent/exit-code")
            .build();
    List<Integer> codes = new ArrayList<>();
    asked("look at " + spec.getNodeId(), () -> client.getGuestAttributes(request))
        .getGuestAttributesList()
        .forEach(
            host -> {
              for (GuestAttributesEntry entry : host.getQueryValue().getItemsList()) {
                codes.add(Integer.parseInt(entry.getValue().strip()));
              }
            });
    int hosts = Integer.parseInt(spec.getNode().getMetadataOrDefault("noisystudent-hosts", "1"));
    boolean failed = codes.stream().anyMatch(code -> code != 0);
    return failed || codes.size() == hosts ? codes : List.of();
  }

  private QueuedResource found(String name) {
    JobSpec.checkName(name);
    return find(name).orElseThrow(() -> JobBackend.unknown(name, options.location()));
  }

  private Optional<QueuedResource> find(String name) {
    try {
      return asked("look for " + name, () -> Optional.of(client.getQueuedResource(full(name))));
    } catch (UserErrorException e) {
      if (e.getCause() instanceof NotFoundException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private String full(String name) {
    return options.location() + "/queuedResources/" + name;
  }

  private <T> T asked(String what, Supplier<T> request) {
    try {
      return request.get();
    } catch (ApiException e) {
      throw TpuFailure.of(e, what, options);
    }
  }

  private static Node node(QueuedResource resource) {
    return resource.getTpu().getNodeSpec(0).getNode();
  }

  private static String text(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds()).toString();
  }
}
