package org.noisystudent.importer;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noisystudent.importer.TorchTensor.Storage;
import org.noisystudent.savedmodel.UserErrorException;

/**
 * Reads Python's pickles as far as tensors need it. A pickle is a program that may call anything;
 * here it can only name a {@link TorchGlobal}, and only ordered dictionaries and tensors come of
 * it. Everything else is refused by its name or opcode.
 *
 * <p>Values are Strings, Longs, BigIntegers, Doubles, Booleans, {@link None}, {@link Tuple}s,
 * Lists, Maps, {@link Storage}s and {@link TorchTensor}s.
 */
final class PickleReader {
  private final PickleInput in;
  private final Map<Long, Object> memo = new HashMap<>();
  private List<Object> stack = new ArrayList<>();
  private final Deque<List<Object>> marked = new ArrayDeque<>();

  /** Python's None. */
  enum None {
    NONE
  }

  /**
   * Python's tuple.
   *
   * @param items of any kind
   */
  record Tuple(List<Object> items) {
    Tuple {
      items = List.copyOf(items);
    }
  }

  private PickleReader(PickleInput in) {
    this.in = in;
  }

  /**
   * Reads one pickle.
   *
   * @throws UserErrorException if it is cut short, or asks for anything but tensors
   */
  static Object read(PickleInput in) throws IOException {
    PickleReader reader = new PickleReader(in);
    try {
      while (true) {
        long start = in.offset();
        int opcode = in.unsignedByte();
        if (opcode == '.') {
          return reader.pop(Object.class);
        }
        reader.step(opcode, start);
      }
    } catch (ClassCastException | IndexOutOfBoundsException | NullPointerException e) {
      throw in.problem("is no pickle of tensors: damaged before byte " + in.offset());
    }
  }

  /** Does what an opcode says (Python: pickletools.py). */
  private void step(int opcode, long start) throws IOException {
    switch (opcode) {
      case 0x80 -> in.unsignedByte(); // PROTO
      case 0x95 -> in.signedLong(); // FRAME
      case 'N' -> stack.add(None.NONE);
      case 0x88 -> stack.add(true);
      case 0x89 -> stack.add(false);
      case 'J' -> stack.add((long) in.signedInt());
      case 'K' -> stack.add((long) in.unsignedByte());
      case 'M' -> stack.add((long) in.unsignedShort());
      case 0x8a -> stack.add(number(in.integer(in.unsignedByte()))); // LONG1
      case 'G' -> stack.add(in.bigEndianDouble());
      case 'X' -> stack.add(in.text(in.unsignedInt()));
      case 0x8c -> stack.add(in.text(in.unsignedByte())); // SHORT_BINUNICODE
      case 'q' -> memo.put((long) in.unsignedByte(), top());
      case 'r' -> memo.put(in.unsignedInt(), top());
      case 0x94 -> memo.put((long) memo.size(), top()); // MEMOIZE
      case 'h' -> remember(in.unsignedByte());
      case 'j' -> remember(in.unsignedInt());
      case '(' -> mark();
      case ')' -> stack.add(new Tuple(List.of()));
      case 't' -> tuple();
      case 0x85 -> stack.add(new Tuple(popLast(1)));
      case 0x86 -> stack.add(new Tuple(popLast(2)));
      case 0x87 -> stack.add(new Tuple(popLast(3)));
      case ']' -> stack.add(new ArrayList<>());
      case 'a' -> append(popLast(1));
      case 'e' -> append(popMarked());
      case '}' -> stack.add(new LinkedHashMap<>());
      case 's' -> put(popLast(2));
      case 'u' -> put(popMarked());
      case 'c' -> stack.add(global(in.line(), in.line()));
      case 0x93 -> stackGlobal();
      case 'i' -> throw refused(in.line() + "." + in.line()); // INST
      case 'Q' -> stack.add(storage(pop(Tuple.class).items()));
      case 'R' -> reduce();
      case 'b' -> build();
      default ->
          throw in.problem(
              "must hold tensors alone, but its byte %d is the pickle opcode 0x%02x"
                  .formatted(start, opcode));
    }
  }

