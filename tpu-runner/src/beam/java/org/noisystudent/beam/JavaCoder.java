package org.noisystudent.beam;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CustomCoder;

/**
 * Values that travel between workers in Java's own form. Unlike Beam's coder of this kind it does
 * not ask for {@code equals}, which arrays do not have: equal bytes are equal values.
 */
final class JavaCoder<T extends Serializable> extends CustomCoder<T> {
  private final Class<T> type;

  private JavaCoder(Class<T> type) {
    this.type = type;
  }

  static <T extends Serializable> JavaCoder<T> of(Class<T> type) {
    return new JavaCoder<>(type);
  }

  @Override
  public void encode(T value, OutputStream out) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream object = new ObjectOutputStream(bytes)) {
      object.writeObject(value);
    }
    ByteArrayCoder.of().encode(bytes.toByteArray(), out);
  }

  @Override
  public T decode(InputStream in) throws IOException {
    byte[] bytes = ByteArrayCoder.of().decode(in);
    try (ObjectInputStream object = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return type.cast(object.readObject());
    } catch (ClassNotFoundException e) {
      throw new IOException("a value of a class that is not there", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JavaCoder<?> coder && coder.type.equals(type);
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }
}
