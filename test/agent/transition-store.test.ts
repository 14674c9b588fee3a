import { expect, it } from 'vitest';
import { Batch } from '../../src/agent/transition.ts';
import { TransitionStore } from '../../src/agent/transition-store.ts';
import { Generator } from '../../src/random.ts';
import { device, randomTransition } from './parts.ts';

it('reads into one row of a batch and leaves the others as they are', () => {
  const random = new Generator(1);
  const store = new TransitionStore(3, 4);
  for (let k = 0; k < 3; k++) store.push(randomTransition(random, { reward: k }));
  const upwards = new Batch(3, 4, device);
  const downwards = new Batch(3, 4, device);
  const slots = [1, 0, 2];
  for (const row of [0, 1, 2]) store.read(slots[row], upwards, row);
  for (const row of [2, 1, 0]) store.read(slots[row], downwards, row);
  expect(downwards).toEqual(upwards);
  expect(Array.from(upwards.rewards)).toEqual(slots);
});
