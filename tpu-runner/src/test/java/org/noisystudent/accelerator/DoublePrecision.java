package org.noisystudent.accelerator;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.noisystudent.lowering.ArrayType;
import org.noisystudent.lowering.HloFields;
import org.noisystudent.lowering.LoweredModule;
import org.noisystudent.lowering.LoweredModule.Kind;
import org.noisystudent.lowering.LoweredModule.Parameter;
import org.noisystudent.lowering.LoweredModule.Result;
import org.noisystudent.lowering.LoweredModule.ResultKind;
import org.noisystudent.lowering.ProtoFields;
import org.noisystudent.pjrt.ElementType;

/**
 * Programs that compute in float64 what was lowered in float32, so that a difference that is not
 * one of rounding shows, however much a training magnifies the last digit. Their variables are
 * float64; inputs and outputs stay float32.
 */
final class DoublePrecision {
  private static final int F32 = 11;
  private static final int F64 = 12;

  // LiteralProto
  private static final int LITERAL_SHAPE = 1;
  private static final int FLOATS = 8;
  private static final int DOUBLES = 9;
  private static final int TUPLE_LITERALS = 10;

  private final LoweredModule module;
  private long lastId;

  private DoublePrecision(LoweredModule module) {
    this.module = module;
  }

  /** Returns the same program in float64. */
  static LoweredModule of(LoweredModule module) {
    byte[] hlo = new DoublePrecision(module).widened(parse(ByteString.copyFrom(module.hlo())));
    List<Parameter> parameters =
        module.parameters().stream()
            .map(
                p ->
                    p.kind() == Kind.VARIABLE
                        ? new Parameter(p.name(), p.kind(), wide(p.type()))
                        : p)
            .toList();
    List<Result> results =
        module.results().stream()
            .map(
                r ->
                    r.kind() == ResultKind.VARIABLE
                        ? new Result(r.name(), r.kind(), wide(r.type()), r.aliasedParameter())
                        : r)
            .toList();
    return new LoweredModule(module.name(), parameters, results, hlo);
  }

  private static ArrayType wide(ArrayType type) {
    return new ArrayType(ElementType.F64, type.dims());
  }

  private byte[] widened(UnknownFieldSet set) {
    long entry = number(set, HloFields.ENTRY_ID);
    for (ByteString each : set.getField(HloFields.COMPUTATIONS).getLengthDelimitedList()) {
      for (ByteString one : parse(each).getField(HloFields.INSTRUCTIONS).getLengthDelimitedList()) {
        lastId = Math.max(lastId, number(parse(one), HloFields.ID));
      }
    }
    UnknownFieldSet wide =
        mapped(
            set,
            HloFields.COMPUTATIONS,
            computation ->
                number(computation, HloFields.COMPUTATION_ID) == entry
                    ? entry(computation)
                    : computation(computation));
    return mapped(wide, HloFields.PROGRAM_SHAPE, this::entryShape).toByteArray();
  }

  /** Returns the shape of the entry: variables are wide, inputs and outputs as they were. */
  private UnknownFieldSet entryShape(UnknownFieldSet shape) {
    Iterator<Parameter> parameters = module.parameters().iterator();
    return mapped(
        mapped(
            shape,
            HloFields.PARAMETERS,
            each -> parameters.next().kind() == Kind.VARIABLE ? shape(each) : each),
        HloFields.RESULT,
        this::resultShape);
  }

  private UnknownFieldSet resultShape(UnknownFieldSet tuple) {
    Iterator<Result> results = module.results().iterator();
    return mapped(
        tuple,
        HloFields.TUPLE_SHAPES,
        each -> results.next().kind() == ResultKind.VARIABLE ? shape(each) : each);
  }

  private UnknownFieldSet computation(UnknownFieldSet computation) {
    UnknownFieldSet typed =
        mapped(
            computation,
            HloFields.PROGRAM_SHAPE,
            shape ->
                mapped(
                    mapped(shape, HloFields.PARAMETERS, DoublePrecision::shape),
                    HloFields.RESULT,
                    DoublePrecision::shape));
    return mapped(typed, HloFields.INSTRUCTIONS, DoublePrecision::instruction);
  }

