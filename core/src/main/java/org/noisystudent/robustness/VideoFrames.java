package org.noisystudent.robustness;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameGrabber;

/**
 * The frames of a video.
 *
 * @param rgb bytes in the order [frame, row, column, channel]
 */
record VideoFrames(int count, int height, int width, ByteArrayOutputStream rgb) {
  private static final int CHANNELS = 3;

  /**
   * Decodes a video file.
   *
   * @throws UnreadableVideoException if it is none, or holds no frame
   */
  static VideoFrames read(Path file) throws UnreadableVideoException {
    avutil.av_log_set_level(avutil.AV_LOG_ERROR);
    try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(file.toFile())) {
      grabber.setPixelFormat(avutil.AV_PIX_FMT_RGB24);
      grabber.start();
      ByteArrayOutputStream rgb = new ByteArrayOutputStream();
      int count = 0;
      for (Frame frame = grabber.grabImage(); frame != null; frame = grabber.grabImage()) {
        append(frame, rgb);
        count++;
      }
      if (count == 0) {
        throw new UnreadableVideoException("holds no frame");
      }
      return new VideoFrames(count, grabber.getImageHeight(), grabber.getImageWidth(), rgb);
    } catch (FrameGrabber.Exception e) {
      throw new UnreadableVideoException("is no video that can be decoded", e);
    }
  }

  /** A row of a frame may be longer than its pixels, and its own number of channels then wrong. */
  private static void append(Frame frame, ByteArrayOutputStream rgb) {
    ByteBuffer rows = (ByteBuffer) frame.image[0];
    byte[] row = new byte[frame.imageWidth * CHANNELS];
    for (int y = 0; y < frame.imageHeight; y++) {
      rows.get(y * frame.imageStride, row);
      rgb.write(row, 0, row.length);
    }
  }
}
