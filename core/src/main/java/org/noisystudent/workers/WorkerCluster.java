package org.noisystudent.workers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.net.HostAndPort;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.noisystudent.data.ProcessShare;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.tensorflow.proto.ClusterDef;
import org.tensorflow.proto.JobDef;

/**
 * Workers that train together, and which of them this process is.
 *
 * @param addresses where each listens, and is reached by the others
 * @param index of this process, from 0
 */
public record WorkerCluster(ImmutableList<HostAndPort> addresses, int index) {
  /** The variable in which TensorFlow's launchers say who works together. */
  public static final String TF_CONFIG = "TF_CONFIG";

  static final String JOB = "worker";
  private static final String RULE = "must be HOST:PORT,HOST:PORT,..., one for each process";

  /**
   * Checks the addresses.
   *
   * @throws UserErrorException of kind USAGE if two are the same, or the index is of none
   */
  public WorkerCluster {
    if (new HashSet<>(addresses).size() != addresses.size()) {
      throw usage("the workers %s must be different".formatted(addresses));
    }
    if (index < 0 || index >= addresses.size()) {
      throw usage(
          "the index of this worker (%d) must be 0..%d".formatted(index, addresses.size() - 1));
    }
  }

  /**
   * Reads the addresses of workers.
   *
   * @param text {@code HOST:PORT,HOST:PORT,...}
   * @throws UserErrorException of kind USAGE if it is none
   */
  public static WorkerCluster parse(String text, int index) {
    List<HostAndPort> addresses = new ArrayList<>();
    for (String word : Splitter.on(',').trimResults().split(text)) {
      addresses.add(address(word, "the workers (" + text + ") " + RULE));
    }
    return new WorkerCluster(ImmutableList.copyOf(addresses), index);
  }

  /**
   * Reads what TensorFlow's launchers put into {@link #TF_CONFIG}: {@code {"cluster": {"worker":
   * ["HOST:PORT", ...]}, "task": {"type": "worker", "index": 0}}}. A chief is the first worker.
   *
   * @throws UserErrorException of kind USAGE if it says something else
   */
  public static WorkerCluster ofTfConfig(String json) {
    JsonNode config;
    try {
      config = new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new UserErrorException(
          Kind.USAGE, TF_CONFIG + " must be JSON: " + UserErrorException.firstLine(e), e);
    }
    JsonNode cluster = config.path("cluster");
    JsonNode task = config.path("task");
    List<HostAndPort> addresses = new ArrayList<>();
    for (String job : List.of("chief", JOB)) {
      for (JsonNode each : cluster.path(job)) {
        addresses.add(address(each.asText(), TF_CONFIG + ": cluster." + job + " " + RULE));
      }
    }
    String type = task.path("type").asText();
    boolean isChief = type.equals("chief");
    if (addresses.isEmpty() || (!isChief && !type.equals(JOB)) || !task.path("index").isInt()) {
      throw usage(
          TF_CONFIG
              + " must have cluster.worker, and task.type worker or chief with task.index; parameter servers and evaluators are not used");
    }
    int index = task.path("index").asInt() + (isChief ? 0 : cluster.path("chief").size());
    return new WorkerCluster(ImmutableList.copyOf(addresses), index);
  }

  private static HostAndPort address(String word, String rule) {
    try {
      HostAndPort address = HostAndPort.fromString(word);
      if (address.hasPort() && address.getPort() > 0 && !address.getHost().isEmpty()) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      throw new UserErrorException(Kind.USAGE, rule, e);
    }
    throw usage(rule);
  }

  private static UserErrorException usage(String message) {
    return new UserErrorException(Kind.USAGE, message);
  }

  /** Returns the place of this process among the workers. */
  public ProcessShare share() {
    return new ProcessShare(index, addresses.size());
  }

  /** Returns a worker's number and address, for people. */
  String name(int worker) {
    return "worker %d of %d (%s)".formatted(worker, addresses.size(), addresses.get(worker));
  }

  /** Returns the names of workers, for people. */
  String names(List<Integer> workers) {
    return workers.stream().map(this::name).collect(Collectors.joining(" and "));
  }

  /** Returns the name of a worker in device specifications. */
  String task(int worker) {
    return "/job:%s/replica:0/task:%d".formatted(JOB, worker);
  }

  ClusterDef proto() {
    JobDef.Builder job = JobDef.newBuilder().setName(JOB);
    for (int worker = 0; worker < addresses.size(); worker++) {
      job.putTasks(worker, addresses.get(worker).toString());
    }
    return ClusterDef.newBuilder().addJob(job).build();
  }
}
