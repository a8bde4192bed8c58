package org.noisystudent.pjrt;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.noisystudent.pjrt.PjrtException.Code;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.storage.RunStorage;

/**
 * Compiled programs on disk, so that a program is compiled once: each in a folder named after the
 * program, its options, the plugin and the kind of device. Compiled code is for the machine it was
 * made on: machines with unlike CPUs need folders of their own.
 *
 * <p>Several processes may use a folder at once: each publishes under a name of its own, and any
 * will do. A file that is damaged, or that the plugin does not take, is removed and the program
 * compiled again.
 */
public final class CompiledPrograms {
  private static final int HASH_BYTES = 32;

  private final RunStorage storage;
  private final PjrtPlugin plugin;

  /** Creates the cache of a plugin's programs in a storage. */
  public CompiledPrograms(RunStorage storage, PjrtPlugin plugin) {
    this.storage = storage;
    this.plugin = plugin;
  }

  /** Returns a program of a client of this plugin, compiled now or before. */
  public PjrtLoadedExecutable compile(
      PjrtClient client, PjrtProgram program, CompileOptions options) {
    String folder = key(client, program, options);
    for (String name : storage.list(folder)) {
      Optional<PjrtLoadedExecutable> loaded = load(client, folder + "/" + name);
      if (loaded.isPresent()) {
        return loaded.get();
      }
    }
    PjrtLoadedExecutable compiled = client.compile(program, options);
    try {
      publish(folder + "/" + UUID.randomUUID() + ".bin", compiled.executable());
    } catch (RuntimeException e) {
      compiled.close();
      throw e;
    }
    return compiled;
  }

  private Optional<PjrtLoadedExecutable> load(PjrtClient client, String path) {
    byte[] file;
    try {
      file = storage.read(path);
    } catch (UserErrorException e) {
      return Optional.empty(); // another process found it damaged and removed it
    }
    byte[] serialized = Arrays.copyOfRange(file, Math.min(HASH_BYTES, file.length), file.length);
    if (Arrays.equals(hash(serialized), Arrays.copyOf(file, HASH_BYTES))) {
      try {
        return Optional.of(client.load(serialized));
      } catch (PjrtException e) {
        // as good as damaged: what the compiler says is what counts
      }
    }
    storage.delete(path);
    return Optional.empty();
  }

  private void publish(String path, PjrtExecutable executable) {
    byte[] serialized;
    try {
      serialized = executable.serialize();
    } catch (PjrtException e) {
      if (e.code() == Code.UNIMPLEMENTED) {
        return;
      }
      throw e;
    }
    byte[] file =
        ByteBuffer.allocate(HASH_BYTES + serialized.length)
            .put(hash(serialized))
            .put(serialized)
            .array();
    storage.publish(path, file);
  }

  private static byte[] hash(byte[] serialized) {
    return Hashing.sha256().hashBytes(serialized).asBytes();
  }

  private String key(PjrtClient client, PjrtProgram program, CompileOptions options) {
    Hasher hasher = Hashing.sha256().newHasher();
    add(hasher, plugin.sha256().getBytes(StandardCharsets.UTF_8));
    add(hasher, client.platformName().getBytes(StandardCharsets.UTF_8));
    add(hasher, client.platformVersion().getBytes(StandardCharsets.UTF_8));
    for (PjrtDevice device : client.addressableDevices()) {
      add(hasher, device.kind().getBytes(StandardCharsets.UTF_8));
    }
    add(hasher, program.format().getBytes(StandardCharsets.UTF_8));
    add(hasher, program.code());
    add(hasher, options.toProto());
    return hasher.hash().toString();
  }

  private static void add(Hasher hasher, byte[] part) {
    hasher.putLong(part.length).putBytes(part);
  }
}
