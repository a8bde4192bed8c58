package org.noisystudent.robustness;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageSources;
import org.noisystudent.data.MemoryImages;
import org.noisystudent.pseudolabel.ImageBatches;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** Opens sequences of frames as the images that a classifier takes. */
public final class SequenceImages {
  private final ImageSources sources;
  private final CorruptRecords corrupt;
  private final Function<ImageSource, ImageBatches.Source> batches;

  /**
   * Creates an opener.
   *
   * @param sources opens frames that are files
   * @param corrupt is told of videos that cannot be decoded
   * @param batches returns images as a classifier takes them, whole
   */
  public SequenceImages(
      ImageSources sources,
      CorruptRecords corrupt,
      Function<ImageSource, ImageBatches.Source> batches) {
    this.sources = sources;
    this.corrupt = corrupt;
    this.batches = batches;
  }

  /**
   * Open sequences.
   *
   * @param images the frames of all, one after the other
   * @param sequences how many of them each has
   */
  record Opened(ImageBatches.Source images, List<Sequence> sequences) {
    Opened {
      sequences = List.copyOf(sequences);
    }

    record Sequence(Path place, int frames) {}

    int frames() {
      return sequences.stream().mapToInt(Sequence::frames).sum();
    }
  }

  /**
   * Opens sequences, all folders or all videos; those whose video cannot be decoded are left out.
   *
   * @return empty if that leaves none
   */
  Optional<Opened> open(List<FrameSequence> sequences) {
    List<FrameSequence.Images> folders = new ArrayList<>();
    List<FrameSequence.Video> videos = new ArrayList<>();
    for (FrameSequence sequence : sequences) {
      if (sequence instanceof FrameSequence.Images images) {
        folders.add(images);
      } else {
        videos.add((FrameSequence.Video) sequence);
      }
    }
    if (!folders.isEmpty() && !videos.isEmpty()) {
      throw new UserErrorException(
          Kind.DATA,
          "sequences must be all videos or all folders, not %s and %s"
              .formatted(videos.get(0).place(), folders.get(0).place()));
    }
    return videos.isEmpty() ? Optional.of(folders(folders)) : videos(videos);
  }

  private Opened folders(List<FrameSequence.Images> folders) {
    List<Path> frames = folders.stream().flatMap(folder -> folder.frames().stream()).toList();
    return new Opened(
        batches.apply(sources.files(frames)),
        folders.stream()
            .map(folder -> new Opened.Sequence(folder.place(), folder.frames().size()))
            .toList());
  }

  private Optional<Opened> videos(List<FrameSequence.Video> videos) {
    List<Opened.Sequence> sequences = new ArrayList<>();
    ByteArrayOutputStream rgb = new ByteArrayOutputStream();
    Optional<VideoFrames> size = Optional.empty();
    corrupt.seen(videos.size());
    for (FrameSequence.Video video : videos) {
      try {
        VideoFrames frames = VideoFrames.read(video.place());
        VideoFrames first = size.orElse(frames);
        if (frames.width() != first.width() || frames.height() != first.height()) {
          throw new UserErrorException(
              Kind.DATA,
              "%s: frames (%dx%d) must be of one size with those of %s (%dx%d)"
                  .formatted(
                      video.place(),
                      frames.width(),
                      frames.height(),
                      sequences.get(0).place(),
                      first.width(),
                      first.height()));
        }
        size = Optional.of(first);
        rgb.writeBytes(frames.rgb().toByteArray());
        sequences.add(new Opened.Sequence(video.place(), frames.count()));
      } catch (UnreadableVideoException e) {
        corrupt.report(video.place().toString(), e.getMessage());
      }
    }
    return size.map(
        one ->
            new Opened(
                batches.apply(
                    MemoryImages.unlabeled("frame", rgb.toByteArray(), one.height(), one.width())),
                sequences));
  }
}
