package org.noisystudent.lowering;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.noisystudent.pjrt.ElementType;

/**
 * What an HLO module says of its entry, read from the bytes (xla/service/hlo.proto and
 * xla/xla_data.proto); the computations are passed over.
 *
 * @param name of the module
 * @param parameters of the entry
 * @param results of the entry, the parts of a tuple
 * @param aliases result -> parameter whose buffer it takes over
 */
record HloModule(
    String name,
    List<ArrayType> parameters,
    List<ArrayType> results,
    Map<Integer, Integer> aliases) {
  // HloInputOutputAliasProto and its entries
  private static final int ENTRIES = 1;
  private static final int OUTPUT_INDEX = 1;
  private static final int PARAMETER_NUMBER = 2;

  HloModule {
    parameters = List.copyOf(parameters);
    results = List.copyOf(results);
    aliases = Map.copyOf(aliases);
  }

  /**
   * Reads a module.
   *
   * @throws IOException if the bytes are not one
   */
  static HloModule read(byte[] hlo) throws IOException {
    try {
      return readOrFail(hlo);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static HloModule readOrFail(byte[] hlo) throws IOException {
    CodedInputStream stream = CodedInputStream.newInstance(hlo);
    String name = "";
    ProtoFields shape = ProtoFields.parse(ByteString.EMPTY);
    ProtoFields alias = shape;
    for (int tag = stream.readTag(); tag != 0; tag = stream.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case HloFields.MODULE_NAME -> name = stream.readString();
        case HloFields.PROGRAM_SHAPE -> shape = ProtoFields.parse(stream.readBytes());
        case HloFields.INPUT_OUTPUT_ALIAS -> alias = ProtoFields.parse(stream.readBytes());
        default -> stream.skipField(tag);
      }
    }
    List<ProtoFields> result = shape.messages(HloFields.RESULT);
    if (result.isEmpty()) {
      throw new InvalidProtocolBufferException("module " + name + " has no program shape");
    }
    boolean tuple = result.get(0).number(HloFields.ELEMENT_TYPE) == HloFields.TUPLE;
    return new HloModule(
        name,
        arrays(shape.messages(HloFields.PARAMETERS)),
        arrays(tuple ? result.get(0).messages(HloFields.TUPLE_SHAPES) : result.subList(0, 1)),
        aliases(alias));
  }

  private static List<ArrayType> arrays(List<ProtoFields> shapes) throws IOException {
    List<ArrayType> arrays = new ArrayList<>();
    for (ProtoFields shape : shapes) {
      int type = (int) shape.number(HloFields.ELEMENT_TYPE);
      ElementType element =
          ElementType.inHlo(type)
              .orElseThrow(() -> new IOException("element type (" + type + ") must be an array's"));
      arrays.add(new ArrayType(element, shape.numbers(HloFields.DIMENSIONS)));
    }
    return arrays;
  }

  private static Map<Integer, Integer> aliases(ProtoFields alias) {
    Map<Integer, Integer> aliases = new HashMap<>();
    for (ProtoFields entry : alias.messages(ENTRIES)) {
      List<Long> output = entry.numbers(OUTPUT_INDEX);
      int index = output.isEmpty() ? 0 : output.get(0).intValue();
      aliases.put(index, (int) entry.number(PARAMETER_NUMBER));
    }
    return aliases;
  }
}
