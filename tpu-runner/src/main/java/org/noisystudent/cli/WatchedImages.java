package org.noisystudent.cli;

import java.util.Optional;
import org.noisystudent.pseudolabel.ImageBatches;

/**
 * Images whose passes report how far they are.
 *
 * @param images the images
 * @param progress stays the caller's
 */
record WatchedImages(ImageBatches.Source images, Progress progress) implements ImageBatches.Source {
  @Override
  public ImageBatches open(int first, int end) {
    ImageBatches pass = images.open(first, end);
    return new ImageBatches() {
      private int done;

      @Override
      public Optional<Batch> next() {
        progress.report(done, end - first);
        Optional<Batch> next = pass.next();
        done += next.map(batch -> batch.indices().length()).orElse(0);
        return next;
      }

      @Override
      public void close() {
        pass.close();
      }
    };
  }
}
