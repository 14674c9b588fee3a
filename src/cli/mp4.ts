/** An episode as an MP4 file: H.264, in real time, a frame for each step. */
import { setImmediate } from 'node:timers/promises';
import type { Picture, Recording } from '../env/picture.ts';
import { FRAME_PACKAGES, type Image, openFrames, showings, withPackages } from './frames.ts';
import { UsageError } from './program.ts';

const ENCODER = '@napi-rs/webcodecs';

/** High profile, level 4.0: up to 2048 × 1024 pixels, and 30 frames of that size a second. */
const CODEC = 'avc1.640028';
/** Bits a second: more than flat colours ever need. */
const BITRATE = 4_000_000;
/** Frames that wait for the encoder, of 0.6 MB each. */
const MAX_WAITING = 8;

const microseconds = (seconds: number) => Math.round(1e6 * seconds);

/**
 * The bytes of the file; null if the program is to stop.
 *
 * @throws UsageError if a package is not installed, or has no encoder for this system.
 */
export async function drawMp4(
  picture: Picture,
  recording: Recording,
  stop: AbortSignal,
): Promise<Uint8Array | null> {
  const { codecs, draw } = await withPackages('--mp4', [ENCODER, ...FRAME_PACKAGES], async (require) => ({
    codecs: requireEncoder(require),
    draw: await openFrames(picture, recording, require),
  }));
  const last = recording.moments.length - 1;
  const { width, height } = even(draw(0));
  const muxer = new codecs.Mp4Muxer({ fastStart: true });
  muxer.addVideoTrack({ codec: CODEC, width, height });
  let failure: Error | null = null;
  const encoder = new codecs.VideoEncoder({
    output: (chunk, metadata) => muxer.addVideoChunk(chunk, metadata),
    error: (error) => {
      failure = error;
    },
  });
  encoder.configure({ codec: CODEC, width, height, bitrate: BITRATE, framerate: 1 / picture.stepSeconds });

  let start = 0;
  // The encoder gives the last frame a length of its own, so the pause ends with another one.
  for (const { moment, seconds } of [
    ...showings(last, picture.stepSeconds, 0),
    { moment: last, seconds: picture.stepSeconds },
  ]) {
    const frame = new codecs.VideoFrame(even(draw(moment)).pixels, {
      ...{ format: 'RGBA', codedWidth: width, codedHeight: height },
      ...{ timestamp: microseconds(start), duration: microseconds(seconds) },
    });
    encoder.encode(frame);
    frame.close();
    start += seconds;
    do await setImmediate();
    while (encoder.encodeQueueSize > MAX_WAITING);
    if (stop.aborted) return null;
  }
  await encoder.flush();
  if (failure !== null) throw failure;
  return muxer.finalize();
}

/** The package alone is not enough: npm installs the binary for this system as an optional package of its own. */
function requireEncoder(require: NodeJS.Require): typeof import('@napi-rs/webcodecs') {
  const entry = require.resolve(ENCODER);
  try {
    return require(entry);
  } catch (error) {
    throw new UsageError(
      `--mp4: ${ENCODER} has no encoder for this system, ${process.platform} on ${process.arch}; write a --gif or --svg instead`,
      { cause: error },
    );
  }
}

/** Without the last row or column, where their number is odd: H.264 stores colours for squares of four pixels. */
function even({ pixels, width, height }: Image): Image {
  const [evenWidth, evenHeight] = [width - (width % 2), height - (height % 2)];
  if (evenWidth === width)
    return { pixels: pixels.subarray(0, 4 * width * evenHeight), width, height: evenHeight };
  const kept = new Uint8Array(4 * evenWidth * evenHeight);
  for (let y = 0; y < evenHeight; y++) {
    kept.set(pixels.subarray(4 * y * width, 4 * (y * width + evenWidth)), 4 * y * evenWidth);
  }
  return { pixels: kept, width: evenWidth, height: evenHeight };
}
