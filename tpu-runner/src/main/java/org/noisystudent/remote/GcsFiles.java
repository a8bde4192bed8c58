package org.noisystudent.remote;

import com.google.cloud.storage.Storage;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.noisystudent.process.UserCaches;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.RemoteFiles;

/**
 * Files in buckets, to be read: models and images. They are copied into the user's folder of caches,
 * each under its own name, and stay there.
 */
public final class GcsFiles implements RemoteFiles {
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[{]");

  private final RemoteSettings settings;
  private final Path caches;

  /** Creates what commands use. */
  public GcsFiles() {
    this(RemoteSettings.of(System.getenv()), UserCaches.folder());
  }

  GcsFiles(RemoteSettings settings, Path caches) {
    this.settings = settings;
    this.caches = caches;
  }

  @Override
  public boolean know(String name) {
    return GsPlace.isMeant(name);
  }

  @Override
  public Path fetch(String name) {
    GsPlace place = GsPlace.of(name);
    GsPlace around = place.parent();
    try (Storage client = GcsClient.open(place, settings);
        CacheFolder cache = CacheFolder.shared(around, caches)) {
      ObjectStore objects = new ObjectStore(client, around, settings.outage(), () -> {});
      GcsRunStorage storage = new GcsRunStorage(objects, cache.path());
      if (!WILDCARD.matcher(place.name()).find()) {
        return storage.locate(place.name());
      }
      PathMatcher pattern = matcher(place);
      storage.list("").stream()
          .filter(file -> pattern.matches(Path.of(file)))
          .forEach(storage::locate);
      return cache.path().resolve(place.name());
    } catch (UserErrorException e) {
      throw e;
    } catch (Exception e) {
      throw new UserErrorException(Kind.DATA, name + " cannot be fetched: " + e, e);
    }
  }

  private static PathMatcher matcher(GsPlace place) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + place.name());
    } catch (PatternSyntaxException e) {
      throw new UserErrorException(
          Kind.DATA, place + ": must be a pattern: " + e.getDescription(), e);
    }
  }
}
