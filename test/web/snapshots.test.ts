/** Looking back at a run. */
import { expect, test } from 'vitest';
import { Snapshots } from '../../web/snapshots.ts';

const paramsOf = (step: number, length = 3) => new Float32Array(length).fill(step);

test('snapshots come back as they were, whatever becomes of the array that was given', () => {
  const snapshots = new Snapshots();
  const params = paramsOf(0);
  for (const step of [0, 10, 20]) snapshots.add(step, params.fill(step));
  expect(snapshots.steps).toEqual([0, 10, 20]);
  expect(snapshots.at(10)).toEqual(paramsOf(10));
  expect(snapshots.at(11)).toBeNull();
});

test('however long the run, there are between half as many and as many as there may be, evenly spread', () => {
  const snapshots = new Snapshots();
  for (let step = 0; step <= 100_000; step += 7) snapshots.add(step, paramsOf(step));
  const { steps } = snapshots;
  expect(steps.length).toBeGreaterThan(24);
  expect(steps.length).toBeLessThanOrEqual(64);
  expect(steps[0]).toBe(0);
  const distances = steps.slice(1).map((step, k) => step - steps[k]);
  expect(Math.max(...distances)).toBeLessThan(2.5 * Math.min(...distances));
  expect(snapshots.at(steps[20])?.[0]).toBe(steps[20]);
});

test('of a large network there are fewer', () => {
  const snapshots = new Snapshots();
  for (let step = 0; step < 200; step++) snapshots.add(step, new Float32Array(400_000));
  expect(snapshots.steps.length).toBeLessThanOrEqual(10);
});
