package org.noisystudent.accelerator;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.noisystudent.lowering.LoweredModule;
import org.noisystudent.lowering.ProtoFields;

/**
 * Programs that compute in float64 what was lowered in float32. They take and give float32 still,
 * so that variables are rounded once a step: two programs that are the same but for the order of
 * their sums then give the same numbers, however much a training magnifies a difference. Fields are
 * those of xla/service/hlo.proto and xla/xla_data.proto.
 */
final class DoublePrecision {
  private static final int F32 = 11;
  private static final int F64 = 12;

  // HloModuleProto
  private static final int COMPUTATIONS = 3;
  private static final int ENTRY_ID = 6;
  // HloComputationProto
  private static final int INSTRUCTIONS = 2;
  private static final int PROGRAM_SHAPE = 4;
  private static final int COMPUTATION_ID = 5;
  private static final int ROOT_ID = 6;
  // HloInstructionProto
  private static final int NAME = 1;
  private static final int OPCODE = 2;
  private static final int SHAPE = 3;
  private static final int LITERAL = 8;
  private static final int ID = 35;
  private static final int OPERANDS = 36;
  // ProgramShapeProto
  private static final int PARAMETERS = 1;
  private static final int RESULT = 2;
  // ShapeProto
  private static final int ELEMENT_TYPE = 2;
  private static final int TUPLE_SHAPES = 4;
  // LiteralProto
  private static final int LITERAL_SHAPE = 1;
  private static final int FLOATS = 8;
  private static final int DOUBLES = 9;
  private static final int TUPLE_LITERALS = 10;

  private long lastId;

  private DoublePrecision() {}

  /** Returns the same program in float64. */
  static LoweredModule of(LoweredModule module) {
    byte[] hlo = new DoublePrecision().module(parse(ByteString.copyFrom(module.hlo())));
    return new LoweredModule(module.name(), module.parameters(), module.results(), hlo);
  }

  private byte[] module(UnknownFieldSet module) {
    long entry = number(module, ENTRY_ID);
    for (ByteString each : module.getField(COMPUTATIONS).getLengthDelimitedList()) {
      for (ByteString one : parse(each).getField(INSTRUCTIONS).getLengthDelimitedList()) {
        lastId = Math.max(lastId, number(parse(one), ID));
      }
    }
    return mapped(
            module,
            COMPUTATIONS,
            computation ->
                number(computation, COMPUTATION_ID) == entry
                    ? entry(computation)
                    : computation(computation))
        .toByteArray();
  }

  private UnknownFieldSet computation(UnknownFieldSet computation) {
    UnknownFieldSet typed =
        mapped(
            computation,
            PROGRAM_SHAPE,
            shape ->
                mapped(
                    mapped(shape, PARAMETERS, DoublePrecision::shape),
                    RESULT,
                    DoublePrecision::shape));
    return mapped(typed, INSTRUCTIONS, DoublePrecision::instruction);
  }

  /** Returns the entry with its parameters widened and its results narrowed. */
  private UnknownFieldSet entry(UnknownFieldSet entry) {
    long root = number(entry, ROOT_ID);
    Map<Long, Long> widened = new HashMap<>();
    Map<Long, UnknownFieldSet> shapes = new HashMap<>(); // as they were
    List<UnknownFieldSet> out = new ArrayList<>();
    for (ByteString bytes : entry.getField(INSTRUCTIONS).getLengthDelimitedList()) {
      UnknownFieldSet one = parse(bytes);
      long id = number(one, ID);
      UnknownFieldSet shape = parse(one.getField(SHAPE).getLengthDelimitedList().get(0));
      shapes.put(id, shape);
      if (new ProtoFields(one).text(OPCODE).equals("parameter")) {
        out.add(one);
        if (isFloat(shape)) {
          UnknownFieldSet wide = convert(id, shape(shape));
          out.add(wide);
          widened.put(id, number(wide, ID));
        }
        continue;
      }
      List<Long> operands = new ArrayList<>();
      for (long operand : new ProtoFields(one).numbers(OPERANDS)) {
        if (id == root && isFloat(shapes.get(operand))) {
          UnknownFieldSet narrow =
              convert(widened.getOrDefault(operand, operand), shapes.get(operand));
          out.add(narrow);
          operands.add(number(narrow, ID));
        } else {
          operands.add(widened.getOrDefault(operand, operand));
        }
      }
      UnknownFieldSet rewired = with(one, OPERANDS, varints(operands));
      out.add(id == root ? rewired : instruction(rewired));
    }
    Field.Builder instructions = Field.newBuilder();
    out.forEach(one -> instructions.addLengthDelimited(one.toByteString()));
    return with(entry, INSTRUCTIONS, instructions.build());
  }