  private static Object number(BigInteger value) {
    return value.bitLength() < Long.SIZE ? value.longValue() : value;
  }

  private TorchGlobal global(String module, String name) {
    String fullName = module + "." + name;
    return TorchGlobal.of(fullName).orElseThrow(() -> refused(fullName));
  }

  private void stackGlobal() {
    String name = pop(String.class);
    stack.add(global(pop(String.class), name));
  }

  private UserErrorException refused(String fullName) {
    return in.problem(
        "must hold tensors alone, but before byte %d it asks for %s: refused, nothing was run"
            .formatted(in.offset(), fullName.replaceAll("\\p{Cntrl}", "?")));
  }

  /** Makes what a call of a global would: an ordered dictionary or a tensor. */
  private void reduce() {
    List<Object> arguments = pop(Tuple.class).items();
    TorchGlobal called = pop(TorchGlobal.class);
    switch (called) {
      case ORDERED_DICT -> {
        if (!arguments.isEmpty()) {
          throw in.problem("has an ordered dictionary with arguments at byte " + in.offset());
        }
        stack.add(new LinkedHashMap<>());
      }
      case REBUILD_TENSOR -> stack.add(tensor(arguments));
      default -> throw refused("a call of " + called);
    }
  }

  /** Returns the tensor of (storage, first, sizes, strides, requires_grad, hooks). */
  private TorchTensor tensor(List<Object> arguments) {
    TorchTensor tensor =
        new TorchTensor(
            (Storage) arguments.get(0),
            (Long) arguments.get(1),
            numbers(arguments.get(2)),
            numbers(arguments.get(3)));
    if (!tensor.isInsideStorage()) {
      throw in.problem(
          "is damaged before byte %d: the tensor %s lies outside its storage"
              .formatted(in.offset(), tensor));
    }
    return tensor;
  }

  private static List<Long> numbers(Object tuple) {
    return ((Tuple) tuple).items().stream().map(Long.class::cast).toList();
  }

  /** Returns the storage of ('storage', kind, key, device, count[, view of another storage]). */
  private Storage storage(List<Object> id) {
    TorchGlobal kind = (TorchGlobal) id.get(1);
    boolean whole = id.size() == 5 || id.get(5) == None.NONE;
    if (!id.get(0).equals("storage") || kind.width() == 0 || !whole) {
      throw in.problem("has something else than a whole storage before byte " + in.offset());
    }
    return new Storage(kind, (String) id.get(2), (Long) id.get(4));
  }

  /** Sets attributes: ordered dictionaries have the versions of modules there, of no use. */
  private void build() {
    pop(Map.class);
    if (!(top() instanceof Map)) {
      throw refused("attributes of what is no dictionary");
    }
  }

  private void mark() {
    marked.push(stack);
    stack = new ArrayList<>();
  }

  private List<Object> popMarked() {
    if (marked.isEmpty()) {
      throw new IndexOutOfBoundsException();
    }
    List<Object> items = stack;
    stack = marked.pop();
    return items;
  }

  private void tuple() {
    Tuple tuple = new Tuple(popMarked());
    stack.add(tuple);
  }

  private List<Object> popLast(int count) {
    List<Object> last = stack.subList(stack.size() - count, stack.size());
    List<Object> items = new ArrayList<>(last);
    last.clear();
    return items;
  }

  private <T> T pop(Class<T> type) {
    return type.cast(stack.remove(stack.size() - 1));
  }

  private Object top() {
    return stack.get(stack.size() - 1);
  }

  private void remember(long index) {
    Object value = memo.get(index);
    if (value == null) {
      throw new IndexOutOfBoundsException();
    }
    stack.add(value);
  }

  @SuppressWarnings("unchecked") // lists are made here, of objects
  private void append(List<Object> items) {
    ((List<Object>) top()).addAll(items);
  }

  @SuppressWarnings("unchecked") // maps are made here, by names
  private void put(List<Object> keysAndValues) {
    Map<String, Object> map = (Map<String, Object>) top();
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      map.put((String) keysAndValues.get(i), keysAndValues.get(i + 1));
    }
  }
}
