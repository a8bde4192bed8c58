package org.noisystudent.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.noisystudent.job.JobState;
import org.noisystudent.job.JobStatus;

/**
 * What a JobSet and its pods say of a job.
 *
 * <p>A JobSet says when it is Completed, Failed or Suspended (by Kueue, until it is its turn), and
 * how often it was restarted. Whether its pods run or still wait for nodes, only they know; a pod
 * whose node was taken away has the condition DisruptionTarget.
 */
final class JobSetState {
  private final JsonNode jobSet;
  private final List<JsonNode> pods;
  private final List<String> events;

  /**
   * Takes what was found.
   *
   * @param pods of the job
   * @param events warnings about the pods, the last one last
   */
  JobSetState(JsonNode jobSet, List<JsonNode> pods, List<String> events) {
    this.jobSet = jobSet;
    this.pods = pods;
    this.events = events;
  }

  /** Returns the job as users know it. */
  JobStatus status() {
    JsonNode metadata = jobSet.path("metadata");
    JsonNode annotations = metadata.path("annotations");
    JobState state = state();
    return new JobStatus(
        metadata.path("name").asText(),
        state,
        jobSet.path("status").path("restarts").asInt(),
        metadata.path("creationTimestamp").asText(),
        annotations.path(JobSetManifest.ACCELERATOR).asText(),
        annotations.path(JobSetManifest.RUN_DIR).asText(),
        message(state),
        false); // a JobSet that has failed has used up its restarts, or must not have any
  }

  private JobState state() {
    if (metadataHas("deletionTimestamp")) {
      return JobState.CANCELLED;
    }
    if (condition(jobSet, "Completed").isPresent()) {
      return JobState.SUCCEEDED;
    }
    if (condition(jobSet, "Failed").isPresent()) {
      return JobState.FAILED;
    }
    if (condition(jobSet, "Suspended").isPresent()
        || jobSet.path("spec").path("suspend").asBoolean()) {
      return JobState.QUEUED;
    }
    if (pods.stream().anyMatch(pod -> condition(pod, "DisruptionTarget").isPresent())) {
      return JobState.PREEMPTED;
    }
    boolean all = !pods.isEmpty();
    for (JsonNode pod : pods) {
      all &=
          pod.path("status").path("phase").asText().equals("Running")
              || pod.path("status").path("phase").asText().equals("Succeeded");
    }
    return all ? JobState.RUNNING : JobState.PROVISIONING;
  }

  private String message(JobState state) {
    if (state == JobState.FAILED) {
      String says = condition(jobSet, "Failed").map(c -> c.path("message").asText()).orElse("");
      return exitCode().map(code -> says + " (" + code + ")").orElse(says);
    }
    if (state == JobState.QUEUED) {
      return "it waits for its turn in the queue";
    }
    if (state == JobState.PREEMPTED) {
      return pods.stream()
          .flatMap(pod -> condition(pod, "DisruptionTarget").stream())
          .map(condition -> condition.path("message").asText())
          .findFirst()
          .orElse("");
    }
    if (state == JobState.PROVISIONING) {
      return events.isEmpty() ? unschedulable().orElse("") : events.get(events.size() - 1);
    }
    return "";
  }

  private Optional<String> unschedulable() {
    return pods.stream()
        .flatMap(pod -> conditionWith(pod, "PodScheduled", "False").stream())
        .map(condition -> condition.path("message").asText())
        .findFirst();
  }

  private Optional<String> exitCode() {
    for (JsonNode pod : pods) {
      for (JsonNode container : pod.path("status").path("containerStatuses")) {
        JsonNode ended = container.path("state").path("terminated");
        if (ended.path("exitCode").asInt() != 0) {
          return Optional.of(
              "%s of pod %s ended with exit code %d"
                  .formatted(
                      container.path("name").asText(),
                      pod.path("metadata").path("name").asText(),
                      ended.path("exitCode").asInt()));
        }
      }
    }
    return Optional.empty();
  }

  private boolean metadataHas(String field) {
    return jobSet.path("metadata").hasNonNull(field);
  }

  private static Optional<JsonNode> condition(JsonNode object, String type) {
    return conditionWith(object, type, "True");
  }

  private static Optional<JsonNode> conditionWith(JsonNode object, String type, String status) {
    for (JsonNode condition : object.path("status").path("conditions")) {
      if (condition.path("type").asText().equals(type)
          && condition.path("status").asText().equals(status)) {
        return Optional.of(condition);
      }
    }
    return Optional.empty();
  }
}