  private UnknownFieldSet convert(long operand, UnknownFieldSet shape) {
    long id = ++lastId;
    return UnknownFieldSet.newBuilder()
        .addField(NAME, bytes(ByteString.copyFromUtf8("convert." + id)))
        .addField(OPCODE, bytes(ByteString.copyFromUtf8("convert")))
        .addField(SHAPE, bytes(shape.toByteString()))
        .addField(ID, varints(List.of(id)))
        .addField(OPERANDS, varints(List.of(operand)))
        .build();
  }

  private static UnknownFieldSet instruction(UnknownFieldSet one) {
    return mapped(mapped(one, SHAPE, DoublePrecision::shape), LITERAL, DoublePrecision::literal);
  }

  private static UnknownFieldSet shape(UnknownFieldSet shape) {
    UnknownFieldSet typed =
        isFloat(shape) ? with(shape, ELEMENT_TYPE, varints(List.of((long) F64))) : shape;
    return mapped(typed, TUPLE_SHAPES, DoublePrecision::shape);
  }

  private static boolean isFloat(UnknownFieldSet shape) {
    return number(shape, ELEMENT_TYPE) == F32;
  }

  private static UnknownFieldSet literal(UnknownFieldSet literal) {
    UnknownFieldSet typed = mapped(literal, LITERAL_SHAPE, DoublePrecision::shape);
    Field floats = typed.getField(FLOATS);
    Field.Builder doubles = Field.newBuilder();
    try {
      for (ByteString packed : floats.getLengthDelimitedList()) {
        for (CodedInputStream in = packed.newCodedInput(); !in.isAtEnd(); ) {
          doubles.addFixed64(Double.doubleToRawLongBits(in.readFloat()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    floats
        .getFixed32List()
        .forEach(
            bits -> doubles.addFixed64(Double.doubleToRawLongBits(Float.intBitsToFloat(bits))));
    typed = with(with(typed, DOUBLES, doubles.build()), FLOATS, Field.getDefaultInstance());
    return mapped(typed, TUPLE_LITERALS, DoublePrecision::literal);
  }

  /** Returns a message in which every message of a field is another one. */
  private static UnknownFieldSet mapped(
      UnknownFieldSet set, int field, UnaryOperator<UnknownFieldSet> change) {
    if (!set.hasField(field)) {
      return set;
    }
    Field.Builder changed = Field.newBuilder();
    for (ByteString each : set.getField(field).getLengthDelimitedList()) {
      changed.addLengthDelimited(change.apply(parse(each)).toByteString());
    }
    return with(set, field, changed.build());
  }

  private static UnknownFieldSet with(UnknownFieldSet set, int field, Field value) {
    return set.toBuilder().clearField(field).mergeField(field, value).build();
  }

  private static Field bytes(ByteString value) {
    return Field.newBuilder().addLengthDelimited(value).build();
  }

  private static Field varints(List<Long> values) {
    Field.Builder field = Field.newBuilder();
    values.forEach(field::addVarint);
    return field.build();
  }

  private static long number(UnknownFieldSet set, int field) {
    return new ProtoFields(set).number(field);
  }

  private static UnknownFieldSet parse(ByteString bytes) {
    return ProtoFields.parse(bytes).set();
  }
}
