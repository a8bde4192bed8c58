package org.noisystudent.remote;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the service is reached.
 *
 * @param endpoint address of a stand-in for the service, which takes no credentials; empty is the
 *     service itself
 * @param firstRetry wait before a failed request is made again, doubled each time
 * @param outage how long a request is made again before the command gives up
 * @param request how long one request may take without a byte of answer
 * @param lease how long a run directory stays held without being renewed
 */
public record RemoteSettings(
    Optional<URI> endpoint,
    Duration firstRetry,
    Duration outage,
    Duration request,
    Duration lease) {
  /** The variable that Google's libraries take the address of a stand-in from. */
  public static final String ENDPOINT = "STORAGE_EMULATOR_HOST";

  private static final Duration MAX_RETRY = Duration.ofSeconds(32);

  /** Returns the settings of a command with some environment. */
  public static RemoteSettings of(Map<String, String> environment) {
    return new RemoteSettings(
        Optional.ofNullable(environment.get(ENDPOINT))
            .filter(host -> !host.isBlank())
            .map(host -> URI.create(host.contains("://") ? host : "http://" + host)),
        Duration.ofSeconds(1),
        Duration.ofMinutes(10),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60));
  }

  /** Returns the longest wait between two tries. */
  Duration maxRetry() {
    return MAX_RETRY.compareTo(firstRetry) < 0 ? firstRetry : MAX_RETRY;
  }
}
