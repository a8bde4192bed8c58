package org.noisystudent.pjrt;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * The functions of the PJRT API in use: the byte offset of each in the struct that a plugin hands
 * out, and the fields of its arguments.
 *
 * <p>Taken from {@code pjrt_c_api.h} of API version 0.81 (in the Python package xla-cpu-pjrt
 * 0.0.1), and compared with that of 0.54 (in tensorflow-cpu 2.18.1): functions and fields are only
 * ever added at the end, and a plugin takes arguments that are longer than it knows. {@code
 * test-data/golden/pjrt/layout.txt} is what a C compiler says of both headers.
 */
enum PjrtCall implements PjrtLayout {
  ERROR_DESTROY(40, "Error_Destroy", "error"),
  ERROR_MESSAGE(48, "Error_Message", "error message message_size"),
  ERROR_GET_CODE(56, "Error_GetCode", "error code"),
  PLUGIN_INITIALIZE(64, "Plugin_Initialize"),
  PLUGIN_ATTRIBUTES(72, "Plugin_Attributes", "attributes num_attributes"),

  EVENT_DESTROY(80, "Event_Destroy", "event"),
  EVENT_IS_READY(88, "Event_IsReady", "event is_ready"),
  EVENT_ERROR(96, "Event_Error", "event"),

  CLIENT_CREATE(
      120,
      "Client_Create",
      "create_options num_options kv_get_callback kv_get_user_arg kv_put_callback"
          + " kv_put_user_arg client kv_try_get_callback kv_try_get_user_arg"),
  CLIENT_DESTROY(128, "Client_Destroy", "client"),
  CLIENT_PLATFORM_NAME(136, "Client_PlatformName", "client platform_name platform_name_size"),
  CLIENT_PROCESS_INDEX(144, "Client_ProcessIndex", "client process_index"),
  CLIENT_PLATFORM_VERSION(
      152, "Client_PlatformVersion", "client platform_version platform_version_size"),
  CLIENT_DEVICES(160, "Client_Devices", "client devices num_devices"),
  CLIENT_ADDRESSABLE_DEVICES(
      168, "Client_AddressableDevices", "client addressable_devices num_addressable_devices"),
  CLIENT_COMPILE(
      200, "Client_Compile", "client program compile_options compile_options_size executable"),
  CLIENT_BUFFER_FROM_HOST_BUFFER(
      216,
      "Client_BufferFromHostBuffer",
      "client data type dims num_dims byte_strides num_byte_strides host_buffer_semantics"
          + " device memory device_layout done_with_host_buffer buffer"),

  DEVICE_DESCRIPTION_ID(224, "DeviceDescription_Id", "device_description id"),
  DEVICE_DESCRIPTION_PROCESS_INDEX(
      232, "DeviceDescription_ProcessIndex", "device_description process_index"),
  DEVICE_DESCRIPTION_KIND(
      248, "DeviceDescription_Kind", "device_description device_kind device_kind_size"),
  DEVICE_GET_DESCRIPTION(272, "Device_GetDescription", "device device_description"),
  DEVICE_MEMORY_STATS(
      312,
      "Device_MemoryStats",
      "device bytes_in_use peak_bytes_in_use peak_bytes_in_use_is_set num_allocs"
          + " num_allocs_is_set largest_alloc_size largest_alloc_size_is_set bytes_limit"
          + " bytes_limit_is_set bytes_reserved bytes_reserved_is_set peak_bytes_reserved"
          + " peak_bytes_reserved_is_set bytes_reservable_limit bytes_reservable_limit_is_set"
          + " largest_free_block_bytes largest_free_block_bytes_is_set pool_bytes"
          + " pool_bytes_is_set peak_pool_bytes peak_pool_bytes_is_set"),

