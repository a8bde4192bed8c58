package org.noisystudent.pjrt;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** The structs that are handed to a call inside its arguments; of the same header as the calls. */
enum PjrtRecord implements PjrtLayout {
  /** A program to compile. */
  PROGRAM("PJRT_Program", "code code_size format format_size"),

  /** An option or attribute; where the value is depends on its type, see {@link NamedValue}. */
  NAMED_VALUE("PJRT_NamedValue", "name name_size type value value_size"),

  /** A union in the header, here its first form, a tiled layout with the fields it holds. */
  MEMORY_LAYOUT(
      "PJRT_Buffer_MemoryLayout",
      "tiled_struct_size tiled_extension_start minor_to_major minor_to_major_size"
          + " tile_dims tile_dim_sizes num_tiles type"),

  /** How to run a program. */
  EXECUTE_OPTIONS(
      "PJRT_ExecuteOptions",
      "send_callbacks recv_callbacks num_send_ops num_recv_ops launch_id"
          + " non_donatable_input_indices num_non_donatable_input_indices"
          + " context call_location num_tasks task_ids incarnation_ids");

  private final String structName;
  private final ImmutableList<String> fields;

  PjrtRecord(String structName, String fields) {
    this.structName = structName;
    this.fields = ImmutableList.copyOf(fields.split(" "));
  }

  @Override
  public List<String> fields() {
    return fields;
  }

  @Override
  public String structName() {
    return structName;
  }
}
