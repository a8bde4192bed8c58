package org.noisystudent.pjrt;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.noisystudent.savedmodel.ContentHash;
import org.noisystudent.savedmodel.UserErrorException;

/**
 * A PJRT plugin: a shared library that knows one kind of device. Stays loaded until the process
 * ends, for its threads do.
 */
public final class PjrtPlugin {
  private static final int MAJOR = 0;

  /** The oldest header that {@link PjrtCall} was compared with. */
  private static final int OLDEST_MINOR = 54;

  private static final int MAJOR_OFFSET = 32;
  private static final int MINOR_OFFSET = 36;

  /**
   * RTLD_LAZY without RTLD_GLOBAL, so that TensorFlow's copy of XLA and this one do not mix; and
   * RTLD_NODELETE.
   */
  private static final int OPEN_FLAGS = 0x1 | 0x1000;

  private final PjrtApi api;
  private final String apiVersion;
  private final String sha256;
  private final List<NamedValue> attributes;

  private PjrtPlugin(PjrtApi api, String apiVersion, String sha256) {
    this.api = api;
    this.apiVersion = apiVersion;
    this.sha256 = sha256;
    api.call(PjrtCall.PLUGIN_INITIALIZE, new PjrtStruct(PjrtCall.PLUGIN_INITIALIZE)).close();
    PjrtStruct arguments = new PjrtStruct(PjrtCall.PLUGIN_ATTRIBUTES);
    try (PjrtStruct results = api.call(PjrtCall.PLUGIN_ATTRIBUTES, arguments)) {
      attributes = NamedValue.read(results, "attributes", "num_attributes");
    }
  }

  /**
   * Loads a plugin. One that is missing, not trusted, for another machine or too old is a {@link
   * UserErrorException} that says how to get one.
   */
  public static PjrtPlugin load(Path library, PluginTrust trust) {
    PluginLibrary.requireLoadable(library, System.getProperty("os.arch"));
    String sha256 = ContentHash.of(library);
    if (trust == PluginTrust.PINNED) {
      new PinnedPlugins().require(library, sha256);
    }
    return of(library, sha256, openedApi(library));
  }

  /**
   * Loads a plugin to compile for devices that are not there. Sets the environment variables that
   * libtpu needs for it, where the user has not; with them it does not find a TPU that is there.
   */
  public static PjrtPlugin loadToCompileOnly(Path library, PluginTrust trust) {
    NativeEnvironment.setDefaults(NativeEnvironment.WITHOUT_A_TPU);
    return load(library, trust);
  }

  /** Returns the plugin of an API that a library handed out. */
  static PjrtPlugin of(Path library, String sha256, Pointer api) {
    int major = api.getInt(MAJOR_OFFSET);
    int minor = api.getInt(MINOR_OFFSET);
    String version = major + "." + minor;
    if (major != MAJOR || minor < OLDEST_MINOR) {
      throw PluginLibrary.unusable(
          "PJRT plugin %s (API version %s) must be of API version %d.%d or newer, below %d"
              .formatted(library, version, MAJOR, OLDEST_MINOR, MAJOR + 1));
    }
    return new PjrtPlugin(new PjrtApi(api), version, sha256);
  }

  private static Pointer openedApi(Path library) {
    try {
      NativeLibrary opened =
          NativeLibrary.getInstance(
              library.toAbsolutePath().toString(), Map.of(Library.OPTION_OPEN_FLAGS, OPEN_FLAGS));
      Function getApi = opened.getFunction("GetPjrtApi");
      return getApi.invokePointer(new Object[0]);
    } catch (UnsatisfiedLinkError e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw PluginLibrary.unusable(
          "PJRT plugin %s cannot be loaded: %s".formatted(library, reason));
    }
  }

  /** Returns the version of the C API that the plugin was built with, e.g. {@code 0.115}. */
  public String apiVersion() {
    return apiVersion;
  }

  /** Returns the SHA-256 of the library, which tells one plugin from any other. */
  public String sha256() {
    return sha256;
  }

  /** Returns what the plugin says of itself. */
  public List<NamedValue> attributes() {
    return attributes;
  }

  /** Returns the count of what is open of this plugin. */
  public PjrtHandles handles() {
    return api.handles();
  }

  /**
   * Connects to the devices. Options are the plugin's own, e.g. {@code cpu_device_count} for that
   * many virtual devices of the CPU.
   */
  public PjrtClient createClient(List<NamedValue> options) {
    PjrtStruct arguments = new PjrtStruct(PjrtCall.CLIENT_CREATE);
    try (PjrtStruct values = NamedValue.structs(options)) {
      arguments.set("create_options", values.pointer()).set("num_options", options.size());
      try (PjrtStruct results = api.call(PjrtCall.CLIENT_CREATE, arguments)) {
        return new PjrtClient(api, results.pointer("client"));
      }
    }
  }

  /**
   * Returns devices that need not be there, to compile for: for TPUs by a name like {@code
   * v3:32x32}, for GPUs by options (see {@link GpuTarget}).
   */
  public PjrtTopology topology(String name, List<NamedValue> options) {
    PjrtStruct arguments = new PjrtStruct(PjrtCall.TOPOLOGY_CREATE);
    try (PjrtStruct values = NamedValue.structs(options)) {
      arguments
          .set("topology_name", "topology_name_size", name.getBytes(StandardCharsets.UTF_8))
          .set("create_options", values.pointer())
          .set("num_options", options.size());
      try (PjrtStruct results = api.call(PjrtCall.TOPOLOGY_CREATE, arguments)) {
        return new PjrtTopology(api, results.pointer("topology"));
      }
    }
  }
}
