import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny';
import { expect, it, vi } from 'vitest';
import { drawMp4 } from '../../src/cli/mp4.ts';
import { cartPolePicture } from '../../src/env/cart-pole/picture.ts';
import { cartToTheRight } from './cart-to-the-right.ts';

const never = new AbortController().signal;

// Before the others, which load the encoder.
it('refuses in one line where the binary of the encoder is missing', async () => {
  vi.stubEnv('NAPI_RS_NATIVE_LIBRARY_PATH', '/nowhere/webcodecs.node');
  const message = /^--mp4: @napi-rs\/webcodecs has no encoder for this system, [^\n]+$/;
  await expect(drawMp4(cartPolePicture, cartToTheRight, never)).rejects.toThrow(message);
  vi.unstubAllEnvs();
});

it('has a frame of H.264 for each step of 20 ms, and the end for a while, as another reader finds', async () => {
  const bytes = await drawMp4(cartPolePicture, cartToTheRight, never);
  const input = new Input({ source: new BufferSource(bytes as Uint8Array), formats: ALL_FORMATS });
  expect(await input.getMimeType()).toMatch(/^video\/mp4; codecs="avc1\.64/);
  const [track, ...others] = await input.getTracks();
  expect(others).toEqual([]);
  if (!track.isVideoTrack()) throw new Error('the track is not a video');
  expect([track.codec, track.codedWidth, track.codedHeight]).toEqual(['avc', 640, 250]);
  const starts: number[] = [];
  for await (const packet of new EncodedPacketSink(track).packets()) starts.push(packet.timestamp);
  const expected = [0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.14, 1.64];
  expect(starts).toHaveLength(expected.length);
  // Frames are stored in the order in which they are decoded, in ticks of a clock.
  for (const [k, start] of starts.sort((a, b) => a - b).entries()) expect(start).toBeCloseTo(expected[k], 3);
});

it('crops a picture of odd width and height to even ones', async () => {
  const odd = {
    ...cartPolePicture,
    drawSvg: (...args: Parameters<typeof cartPolePicture.drawSvg>) =>
      cartPolePicture.drawSvg(...args).replace('width="640" height="250"', 'width="321" height="125"'),
  };
  const bytes = await drawMp4(odd, cartToTheRight, never);
  const input = new Input({ source: new BufferSource(bytes as Uint8Array), formats: ALL_FORMATS });
  const track = await input.getPrimaryVideoTrack();
  expect([track!.codedWidth, track!.codedHeight]).toEqual([320, 124]);
});

it('gives nothing if the program is to stop', async () => {
  const stop = new AbortController();
  stop.abort();
  expect(await drawMp4(cartPolePicture, cartToTheRight, stop.signal)).toBeNull();
});
