package org.noisystudent.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.LocalRunStorage;
import org.noisystudent.storage.RunStorage;

/**
 * A run directory in a bucket. Every question is asked of the bucket, whose answers are never old;
 * what is located is fetched into a local folder first, which nothing depends on.
 */
final class GcsRunStorage implements RunStorage {
  private static final int TRIES = 5;

  private final ObjectStore objects;
  private final LocalRunStorage local;
  private final LocalCopies copies;
  private final Map<String, GrowingObject> growing = new ConcurrentHashMap<>();

  /**
   * Creates the storage of a place.
   *
   * @param objects below the place
   * @param cache takes copies of what is read and written; other processes must not use it
   */
  GcsRunStorage(ObjectStore objects, Path cache) {
    this.objects = objects;
    this.local = new LocalRunStorage(cache);
    this.copies = new LocalCopies(objects, local);
  }

  @Override
  public List<String> list(String folder) {
    String inside = normal(folder);
    int start = inside.isEmpty() ? 0 : inside.length() + 1;
    List<RemoteObject> all = objects.below(inside);
    Publications published = new Publications(objects, inside, all);
    TreeSet<String> names = new TreeSet<>();
    for (RemoteObject each : all) {
      Optional<String> marked = Publications.markedFolder(each);
      String path = marked.orElse(each.name());
      boolean there = marked.isPresent() ? !Publications.isHidden(path) : published.isVisible(each);
      if (there && path.length() > start) {
        names.add(path.substring(start).replaceFirst("/.*", ""));
      }
    }
    return List.copyOf(names);
  }

  @Override
  public boolean exists(String path) {
    String name = normal(path);
    Publications published = new Publications(objects);
    if (!name.isEmpty() && objects.find(name).filter(published::isVisible).isPresent()) {
      return true;
    }
    List<RemoteObject> below = objects.below(name);
    Publications inside = new Publications(objects, name, below);
    return below.stream()
        .anyMatch(each -> Publications.markedFolder(each).isPresent() || inside.isVisible(each));
  }

  @Override
  public byte[] read(String path) {
    String name = normal(path);
    return current(
        path,
        () -> {
          RemoteObject object =
              objects
                  .find(name)
                  .filter(new Publications(objects)::isVisible)
                  .orElseThrow(
                      () ->
                          new UserErrorException(
                              Kind.DATA, name(path) + " cannot be read: no such file"));
          byte[] contents = objects.read(object);
          // what is decided by these bytes must not be added to others
          growing.putIfAbsent(
              name,
              new GrowingObject(
                  objects, name, object.tags(), Optional.of(object), Optional.of(contents)));
          return contents;
        });
  }

  @Override
  public void publish(String path, byte[] contents) {
    written(
        path,
        name -> {
          GrowingObject known = growing.get(name);
          if (known == null) {
            objects.put(name, contents, generation(name), new Publications(objects).tagsIn(name));
          } else {
            known.replace(contents);
          }
        });
  }

  @Override
  public void publishFile(String path, FileWriter writer) {
    local.publishFile(path, writer);
    written(
        path,
        name -> {
          growing.remove(name);
          objects.put(
              name, local.locate(name), generation(name), new Publications(objects).tagsIn(name));
        });
  }

  @Override
  public void publishFolder(String path, FolderWriter writer) {
    local.publishFolder(path, writer);
    written(
        path,
        name -> {
          forget(name);
          new FolderPublication(objects, name).publish(local.locate(name));
        });
  }

  @Override
  public void append(String path, byte[] contents) {
    written(path, name -> growing(name).append(contents));
  }

  @Override
  public void delete(String path) {
    written(
        path,
        name -> {
          if (name.isEmpty()) {
            throw new IllegalArgumentException("a run directory is not removed by a run");
          }
          forget(name);
          objects.find(name).ifPresent(objects::delete);
          new FolderPublication(objects, name).delete();
        });
    local.delete(path);
  }

  @Override
  public Path locate(String path) {
    String name = normal(path);
    return name.isEmpty() || Publications.isHidden(name)
        ? local.locate(path)
        : current(path, () -> fetched(name));
  }

  @Override
  public String name(String path) {
    return objects.place(normal(path));
  }

  /** Makes the local file or folder what the published one is, or nothing where none is. */
  private Path fetched(String name) {
    Publications published = new Publications(objects);
    Optional<RemoteObject> file = objects.find(name).filter(published::isVisible);
    if (file.filter(Publications::isSingle).isPresent()) {
      copies.fetch(List.of(file.get()));
      return local.locate(name);
    }
    // whole, also for the path of a file in it: TensorFlow opens the files beside
    Optional<String> whole = published.around(name);
    String folder = whole.orElse(name);
    List<RemoteObject> all = objects.below(folder);
    Publications inside = new Publications(objects, folder, all);
    Map<String, RemoteObject> there =
        all.stream()
            .filter(inside::isVisible)
            .collect(Collectors.toMap(RemoteObject::name, o -> o, (a, b) -> b, TreeMap::new));
    copies.keepOnly(folder, there.keySet());
    copies.fetch(there.values());
    if (there.isEmpty()) {
      local.delete(name);
      whole.filter(name::equals).ifPresent(empty -> local.publishFolder(empty, place -> {}));
    }
    return local.locate(name);
  }

  private GrowingObject growing(String name) {
    return growing.computeIfAbsent(
        name,
        path -> {
          GrowingObject.removeChunks(objects, path);
          Publications published = new Publications(objects);
          Optional<RemoteObject> there = objects.find(path);
          there.filter(left -> !published.isVisible(left)).ifPresent(objects::delete);
          return new GrowingObject(
              objects,
              path,
              published.tagsIn(path),
              there.filter(published::isVisible),
              Optional.empty());
        });
  }

  private long generation(String name) {
    return objects.find(name).map(RemoteObject::generation).orElse(RemoteObject.ABSENT);
  }

  private void forget(String path) {
    growing.keySet().removeIf(name -> name.equals(path) || name.startsWith(path + "/"));
  }

  private interface Writing {
    void write(String name) throws IOException;
  }

  private void written(String path, Writing writing) {
    String name = normal(path);
    try {
      writing.write(name);
    } catch (ConflictException e) {
      throw new UserErrorException(
          Kind.DATA,
          objects.place(e.object())
              + " was changed by another process while this one worked on it: this one stops; all"
              + " that was finished before is kept",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads again where what is read is replaced at the same time. */
  private <T> T current(String path, Supplier<T> reading) {
    for (int tries = 1; ; tries++) {
      try {
        return reading.get();
      } catch (ConflictException e) {
        if (tries == TRIES) {
          throw new UserErrorException(
              Kind.DATA,
              name(path) + " cannot be read: another process keeps replacing it; try again later",
              e);
        }
      }
    }
  }

  /** Returns a path as it is written in the bucket. */
  private String normal(String path) {
    Path root = local.locate("");
    return root.relativize(local.locate(path)).toString();
  }
}
