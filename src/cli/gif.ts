/**
 * An episode as an animated GIF: its SVG, moment by moment, in light colours.
 *
 * Three packages do it: resvg turns SVG into pixels, gifenc pixels into a GIF, and DejaVu is the font, so that the bytes do not
 * depend on the machine. They are looked for only when a GIF is wanted; the bundle does not hold them.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PAUSE_SECONDS } from '../drawing/animation.ts';
import { Stills } from '../drawing/still.ts';
import type { Picture, Recording } from '../env/picture.ts';
import { UsageError } from './program.ts';
import { workInSlices } from './slices.ts';

const PACKAGES = ['gifenc', '@resvg/resvg-wasm', 'dejavu-fonts-ttf'];
const FONT = 'DejaVu Sans';

/** Seconds: programs show frames that come faster more slowly. */
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

type Resvg = typeof import('@resvg/resvg-wasm');

let loaded: ReturnType<typeof load> | null = null;

/** Once: WebAssembly of resvg can be started only once. */
function loadPackages() {
  loaded ??= load();
  return loaded;
}

/** @throws UsageError if a package is not installed. */
async function load() {
  const require = createRequire(import.meta.url);
  try {
    const gifenc: Gifenc = require('gifenc');
    const resvg: Resvg = require('@resvg/resvg-wasm');
    const font = readFileSync(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
    await resvg.initWasm(readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
    return { gifenc, resvg, font };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new UsageError(
      `--gif needs packages that are not installed here: npm install ${PACKAGES.join(' ')}`,
      { cause: error },
    );
  }
}

/** The bytes of the file; null if the program is to stop. */
export async function drawGif(
  picture: Picture,
  recording: Recording,
  stop: AbortSignal,
): Promise<Uint8Array | null> {
  const { gifenc, resvg, font } = await loadPackages();
  const { stepSeconds } = picture;
  const last = recording.moments.length - 1;
  const stills = new Stills(picture.drawSvg(recording));
  const render = (k: number) => {
    // Behind the round corners.
    const options = {
      background: '#ffffff',
      font: { fontBuffers: [font], defaultFontFamily: FONT, sansSerifFamily: FONT },
    };
    const image = new resvg.Resvg(stills.at(k, last, stepSeconds), options).render();
    const { pixels, width, height } = image;
    return { pixels, width, height };
  };
  const palette = gifenc.quantize(Buffer.concat(samples(last).map((k) => render(k).pixels)), MAX_COLOURS);
  const encoder = gifenc.GIFEncoder();
  const stride = Math.max(1, Math.round(MIN_FRAME_SECONDS / stepSeconds));
  let next = 0;
  await workInSlices(
    {
      isDone: () => next > last,
      advance() {
        const k = next;
        next = k === last ? last + 1 : Math.min(last, k + stride);
        const { pixels, width, height } = render(k);
        const seconds = k === last ? PAUSE_SECONDS : (next - k) * stepSeconds;
        const delay = Math.round(1000 * seconds);
        const options = k === 0 ? { palette, delay } : { delay };
        encoder.writeFrame(gifenc.applyPalette(pixels, palette), width, height, options);
      },
    },
    stop,
  );
  if (next <= last) return null;
  encoder.finish();
  return encoder.bytes();
}

/** A few steps, evenly spread, the first and the last among them. */
const samples = (last: number) =>
  Array.from({ length: SAMPLES }, (_, k) => Math.round((k * last) / (SAMPLES - 1)));
