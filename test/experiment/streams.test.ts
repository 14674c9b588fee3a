import { expect, it } from 'vitest';
import { spawnStreams } from '../../src/experiment/streams.ts';
import { SeedSequence } from '../../src/random.ts';

const names = ['environment', 'exploration', 'replay', 'initialization', 'evaluation'] as const;

it('the streams are the first five that the master seed spawns, in this order', () => {
  const spawned = new SeedSequence(12).spawn(5);
  const streams = spawnStreams(12);
  expect(Object.keys(streams)).toEqual(names);
  names.forEach((name, k) => {
    expect(streams[name].generateUint32(8)).toEqual(spawned[k].generateUint32(8));
  });
});

it('no two streams of one seed, and no two seeds, are alike', () => {
  const words = [0, 1, 2].flatMap((seed) => {
    const streams = spawnStreams(seed);
    return names.map((name) => streams[name].generateUint32(4).join());
  });
  expect(new Set(words).size).toBe(15);
});
