package org.noisystudent.remote;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.Storage.BlobSourceOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.Storage.BlobWriteOption;
import com.google.cloud.storage.Storage.ComposeRequest;
import com.google.cloud.storage.StorageException;
import java.io.IOException;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * The objects below a place in a bucket. Whatever changes one says which generation it expects, so
 * that it can be tried again when an answer was lost: every upload carries a mark of its own, by
 * which a refusal that only follows from its own first try is told from one by another writer.
 */
final class ObjectStore {
  /** An upload of more bytes is made in a session, which goes on where a try broke off. */
  static final long ONE_REQUEST = 8L << 20;

  private static final String WRITE = "noisystudent-write";
  private static final int PRECONDITION_FAILED = 412;
  private static final int NOT_FOUND = 404;
  private static final int SESSION_BUFFER = 16 << 20;
  private static final long PAGE = 1000;

  private final Storage storage;
  private final GsPlace root;
  private final Duration outage;
  private final Runnable beforeWrite;

  /**
   * Creates a store.
   *
   * @param outage how long the client tries, for what is said when it gives up
   * @param beforeWrite refuses by an exception what this process may no longer do
   */
  ObjectStore(Storage storage, GsPlace root, Duration outage, Runnable beforeWrite) {
    this.storage = storage;
    this.root = root;
    this.outage = outage;
    this.beforeWrite = beforeWrite;
  }

  /** Returns the same objects with another guard. */
  ObjectStore guardedBy(Runnable guard) {
    return new ObjectStore(storage, root, outage, guard);
  }

  /** Returns where an object is, for people. */
  String place(String name) {
    return root.resolve(name).toString();
  }

  Optional<RemoteObject> find(String name) {
    return tried(
        name, "read", () -> Optional.ofNullable(storage.get(id(name))).map(this::described));
  }

  /** Returns the objects in a folder and all its folders, by name; all where it is empty. */
  List<RemoteObject> below(String folder) {
    return startingWith(folder.isEmpty() ? "" : folder + "/");
  }

  /** Returns the objects whose names start so, by name. */
  List<RemoteObject> startingWith(String start) {
    String prefix = root.path().isEmpty() ? start : root.path() + "/" + start;
    return tried(
        start,
        "listed",
        () -> {
          List<RemoteObject> found = new ArrayList<>();
          var pages =
              storage.list(
                  root.bucket(), BlobListOption.prefix(prefix), BlobListOption.pageSize(PAGE));
          pages.iterateAll().forEach(blob -> found.add(described(blob)));
          return found;
        });
  }

  /**
   * Writes an object.
   *
   * @param generation the one that it replaces, or {@link RemoteObject#ABSENT}
   * @throws ConflictException if another one is there
   */
  RemoteObject put(String name, byte[] contents, long generation, Map<String, String> tags) {
    BlobInfo info = info(name, tags, Checksums.of(contents));
    return written(
        info,
        name,
        () -> storage.create(info, contents, BlobTargetOption.generationMatch(generation)));
  }

  /** Writes an object with the content of a file; as above. */
  RemoteObject put(String name, Path file, long generation, Map<String, String> tags)
      throws IOException {
    if (Files.size(file) <= ONE_REQUEST) {
      return put(name, Files.readAllBytes(file), generation, tags);
    }
    BlobInfo info = info(name, tags, Checksums.of(file));
    return written(
        info,
        name,
        () ->
            storage.createFrom(
                info,
                file,
                SESSION_BUFFER,
                BlobWriteOption.generationMatch(generation),
                BlobWriteOption.crc32cMatch()));
  }

  /** Adds a chunk at the end of an object, at once; as above. */
  RemoteObject join(RemoteObject base, RemoteObject chunk) {
    BlobInfo info = marked(base.name(), base.tags());
    ComposeRequest request =
        ComposeRequest.newBuilder()
            .addSource(id(base.name()).getName(), base.generation())
            .addSource(id(chunk.name()).getName(), chunk.generation())
            .setTarget(info)
            .setTargetOptions(BlobTargetOption.generationMatch(base.generation()))
            .build();
    return written(info, base.name(), () -> joined(request, base.name()));
  }

