package org.noisystudent.kubernetes;

import java.time.Duration;
import java.util.Optional;

/**
 * Where and how jobs run on a cluster.
 *
 * @param namespace of Kubernetes
 * @param queue Kueue's local queue; empty where jobs start at once
 * @param serviceAccount the Kubernetes service account whose workload identity may read and write
 *     the bucket; empty for the namespace's own
 * @param priorityClass of the pods; empty for the cluster's own
 * @param spot whether machines may be taken away at any time, at a lower price
 * @param keep how long a job that has ended stays listed
 */
public record ClusterOptions(
    String namespace,
    Optional<String> queue,
    Optional<String> serviceAccount,
    Optional<String> priorityClass,
    boolean spot,
    Duration keep) {}
