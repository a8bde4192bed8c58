package org.noisystudent.remote;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.noisystudent.run.RunPlace;
import org.noisystudent.storage.RunStorage;

/** A place in a bucket for a run directory, with the connection to it; closed by its owner. */
public final class GcsRunPlace implements RunPlace {
  private final GsPlace place;
  private final RemoteSettings settings;
  private final Consumer<String> notices;
  private final GcsClient client;
  private final CacheFolder cache;
  private final ObjectStore objects;
  private volatile Runnable guard = () -> {};

  /**
   * Connects to a place; nothing is asked of it yet.
   *
   * @param caches the user's folder of caches
   * @param notices takes lines for a person who waits
   */
  public GcsRunPlace(
      GsPlace place, RemoteSettings settings, Path caches, Consumer<String> notices) {
    this.place = place;
    this.settings = settings;
    this.notices = notices;
    this.client = GcsClient.open(place, settings);
    this.objects = new ObjectStore(client.storage(), place, settings.outage(), () -> guard.run());
    this.cache = CacheFolder.of(place, caches);
  }

  @Override
  public RunStorage storage() {
    return new GcsRunStorage(objects, cache.path());
  }

  @Override
  public Lock lock() {
    Lease lease = Lease.take(objects, settings.lease(), notices);
    guard = lease::requireHeld;
    return lease;
  }

  @Override
  public String toString() {
    return place.toString();
  }

  @Override
  public void close() {
    cache.close();
    client.close();
  }
}
