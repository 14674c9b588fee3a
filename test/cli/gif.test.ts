import { GifReader } from 'omggif';
import { expect, it } from 'vitest';
import { drawGif } from '../../src/cli/gif.ts';
import { cartPolePicture } from '../../src/env/cart-pole/picture.ts';
import { cartToTheRight } from './cart-to-the-right.ts';

const never = new AbortController().signal;

/** The mean column of the pixels of the cart, which is blue (#0072b2). */
function cartColumn(gif: GifReader, frame: number): number {
  const rgba = new Uint8Array(gif.width * gif.height * 4);
  gif.decodeAndBlitFrameRGBA(frame, rgba);
  const columns: number[] = [];
  for (let k = 0; k < rgba.length; k += 4) {
    const near =
      Math.abs(rgba[k]) < 24 && Math.abs(rgba[k + 1] - 0x72) < 24 && Math.abs(rgba[k + 2] - 0xb2) < 24;
    if (near) columns.push((k / 4) % gif.width);
  }
  return columns.reduce((sum, column) => sum + column, 0) / columns.length;
}

it('shows every second step of 20 ms, and the end for a while, as another decoder reads it', async () => {
  const bytes = await drawGif(cartPolePicture, cartToTheRight, never);
  const gif = new GifReader(bytes as Uint8Array);
  expect([gif.width, gif.height, gif.numFrames()]).toEqual([640, 250, 5]);
  // In hundredths of a second: steps 0, 2, 4, 6 and 7.
  expect(Array.from({ length: 5 }, (_, k) => gif.frameInfo(k).delay)).toEqual([4, 4, 4, 2, 150]);
  expect(gif.loopCount()).toBe(0);
  for (const [frame, step] of [0, 2, 4, 6, 7].entries()) {
    expect(cartColumn(gif, frame)).toBeCloseTo(320 + 0.2 * step * 112, -0.5);
  }
  expect(await drawGif(cartPolePicture, cartToTheRight, never)).toEqual(bytes);
});

it('gives nothing if the program is to stop', async () => {
  const stop = new AbortController();
  stop.abort();
  expect(await drawGif(cartPolePicture, cartToTheRight, stop.signal)).toBeNull();
});
