package org.noisystudent.pseudolabel;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * The scores of a shard on disk, mapped into memory: 8 bytes an image, so that 300 million images
 * are 2.4 GB of page cache and nothing of the heap.
 *
 * <p>All numbers are little-endian. A header of 32 bytes: {@code NSSCORE1}, the images (int64), the
 * classes (int32), eight zeros, the CRC-32C of these 28 bytes (int32). Then blocks of 65,536
 * images, the last one shorter: for each image the class (int32, -1 without a prediction) and the
 * confidence (float32); behind them the images of the block (int32) and its CRC-32C (int32).
 */
public final class ScoreFile {
  private static final long MAGIC = 0x3145524f4353534eL; // "NSSCORE1", little-endian
  private static final int HEADER = 32;
  private static final int CHECKED = 28;
  private static final int FOOTER = 8;
  private static final int BLOCK_BYTES = Scores.BLOCK * Long.BYTES + FOOTER;

  /** Blocks that are mapped at once: half a GiB, as no mapping can exceed 2. */
  private static final int WINDOW = 1024;

  private final Path file;
  private final int images;
  private final int classes;
  private final List<MappedByteBuffer> windows;

  private ScoreFile(Path file, int images, int classes, List<MappedByteBuffer> windows) {
    this.file = file;
    this.images = images;
    this.classes = classes;
    this.windows = windows;
  }

  /**
   * Opens a file.
   *
   * @throws UserErrorException of kind DATA that names the file, and where it is cut short or
   *     damaged the byte
   */
  public static ScoreFile open(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
      int read;
      do {
        read = channel.read(header, header.position());
      } while (read > 0 && header.hasRemaining());
      if (header.hasRemaining()) {
        throw truncated(file, header.position());
      }
      long images = header.getLong(8);
      if (header.getLong(0) != MAGIC
          || header.getInt(CHECKED) != crc(header.array())
          || images < 0
          || images > Integer.MAX_VALUE) {
        throw damaged(file, 0);
      }
      long size = size(images);
      if (channel.size() < size) {
        throw truncated(file, channel.size());
      }
      if (channel.size() > size) {
        throw damaged(file, size);
      }
      List<MappedByteBuffer> windows = new ArrayList<>();
      long bytes = (long) WINDOW * BLOCK_BYTES;
      for (long at = HEADER; at < size; at += bytes) {
        windows.add(channel.map(MapMode.READ_ONLY, at, Math.min(bytes, size - at)));
      }
      return new ScoreFile(file, (int) images, header.getInt(16), windows);
    } catch (IOException e) {
      throw new UserErrorException(Kind.DATA, file + ": cannot be read: " + e, e);
    }
  }

  /** Returns the number of images. */
  public int images() {
    return images;
  }

  /** Returns the number of classes. */
  public int classes() {
    return classes;
  }

  /** Returns the number of blocks; block b begins with image b x 65,536. */
  int blocks() {
    return (int) blocks(images);
  }

  /** Reads a block and returns how many images it has; a damaged one is an error. */
  int read(int block, long[] into) {
    int count = Math.min(Scores.BLOCK, images - block * Scores.BLOCK);
    int bytes = count * Long.BYTES;
    int at = block % WINDOW * BLOCK_BYTES;
    ByteBuffer all = windows.get(block / WINDOW).slice(at, bytes + FOOTER);
    all.order(ByteOrder.LITTLE_ENDIAN);
    CRC32C crc = new CRC32C();
    crc.update(all.duplicate().limit(bytes + Integer.BYTES));
    if (all.getInt(bytes) != count || all.getInt(bytes + Integer.BYTES) != (int) crc.getValue()) {
      throw damaged(file, HEADER + (long) block * BLOCK_BYTES);
    }
    all.asLongBuffer().get(into, 0, count);
    return count;
  }

  /** Returns the score of an image, unchecked: its block was read before. */
  long score(int image) {
    int block = image / Scores.BLOCK;
    int at = block % WINDOW * BLOCK_BYTES + image % Scores.BLOCK * Long.BYTES;
    return Long.reverseBytes(windows.get(block / WINDOW).getLong(at)); // mapped big-endian
  }

  private static long blocks(long images) {
    return (images + Scores.BLOCK - 1) / Scores.BLOCK;
  }

  private static long size(long images) {
    return HEADER + images * Long.BYTES + blocks(images) * FOOTER;
  }

  private static int crc(byte[] header) {
    CRC32C crc = new CRC32C();
    crc.update(header, 0, CHECKED);
    return (int) crc.getValue();
  }

  private static UserErrorException truncated(Path file, long end) {
    return new UserErrorException(
        Kind.DATA,
        file
            + " is cut short at byte "
            + end
            + ": delete it and run `label` again, which mends it");
  }

  private static UserErrorException damaged(Path file, long offset) {
    return new UserErrorException(
        Kind.DATA, file + " is damaged at byte " + offset + ": delete it and run `label` again");
  }

  /** Writes a file, image by image. */
  public static final class Writer implements Closeable {
    private final FileChannel channel;
    private final ByteBuffer block;
    private final long images;
    private long written;

    /**
     * Creates a file.
     *
     * @param images how many scores will be added
     */
    public Writer(Path file, int images, int classes) throws IOException {
      this.channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      this.block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      this.images = images;
      block.putLong(MAGIC).putLong(images).putInt(classes).putLong(0);
      block.putInt(crc(block.array()));
      writeBlock();
    }

    /** Appends the score of the next image. */
    public void add(long score) throws IOException {
      block.putLong(score);
      written++;
      if (block.remaining() == FOOTER) {
        endBlock();
      }
    }

    private void endBlock() throws IOException {
      block.putInt(block.position() / Long.BYTES);
      CRC32C crc = new CRC32C();
      crc.update(block.array(), 0, block.position());
      block.putInt((int) crc.getValue());
      writeBlock();
    }

    private void writeBlock() throws IOException {
      block.flip();
      while (block.hasRemaining()) {
        channel.write(block);
      }
      block.clear();
    }

    @Override
    public void close() throws IOException {
      try (channel) {
        if (block.position() > 0) {
          endBlock();
        }
      }
    }

    /** Returns whether all scores were added. */
    public boolean isComplete() {
      return written == images;
    }
  }
}
