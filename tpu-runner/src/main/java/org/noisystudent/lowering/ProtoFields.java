package org.noisystudent.lowering;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of a protocol buffer by their numbers, for those of XLA that no library has classes
 * of. Damaged bytes are an {@link UncheckedIOException}.
 */
public record ProtoFields(UnknownFieldSet set) {
  /** Reads a message. */
  public static ProtoFields parse(ByteString bytes) {
    try {
      return new ProtoFields(UnknownFieldSet.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a number, 0 where it is left out. */
  public long number(int field) {
    List<Long> values = set.getField(field).getVarintList();
    return values.isEmpty() ? 0 : values.get(values.size() - 1);
  }

  /** Returns repeated numbers, packed or not. */
  public List<Long> numbers(int field) {
    List<Long> values = new ArrayList<>(set.getField(field).getVarintList());
    try {
      for (ByteString packed : set.getField(field).getLengthDelimitedList()) {
        CodedInputStream stream = packed.newCodedInput();
        while (!stream.isAtEnd()) {
          values.add(stream.readInt64());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }

  /** Returns a text, which must be there. */
  public String text(int field) {
    return set.getField(field).getLengthDelimitedList().get(0).toStringUtf8();
  }

  /** Returns the messages of a field, none where it is left out. */
  public List<ProtoFields> messages(int field) {
    return set.getField(field).getLengthDelimitedList().stream().map(ProtoFields::parse).toList();
  }
}