  EXECUTABLE_DESTROY(360, "Executable_Destroy", "executable"),
  EXECUTABLE_NUM_OUTPUTS(392, "Executable_NumOutputs", "executable num_outputs"),
  EXECUTABLE_GET_COST_ANALYSIS(
      408, "Executable_GetCostAnalysis", "executable num_properties properties"),
  EXECUTABLE_OPTIMIZED_PROGRAM(424, "Executable_OptimizedProgram", "executable program"),
  EXECUTABLE_SERIALIZE(
      432,
      "Executable_Serialize",
      "executable serialized_bytes serialized_bytes_size serialized_executable"
          + " serialized_executable_deleter"),
  LOADED_EXECUTABLE_DESTROY(440, "LoadedExecutable_Destroy", "executable"),
  LOADED_EXECUTABLE_GET_EXECUTABLE(
      448, "LoadedExecutable_GetExecutable", "loaded_executable executable"),
  LOADED_EXECUTABLE_ADDRESSABLE_DEVICES(
      456,
      "LoadedExecutable_AddressableDevices",
      "executable addressable_devices num_addressable_devices"),
  LOADED_EXECUTABLE_EXECUTE(
      480,
      "LoadedExecutable_Execute",
      "executable options argument_lists num_devices num_args output_lists"
          + " device_complete_events execute_device"),
  EXECUTABLE_DESERIALIZE_AND_LOAD(
      488,
      "Executable_DeserializeAndLoad",
      "client serialized_executable serialized_executable_size loaded_executable"
          + " overridden_serialized_compile_options overridden_serialized_compile_options_size"),

  BUFFER_DESTROY(504, "Buffer_Destroy", "buffer"),
  BUFFER_ELEMENT_TYPE(512, "Buffer_ElementType", "buffer type"),
  BUFFER_DIMENSIONS(520, "Buffer_Dimensions", "buffer dims num_dims"),
  BUFFER_DELETE(576, "Buffer_Delete", "buffer"),
  BUFFER_IS_DELETED(584, "Buffer_IsDeleted", "buffer is_deleted"),
  BUFFER_TO_HOST_BUFFER(600, "Buffer_ToHostBuffer", "src host_layout dst dst_size event"),
  BUFFER_READY_EVENT(616, "Buffer_ReadyEvent", "buffer event"),

  TOPOLOGY_CREATE(
      696,
      "TopologyDescription_Create",
      "topology_name topology_name_size create_options num_options topology"),
  TOPOLOGY_DESTROY(704, "TopologyDescription_Destroy", "topology"),
  TOPOLOGY_PLATFORM_NAME(
      712, "TopologyDescription_PlatformName", "topology platform_name platform_name_size"),
  TOPOLOGY_GET_DEVICE_DESCRIPTIONS(
      728, "TopologyDescription_GetDeviceDescriptions", "topology descriptions num_descriptions"),
  COMPILE(
      752, "Compile", "topology program compile_options compile_options_size client executable"),
  EXECUTABLE_FINGERPRINT(
      792,
      "Executable_Fingerprint",
      "executable executable_fingerprint executable_fingerprint_size"),
  EXECUTABLE_GET_COMPILED_MEMORY_STATS(
      808,
      "Executable_GetCompiledMemoryStats",
      "executable generated_code_size_in_bytes argument_size_in_bytes output_size_in_bytes"
          + " alias_size_in_bytes temp_size_in_bytes host_generated_code_size_in_bytes"
          + " host_argument_size_in_bytes host_output_size_in_bytes host_alias_size_in_bytes"
          + " host_temp_size_in_bytes peak_memory_in_bytes");

  private final int functionOffset;
  private final String name;
  private final ImmutableList<String> fields;

  PjrtCall(int functionOffset, String name) {
    this.functionOffset = functionOffset;
    this.name = name;
    this.fields = ImmutableList.of();
  }

  PjrtCall(int functionOffset, String name, String fields) {
    this.functionOffset = functionOffset;
    this.name = name;
    this.fields = ImmutableList.copyOf(fields.split(" "));
  }

  /** Returns where the function's pointer is in the struct that a plugin hands out. */
  int functionOffset() {
    return functionOffset;
  }

  /** Returns the name of the function in the C header. */
  String functionName() {
    return "PJRT_" + name;
  }

  @Override
  public List<String> fields() {
    return fields;
  }

  @Override
  public String structName() {
    return functionName() + "_Args";
  }
}