  /**
   * Reads an object as it was.
   *
   * @throws ConflictException if it is no longer there
   */
  byte[] read(RemoteObject object) {
    byte[] contents =
        tried(
            object.name(),
            "read",
            () ->
                storage.readAllBytes(
                    exactly(object), BlobSourceOption.shouldReturnRawInputStream(true)));
    requireWhole(object, Checksums.of(contents));
    return contents;
  }

  /** Writes an object as it was into a file; as above. */
  void download(RemoteObject object, Path file) throws IOException {
    tried(
        object.name(),
        "read",
        () -> {
          storage.downloadTo(
              exactly(object), file, BlobSourceOption.shouldReturnRawInputStream(true));
          return file;
        });
    requireWhole(object, Checksums.of(file));
  }

  /**
   * Removes an object as it was; nothing if it is not there.
   *
   * @throws ConflictException if another one is there
   */
  void delete(RemoteObject object) {
    beforeWrite.run();
    tried(
        object.name(),
        "removed",
        () ->
            storage.delete(
                id(object.name()), BlobSourceOption.generationMatch(object.generation())));
  }

  private Blob joined(ComposeRequest request, String name) {
    try {
      return storage.compose(request);
    } catch (StorageException e) {
      if (e.getCode() == NOT_FOUND) { // a part is no longer what it was
        throw new ConflictException(name, e);
      }
      throw e;
    }
  }

  private interface Writing {
    Blob write() throws IOException;
  }

  private RemoteObject written(BlobInfo info, String name, Writing writing) {
    beforeWrite.run();
    try {
      return tried(
          name,
          "written",
          () -> {
            try {
              return described(writing.write());
            } catch (IOException e) {
              throw StorageException.translate(e);
            }
          });
    } catch (ConflictException e) {
      String mark = info.getMetadata().get(WRITE);
      // the first try was done and its answer lost: then the second found its own work
      return find(name).filter(found -> mark.equals(found.tags().get(WRITE))).orElseThrow(() -> e);
    }
  }

  private <T> T tried(String name, String verb, Supplier<T> request) {
    try {
      return request.get();
    } catch (StorageException e) {
      if (e.getCode() == PRECONDITION_FAILED || (e.getCode() == NOT_FOUND && verb.equals("read"))) {
        throw new ConflictException(name, e);
      }
      throw StorageFailure.of(place(name) + " cannot be " + verb, e, outage);
    }
  }

  private void requireWhole(RemoteObject object, Checksums read) {
    if (!read.areOf(object)) {
      throw new UserErrorException(
          Kind.DATA, place(object.name()) + " was damaged on the way: run the same command again");
    }
  }

  private BlobInfo info(String name, Map<String, String> tags, Checksums sums) {
    return marked(name, tags).toBuilder().setCrc32c(sums.crc32c()).build();
  }

  private BlobInfo marked(String name, Map<String, String> tags) {
    Map<String, String> metadata = new HashMap<>(tags);
    metadata.put(WRITE, UUID.randomUUID().toString());
    String type = URLConnection.guessContentTypeFromName(name);
    return BlobInfo.newBuilder(id(name))
        .setMetadata(metadata)
        .setContentType(type == null ? "application/octet-stream" : type)
        .build();
  }

  private BlobId id(String name) {
    return BlobId.of(root.bucket(), root.resolve(name).path());
  }

  private BlobId exactly(RemoteObject object) {
    return BlobId.of(root.bucket(), id(object.name()).getName(), object.generation());
  }

  private RemoteObject described(Blob blob) {
    return new RemoteObject(
        blob.getName().substring(root.path().isEmpty() ? 0 : root.path().length() + 1),
        blob.getGeneration(),
        blob.getSize(),
        Optional.ofNullable(blob.getCrc32c()).orElse(""),
        Optional.ofNullable(blob.getMd5()).orElse(""),
        Optional.ofNullable(blob.getMetadata()).orElse(Map.of()),
        blob.getUpdateTimeOffsetDateTime().toInstant());
  }
}
