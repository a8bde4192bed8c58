"""A video as ImageNet-P has them (H.264, 4:4:4), and its frames as OpenCV decodes them.

  pip install numpy==1.26.4 opencv-python-headless==4.10.0.84 imageio-ffmpeg==0.5.1
  python video.py    # writes sequence.mp4 and sequence.bin (frames x 32 x 32 x RGB)
"""
import pathlib
import subprocess

import cv2
import imageio_ffmpeg
import numpy as np

HERE = pathlib.Path(__file__).parent
FRAMES, SIDE = 5, 32


def frames():
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    for f in range(FRAMES):
        yield np.stack([(x * 8 + f * 10) % 256, y * 8, (x + y) * 4], axis=-1).astype(np.uint8)


def main():
    video = HERE / "sequence.mp4"
    subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24",
         "-s", f"{SIDE}x{SIDE}", "-i", "-", "-vcodec", "libx264", "-crf", "20", "-preset", "veryslow", str(video)],
        input=b"".join(frame.tobytes() for frame in frames()), check=True)
    capture = cv2.VideoCapture(str(video))
    decoded = []
    while True:
        there, frame = capture.read()
        if not there:
            break
        decoded.append(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB))
    assert len(decoded) == FRAMES
    (HERE / "sequence.bin").write_bytes(b"".join(frame.tobytes() for frame in decoded))


if __name__ == "__main__":
    main()
