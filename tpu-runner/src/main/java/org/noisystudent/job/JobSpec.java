package org.noisystudent.job;

import com.google.common.collect.ImmutableSet;
import java.util.Optional;
import java.util.regex.Pattern;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * A run to be done elsewhere.
 *
 * @param name 1 to 40 of {@code a-z 0-9 -}: the cluster adds to it, within the 63 of a DNS label
 * @param config the resolved config, YAML
 * @param accelerator what it runs on; empty on this machine
 * @param image the container image, pinned by its digest; empty on this machine
 * @param runDir where the run directory is: {@code gs://} on a cluster
 * @param restarts how often it may be begun again after preemptions and failures
 * @param workers processes of this machine that train together; 1 on a cluster, where the devices
 *     say it
 */
public record JobSpec(
    String name,
    String config,
    Optional<Accelerator> accelerator,
    String image,
    String runDir,
    int restarts,
    int workers) {
  private static final Pattern NAME = Pattern.compile("[a-z]([-a-z0-9]{0,38}[a-z0-9])?");
  private static final Pattern IMAGE =
      Pattern.compile("[a-z0-9][a-z0-9._:/-]*(:[A-Za-z0-9._-]+)?@sha256:[0-9a-f]{64}");
  private static final Pattern REMOTE = Pattern.compile("gs://[a-z0-9][-a-z0-9._]+(/[\\w.-]+)+/?");

  /** Exit codes of a mistake of the user: a job that ended so ends so again. */
  public static final ImmutableSet<Integer> MISTAKES =
      ImmutableSet.of(Kind.USAGE.exitCode(), Kind.DATA.exitCode());

  /** Refuses a name that a cluster would. */
  public JobSpec {
    checkName(name);
    if (restarts < 0) {
      throw new UserErrorException(Kind.USAGE, "--restarts (" + restarts + ") must be >= 0");
    }
    if (workers < 1) {
      throw new UserErrorException(Kind.USAGE, "--workers (" + workers + ") must be >= 1");
    }
  }

  /** Refuses a name that is no name of a job. */
  public static void checkName(String name) {
    require(NAME, "--name", name, "1 to 40 of a-z, 0-9 and -, a letter first and no - last");
  }

  /**
   * Refuses what cannot be on a cluster: an image that may change, a run directory of a host,
   * workers of a machine, no accelerator.
   *
   * @return the accelerator
   */
  public Accelerator checkRemote() {
    require(IMAGE, "--image", image, "an image pinned by its digest, such as HOST/NAME@sha256:...");
    require(REMOTE, "--run-dir", runDir, "gs://BUCKET/PATH, of letters, digits and . _ -");
    if (workers != 1) {
      throw new UserErrorException(
          Kind.USAGE,
          "--workers (%d) must be 1 on a cluster: the accelerator has its hosts"
              .formatted(workers));
    }
    return accelerator.orElseThrow(
        () -> new UserErrorException(Kind.USAGE, "--accelerator must be given, such as v5e-16"));
  }

  private static void require(Pattern pattern, String option, String value, String rule) {
    if (!pattern.matcher(value).matches()) {
      throw new UserErrorException(Kind.USAGE, "%s (%s) must be %s".formatted(option, value, rule));
    }
  }
}
