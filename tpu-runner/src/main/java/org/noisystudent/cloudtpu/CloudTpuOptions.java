package org.noisystudent.cloudtpu;

import java.util.Optional;

/**
 * Where and how jobs run on Cloud TPU.
 *
 * @param project of Google Cloud
 * @param zone such as {@code us-central2-b}
 * @param runtimeVersion the software of the VMs; empty for that of the accelerator's family
 * @param network of the project; empty for its default one
 * @param serviceAccount an address, whose rights the VMs have; empty for the default one
 * @param reservation its full name, {@code projects/P/locations/Z/reservations/R}; empty for none
 * @param spot whether machines may be taken away at any time, at a lower price
 */
public record CloudTpuOptions(
    String project,
    String zone,
    Optional<String> runtimeVersion,
    Optional<String> network,
    Optional<String> serviceAccount,
    Optional<String> reservation,
    boolean spot) {
  /** Returns the place of jobs that are there. */
  public static CloudTpuOptions of(String project, String zone) {
    return new CloudTpuOptions(
        project,
        zone,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /** Returns the name of the zone in the API. */
  String location() {
    return "projects/" + project + "/locations/" + zone;
  }
}
