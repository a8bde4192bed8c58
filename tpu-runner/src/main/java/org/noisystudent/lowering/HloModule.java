package org.noisystudent.lowering;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import com.google.protobuf.WireFormat;
import java.io.IOException;
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
  // HloModuleProto
  private static final int NAME = 1;
  private static final int PROGRAM_SHAPE = 4;
  private static final int INPUT_OUTPUT_ALIAS = 8;
  // ProgramShapeProto
  private static final int PARAMETERS = 1;
  private static final int RESULT = 2;
  // ShapeProto
  private static final int ELEMENT_TYPE = 2;
  private static final int DIMENSIONS = 3;
  private static final int TUPLE_SHAPES = 4;
  private static final int TUPLE = 13;
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
    CodedInputStream stream = CodedInputStream.newInstance(hlo);
    String name = "";
    UnknownFieldSet shape = UnknownFieldSet.getDefaultInstance();
    UnknownFieldSet alias = UnknownFieldSet.getDefaultInstance();
    for (int tag = stream.readTag(); tag != 0; tag = stream.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case NAME -> name = stream.readString();
        case PROGRAM_SHAPE -> shape = UnknownFieldSet.parseFrom(stream.readBytes());
        case INPUT_OUTPUT_ALIAS -> alias = UnknownFieldSet.parseFrom(stream.readBytes());
        default -> stream.skipField(tag);
      }
    }
    if (!shape.hasField(RESULT)) {
      throw new InvalidProtocolBufferException("module " + name + " has no program shape");
    }
    List<ArrayType> parameters = new ArrayList<>();
    for (UnknownFieldSet parameter : messages(shape, PARAMETERS)) {
      parameters.add(array(parameter));
    }
    List<ArrayType> results = new ArrayList<>();
    UnknownFieldSet result = messages(shape, RESULT).get(0);
    if (integer(result, ELEMENT_TYPE) == TUPLE) {
      for (UnknownFieldSet part : messages(result, TUPLE_SHAPES)) {
        results.add(array(part));
      }
    } else {
      results.add(array(result));
    }
    return new HloModule(name, parameters, results, aliases(alias));
  }

  private static ArrayType array(UnknownFieldSet shape) throws IOException {
    int type = (int) integer(shape, ELEMENT_TYPE);
    ElementType element =
        ElementType.inHlo(type)
            .orElseThrow(() -> new IOException("element type (" + type + ") must be an array's"));
    return new ArrayType(element, integers(shape, DIMENSIONS));
  }

  private static Map<Integer, Integer> aliases(UnknownFieldSet alias) throws IOException {
    Map<Integer, Integer> aliases = new HashMap<>();
    for (UnknownFieldSet entry : messages(alias, ENTRIES)) {
      List<Long> output = integers(entry, OUTPUT_INDEX);
      int index = output.isEmpty() ? 0 : output.get(0).intValue();
      aliases.put(index, (int) integer(entry, PARAMETER_NUMBER));
    }
    return aliases;
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet of, int number)
      throws InvalidProtocolBufferException {
    List<UnknownFieldSet> messages = new ArrayList<>();
    for (var bytes : of.getField(number).getLengthDelimitedList()) {
      messages.add(UnknownFieldSet.parseFrom(bytes));
    }
    return messages;
  }

  /** Returns a number, 0 where it is left out. */
  private static long integer(UnknownFieldSet of, int number) {
    List<Long> values = of.getField(number).getVarintList();
    return values.isEmpty() ? 0 : values.get(values.size() - 1);
  }

  /** Returns repeated numbers, packed or not. */
  private static List<Long> integers(UnknownFieldSet of, int number) throws IOException {
    Field field = of.getField(number);
    List<Long> values = new ArrayList<>(field.getVarintList());
    for (var packed : field.getLengthDelimitedList()) {
      CodedInputStream stream = packed.newCodedInput();
      while (!stream.isAtEnd()) {
        values.add(stream.readInt64());
      }
    }
    return values;
  }
}
