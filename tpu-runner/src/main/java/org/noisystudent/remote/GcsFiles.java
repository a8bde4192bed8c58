package org.noisystudent.remote;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.noisystudent.process.UserCaches;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.LocalRunStorage;
import org.noisystudent.storage.RemoteFiles;

/**
 * Files in buckets, to be read: models and images. They are copied into the user's folder of
 * caches, each under its own name, and stay there.
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
    try (GcsClient client = GcsClient.open(place, settings);
        CacheFolder cache = CacheFolder.shared(around, caches)) {
      ObjectStore objects = new ObjectStore(client.storage(), around, settings.outage(), () -> {});
      if (WILDCARD.matcher(place.name()).find()) {
        fetchMatching(objects, place, cache.path());
        return cache.path().resolve(place.name());
      }
      return new GcsRunStorage(objects, cache.path()).locate(place.name());
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, name + " cannot be fetched: " + e, e);
    }
  }

  private static void fetchMatching(ObjectStore objects, GsPlace place, Path cache)
      throws IOException {
    PathMatcher pattern = matcher(place);
    Matcher wildcard = WILDCARD.matcher(place.name());
    String start = wildcard.find() ? place.name().substring(0, wildcard.start()) : place.name();
    Publications published = new Publications(objects);
    List<RemoteObject> found =
        objects.startingWith(start).stream()
            .filter(object -> !object.name().contains("/"))
            .filter(object -> pattern.matches(Path.of(object.name())))
            .filter(published::isVisible)
            .toList();
    LocalRunStorage local = new LocalRunStorage(cache);
    new LocalCopies(objects, local).fetch(found);
    Set<String> names = found.stream().map(RemoteObject::name).collect(Collectors.toSet());
    try (DirectoryStream<Path> copies =
        Files.newDirectoryStream(cache, copy -> pattern.matches(copy.getFileName()))) {
      for (Path copy : copies) {
        String old = copy.getFileName().toString();
        if (!names.contains(old) && Files.isRegularFile(copy)) {
          local.delete(old); // no longer in the bucket
        }
      }
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
