/** An episode as an animated GIF. */
import type { Picture, Recording } from '../env/picture.ts';
import { FRAME_PACKAGES, openFrames, showings, withPackages } from './frames.ts';
import { workInSlices } from './slices.ts';

const PACKAGES = ['gifenc', ...FRAME_PACKAGES];

/** Programs show frames that come faster more slowly. */
const MIN_FRAME_SECONDS = 0.04;
const MAX_COLOURS = 256;
/** Frames whose colours stand for those of all. */
const SAMPLES = 4;

type Palette = number[][];

interface Encoder {
  writeFrame(
    pixels: Uint8Array,
    width: number,
    height: number,
    options: { palette?: Palette; delay: number },
  ): void;
  finish(): void;
  bytes(): Uint8Array;
}

interface Gifenc {
  GIFEncoder(): Encoder;
  quantize(rgba: Uint8Array, colours: number): Palette;
  applyPalette(rgba: Uint8Array, palette: Palette): Uint8Array;
}

/**
 * The bytes of the file; null if the program is to stop.
 *
 * @throws UsageError if a package is not installed.
 */
export async function drawGif(
  picture: Picture,
  recording: Recording,
  stop: AbortSignal,
): Promise<Uint8Array | null> {
  const { gifenc, draw } = await withPackages('--gif', PACKAGES, async (require) => ({
    gifenc: require('gifenc') as Gifenc,
    draw: await openFrames(picture, recording, require),
  }));
  const last = recording.moments.length - 1;
  const palette = gifenc.quantize(Buffer.concat(samples(last).map((k) => draw(k).pixels)), MAX_COLOURS);
  const encoder = gifenc.GIFEncoder();
  const shown = showings(last, picture.stepSeconds, MIN_FRAME_SECONDS);
  let done = 0;
  await workInSlices(
    {
      isDone: () => done === shown.length,
      advance() {
        const { moment, seconds } = shown[done];
        const { pixels, width, height } = draw(moment);
        const delay = Math.round(1000 * seconds);
        const options = done === 0 ? { palette, delay } : { delay };
        encoder.writeFrame(gifenc.applyPalette(pixels, palette), width, height, options);
        done++;
      },
    },
    stop,
  );
  if (done < shown.length) return null;
  encoder.finish();
  return encoder.bytes();
}

/** A few steps, evenly spread, the first and the last among them. */
const samples = (last: number) =>
  Array.from({ length: SAMPLES }, (_, k) => Math.round((k * last) / (SAMPLES - 1)));
