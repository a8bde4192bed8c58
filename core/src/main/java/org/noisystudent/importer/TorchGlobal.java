package org.noisystudent.importer;

import java.util.Arrays;
import java.util.Optional;

/** Everything a pickle may name: what tensors are made of. Nothing here is ever called. */
enum TorchGlobal {
  ORDERED_DICT("collections.OrderedDict"),
  REBUILD_TENSOR("torch._utils._rebuild_tensor_v2"),
  FLOAT_STORAGE("torch.FloatStorage", WeightFile.FLOAT, Float.BYTES),
  DOUBLE_STORAGE("torch.DoubleStorage", "float64", Double.BYTES),
  HALF_STORAGE("torch.HalfStorage", "float16", Short.BYTES),
  BFLOAT16_STORAGE("torch.BFloat16Storage", "bfloat16", Short.BYTES),
  LONG_STORAGE("torch.LongStorage", "int64", Long.BYTES),
  INT_STORAGE("torch.IntStorage", "int32", Integer.BYTES),
  SHORT_STORAGE("torch.ShortStorage", "int16", Short.BYTES),
  CHAR_STORAGE("torch.CharStorage", "int8", Byte.BYTES),
  BYTE_STORAGE("torch.ByteStorage", "uint8", Byte.BYTES),
  BOOL_STORAGE("torch.BoolStorage", "bool", Byte.BYTES);

  private final String fullName;
  private final String type;
  private final int width;

  TorchGlobal(String fullName) {
    this(fullName, "", 0);
  }

  TorchGlobal(String fullName, String type, int width) {
    this.fullName = fullName;
    this.type = type;
    this.width = width;
  }

  /** Returns the one of a name such as {@code torch.FloatStorage}. */
  static Optional<TorchGlobal> of(String fullName) {
    return Arrays.stream(values()).filter(g -> g.fullName.equals(fullName)).findFirst();
  }

  /** Returns the type of a storage's numbers, empty for what is no storage. */
  String type() {
    return type;
  }

  /** Returns the bytes of each of a storage's numbers, 0 for what is no storage. */
  int width() {
    return width;
  }
}
