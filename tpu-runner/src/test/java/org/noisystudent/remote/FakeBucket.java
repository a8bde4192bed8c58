package org.noisystudent.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.noisystudent.storage.RunStorage;

/** Run directories in a fake bucket, as processes see them that have just started. */
final class FakeBucket implements AutoCloseable {
  static final GsPlace PLACE = GsPlace.of("gs://" + FakeStorage.BUCKET + "/runs/first");

  private final FakeStorage service = FakeStorage.start();
  private final List<GcsClient> clients = new ArrayList<>();
  private final Path caches;

  FakeBucket(Path caches) throws IOException {
    this.caches = caches;
  }

  FakeStorage service() {
    return service;
  }

  /** Settings that do nothing twice. */
  RemoteSettings once() {
    return settings(Duration.ofMillis(1), Duration.ofSeconds(60));
  }

  /** Settings that try for a while. */
  RemoteSettings patient() {
    return settings(Duration.ofSeconds(30), Duration.ofSeconds(60));
  }

  RemoteSettings settings(Duration outage, Duration lease) {
    return new RemoteSettings(
        Optional.of(service.endpoint()),
        Duration.ofMillis(1),
        outage,
        Duration.ofSeconds(20),
        lease);
  }

  /** Returns all objects. */
  ObjectStore objects(RemoteSettings settings) {
    GcsClient client = GcsClient.open(PLACE, settings);
    clients.add(client);
    return new ObjectStore(client.storage(), PLACE, settings.outage(), () -> {});
  }

  /** Returns a storage with an empty cache. */
  RunStorage fresh(RemoteSettings settings) throws IOException {
    return new GcsRunStorage(objects(settings), Files.createTempDirectory(caches, "cache"));
  }

  @Override
  public void close() {
    clients.forEach(GcsClient::close);
    service.close();
  }
}
