package org.noisystudent.lowering;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.util.List;

/** Makes the parameters of a module one tuple, of which each is a part. */
final class TupledParameters {
  // HloInputOutputAliasProto and its entries
  private static final int ENTRIES = 1;
  private static final int ALIASED_PARAMETER = 2;
  private static final int ALIASED_INDEX = 3;

  private final UnknownFieldSet module;
  private long lastId;

  private TupledParameters(UnknownFieldSet module) {
    this.module = module;
  }

  /** Returns the module with its parameters as one tuple. */
  static byte[] of(byte[] hlo) {
    UnknownFieldSet module = ProtoFields.parse(ByteString.copyFrom(hlo)).set();
    return new TupledParameters(module).tupled().toByteArray();
  }

  private UnknownFieldSet tupled() {
    ProtoFields fields = new ProtoFields(module);
    long entry = fields.number(HloFields.ENTRY_ID);
    for (ProtoFields computation : fields.messages(HloFields.COMPUTATIONS)) {
      for (ProtoFields each : computation.messages(HloFields.INSTRUCTIONS)) {
        lastId = Math.max(lastId, each.number(HloFields.ID));
      }
    }
    Field.Builder computations = Field.newBuilder();
    for (ProtoFields each : fields.messages(HloFields.COMPUTATIONS)) {
      boolean isEntry = each.number(HloFields.COMPUTATION_ID) == entry;
      computations.addLengthDelimited((isEntry ? entry(each) : each.set()).toByteString());
    }
    UnknownFieldSet.Builder tupled = module.toBuilder();
    replace(tupled, HloFields.COMPUTATIONS, computations.build());
    ProtoFields shape = fields.messages(HloFields.PROGRAM_SHAPE).get(0);
    replace(tupled, HloFields.PROGRAM_SHAPE, message(programShape(shape)));
    for (ProtoFields alias : fields.messages(HloFields.INPUT_OUTPUT_ALIAS)) {
      replace(tupled, HloFields.INPUT_OUTPUT_ALIAS, message(aliases(alias)));
    }
    return tupled.build();
  }

  private UnknownFieldSet entry(ProtoFields entry) {
    ProtoFields shape = entry.messages(HloFields.PROGRAM_SHAPE).get(0);
    long tuple = ++lastId;
    Field.Builder instructions = Field.newBuilder();
    instructions.addLengthDelimited(
        UnknownFieldSet.newBuilder()
            .addField(HloFields.NAME, text("arguments." + tuple))
            .addField(HloFields.OPCODE, text("parameter"))
            .addField(HloFields.SHAPE, message(tupleOf(shape)))
            .addField(HloFields.PARAMETER_NUMBER, number(0))
            .addField(HloFields.ID, number(tuple))
            .build()
            .toByteString());
    for (ProtoFields each : entry.messages(HloFields.INSTRUCTIONS)) {
      boolean isParameter = each.text(HloFields.OPCODE).equals("parameter");
      instructions.addLengthDelimited(
          (isParameter ? partOf(tuple, each) : each.set()).toByteString());
    }
    UnknownFieldSet.Builder tupled = entry.set().toBuilder();
    replace(tupled, HloFields.INSTRUCTIONS, instructions.build());
    replace(tupled, HloFields.PROGRAM_SHAPE, message(programShape(shape)));
    return tupled.build();
  }

  private static UnknownFieldSet partOf(long tuple, ProtoFields parameter) {
    UnknownFieldSet.Builder part = parameter.set().toBuilder();
    replace(part, HloFields.OPCODE, text("get-tuple-element"));
    replace(part, HloFields.TUPLE_INDEX, number(parameter.number(HloFields.PARAMETER_NUMBER)));
    replace(part, HloFields.OPERANDS, number(tuple));
    return part.clearField(HloFields.PARAMETER_NUMBER).build();
  }

  private static UnknownFieldSet programShape(ProtoFields shape) {
    UnknownFieldSet.Builder tupled = shape.set().toBuilder();
    replace(tupled, HloFields.PARAMETERS, message(tupleOf(shape)));
    replace(tupled, HloFields.PARAMETER_NAMES, text("arguments"));
    return tupled.build();
  }

  private static UnknownFieldSet tupleOf(ProtoFields programShape) {
    List<ByteString> parameters =
        programShape.set().getField(HloFields.PARAMETERS).getLengthDelimitedList();
    Field.Builder shapes = Field.newBuilder();
    parameters.forEach(shapes::addLengthDelimited);
    return UnknownFieldSet.newBuilder()
        .addField(HloFields.ELEMENT_TYPE, number(HloFields.TUPLE))
        .addField(HloFields.TUPLE_SHAPES, shapes.build())
        .build();
  }

  private static UnknownFieldSet aliases(ProtoFields alias) {
    Field.Builder entries = Field.newBuilder();
    for (ProtoFields entry : alias.messages(ENTRIES)) {
      UnknownFieldSet.Builder part = entry.set().toBuilder();
      replace(part, ALIASED_INDEX, number(entry.number(ALIASED_PARAMETER)));
      entries.addLengthDelimited(part.clearField(ALIASED_PARAMETER).build().toByteString());
    }
    UnknownFieldSet.Builder tupled = alias.set().toBuilder();
    replace(tupled, ENTRIES, entries.build());
    return tupled.build();
  }

  private static void replace(UnknownFieldSet.Builder message, int field, Field value) {
    message.clearField(field).addField(field, value);
  }

  private static Field message(UnknownFieldSet value) {
    return Field.newBuilder().addLengthDelimited(value.toByteString()).build();
  }

  private static Field text(String value) {
    return Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(value)).build();
  }

  private static Field number(long value) {
    return Field.newBuilder().addVarint(value).build();
  }
}
