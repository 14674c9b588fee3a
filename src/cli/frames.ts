/**
 * An episode as pixels: its SVG, moment by moment, in light colours.
 *
 * resvg turns SVG into pixels, and DejaVu is the font, so that they do not depend on the machine. Such packages are looked for only when
 * a film is wanted; the bundle does not hold them.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PAUSE_SECONDS } from '../drawing/animation.ts';
import { Stills } from '../drawing/still.ts';
import type { Picture, Recording } from '../env/picture.ts';
import { UsageError } from './program.ts';

export const FRAME_PACKAGES = ['@resvg/resvg-wasm', 'dejavu-fonts-ttf'];
const FONT = 'DejaVu Sans';

export interface Image {
  /** RGBA */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

type Resvg = typeof import('@resvg/resvg-wasm');

/**
 * Does something with packages that only `flag` needs.
 *
 * @throws UsageError if one of them is not installed.
 */
export async function withPackages<T>(
  flag: string,
  packages: readonly string[],
  load: (require: NodeJS.Require) => T | Promise<T>,
): Promise<T> {
  try {
    return await load(createRequire(import.meta.url));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    const command = `npm install ${packages.join(' ')}`;
    throw new UsageError(`${flag} needs packages that are not installed here: ${command}`, { cause: error });
  }
}

let started: Promise<{ readonly resvg: Resvg; readonly font: Uint8Array }> | null = null;

/** Once: WebAssembly of resvg can be started only once. */
function startResvg(require: NodeJS.Require) {
  started ??= (async () => {
    const resvg: Resvg = require('@resvg/resvg-wasm');
    const font = readFileSync(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
    await resvg.initWasm(readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
    return { resvg, font };
  })();
  return started;
}

/** A function that draws the k-th moment. */
export async function openFrames(
  picture: Picture,
  recording: Recording,
  require: NodeJS.Require,
): Promise<(k: number) => Image> {
  const { resvg, font } = await startResvg(require);
  const stills = new Stills(picture.drawSvg(recording));
  const last = recording.moments.length - 1;
  return (k) => {
    // Behind the round corners.
    const options = {
      background: '#ffffff',
      font: { fontBuffers: [font], defaultFontFamily: FONT, sansSerifFamily: FONT },
    };
    const image = new resvg.Resvg(stills.at(k, last, picture.stepSeconds), options).render();
    const { pixels, width, height } = image;
    return { pixels, width, height };
  };
}

/** A moment that is shown, and for how long. */
export interface Showing {
  readonly moment: number;
  readonly seconds: number;
}

/** Every moment, or as many as are shown for `minSeconds` each; the last stays for a while. */
export function showings(last: number, stepSeconds: number, minSeconds: number): Showing[] {
  const stride = Math.max(1, Math.round(minSeconds / stepSeconds));
  const shown: Showing[] = [];
  for (let moment = 0; moment < last; moment += stride) {
    shown.push({ moment, seconds: (Math.min(last, moment + stride) - moment) * stepSeconds });
  }
  return [...shown, { moment: last, seconds: PAUSE_SECONDS }];
}