  /** Returns the entry with its inputs widened and its outputs narrowed. */
  private UnknownFieldSet entry(UnknownFieldSet entry) {
    long root = number(entry, HloFields.ROOT_ID);
    Map<Long, Long> widened = new HashMap<>();
    Map<Long, UnknownFieldSet> shapes = new HashMap<>(); // as they were
    List<UnknownFieldSet> out = new ArrayList<>();
    for (ByteString bytes : entry.getField(HloFields.INSTRUCTIONS).getLengthDelimitedList()) {
      UnknownFieldSet one = parse(bytes);
      long id = number(one, HloFields.ID);
      UnknownFieldSet shape = parse(one.getField(HloFields.SHAPE).getLengthDelimitedList().get(0));
      shapes.put(id, shape);
      if (isInput(one)) {
        out.add(one);
        if (isFloat(shape)) {
          UnknownFieldSet wide = convert(id, shape(shape));
          out.add(wide);
          widened.put(id, number(wide, HloFields.ID));
        }
        continue;
      }
      List<Long> operands = new ArrayList<>();
      for (long operand : new ProtoFields(one).numbers(HloFields.OPERANDS)) {
        long wide = widened.getOrDefault(operand, operand);
        if (id == root && isOutput(operands.size()) && isFloat(shapes.get(operand))) {
          UnknownFieldSet narrow = convert(wide, shapes.get(operand));
          out.add(narrow);
          wide = number(narrow, HloFields.ID);
        }
        operands.add(wide);
      }
      UnknownFieldSet rewired = with(one, HloFields.OPERANDS, varints(operands));
      out.add(
          id == root ? mapped(rewired, HloFields.SHAPE, this::resultShape) : instruction(rewired));
    }
    Field.Builder instructions = Field.newBuilder();
    out.forEach(one -> instructions.addLengthDelimited(one.toByteString()));
    return mapped(
        with(entry, HloFields.INSTRUCTIONS, instructions.build()),
        HloFields.PROGRAM_SHAPE,
        this::entryShape);
  }

  private boolean isInput(UnknownFieldSet one) {
    return new ProtoFields(one).text(HloFields.OPCODE).equals("parameter")
        && module.parameters().get((int) number(one, HloFields.PARAMETER_NUMBER)).kind()
            == Kind.INPUT;
  }

  private boolean isOutput(int result) {
    return module.results().get(result).kind() == ResultKind.OUTPUT;
  }

  private UnknownFieldSet convert(long operand, UnknownFieldSet shape) {
    long id = ++lastId;
    return UnknownFieldSet.newBuilder()
        .addField(HloFields.NAME, bytes(ByteString.copyFromUtf8("convert." + id)))
        .addField(HloFields.OPCODE, bytes(ByteString.copyFromUtf8("convert")))
        .addField(HloFields.SHAPE, bytes(shape.toByteString()))
        .addField(HloFields.ID, varints(List.of(id)))
        .addField(HloFields.OPERANDS, varints(List.of(operand)))
        .build();
  }

  private static UnknownFieldSet instruction(UnknownFieldSet one) {
    return mapped(
        mapped(one, HloFields.SHAPE, DoublePrecision::shape),
        HloFields.LITERAL,
        DoublePrecision::literal);
  }

  private static UnknownFieldSet shape(UnknownFieldSet shape) {
    UnknownFieldSet typed =
        isFloat(shape) ? with(shape, HloFields.ELEMENT_TYPE, varints(List.of((long) F64))) : shape;
    return mapped(typed, HloFields.TUPLE_SHAPES, DoublePrecision::shape);
  }

  private static boolean isFloat(UnknownFieldSet shape) {
    return number(shape, HloFields.ELEMENT_TYPE) == F32;
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
