package org.noisystudent.pjrt;

import java.util.List;

/**
 * The fields of a C struct of the PJRT API. All structs start with their own size and a pointer to
 * extensions; each field after them has eight bytes, smaller ones with padding.
 */
interface PjrtLayout {
  /** Where a struct has its own size. */
  int STRUCT_SIZE = 0;

  /** Where the first field of a struct lies. */
  int FIRST_FIELD = 16;

  /** How far one field is from the next. */
  int FIELD_BYTES = 8;

  /** Returns the fields, named as in the C header, in order. */
  List<String> fields();

  /** Returns the name of the struct in the C header. */
  String structName();

  /** Returns the byte offset of a field. */
  default int offset(String field) {
    int index = fields().indexOf(field);
    if (index < 0) {
      throw new IllegalArgumentException(
          "field (%s) must be one of %s of %s".formatted(field, fields(), structName()));
    }
    return FIRST_FIELD + index * FIELD_BYTES;
  }

  /** Returns the bytes of the struct. */
  default int size() {
    return FIRST_FIELD + fields().size() * FIELD_BYTES;
  }
}
