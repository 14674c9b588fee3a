import { describe, expect, it } from 'vitest';
import { presetConfig } from '../../src/config/presets.ts';
import { THETA_THRESHOLD } from '../../src/env/cart-pole/cart-pole.ts';
import { blankPolicy } from '../../web/policy.ts';
import { inWords, READING_NAMES, readAt } from '../../web/policy-map/crosshair-text.ts';
import { frameOf, indexOf, placeOf, pointAt } from '../../web/policy-map/frame.ts';
import {
  CENTRE,
  FALL_DEGREES,
  PolicyGrid,
  pointAfterKey,
  type QOf,
  SIZE,
  stateAt,
  THETA_DEGREES,
  THETA_DOT,
  valueOn,
} from '../../web/policy-map/grid.ts';
import { GridPass } from '../../web/policy-map/grid-pass.ts';

const slice = { x: 1.5, xDot: -0.5 };
/** Right is better where θ + θ̇ > 0. */
const qOf = (state: ArrayLike<number>) => Float32Array.of(1, 1 + state[2] + state[3]);

function filled(q: QOf = qOf): PolicyGrid {
  const grid = new PolicyGrid();
  for (let k = 0; k < grid.count; k++) grid.fill(k, slice, q);
  return grid;
}

describe('the grid', () => {
  it('reaches from end to end of its axes, with upright and still in the middle', () => {
    expect(valueOn(THETA_DEGREES, 0)).toBe(-15);
    expect(valueOn(THETA_DEGREES, SIZE - 1)).toBe(15);
    expect(valueOn(THETA_DOT, 0)).toBe(-3);
    expect(stateAt(slice, CENTRE)).toEqual([1.5, -0.5, 0, 0]);
    expect(stateAt(slice, { column: SIZE - 1, row: 0 })).toEqual([1.5, -0.5, Math.PI / 12, -3]);
  });

  it('marks the angle at which the episode ends', () => {
    expect((FALL_DEGREES * Math.PI) / 180).toBeCloseTo(THETA_THRESHOLD, 12);
  });

  it('holds what the network says of each of its points', () => {
    const grid = filled();
    const column = 30;
    const row = 25;
    const k = row * SIZE + column;
    const q = qOf(stateAt(slice, { column, row }));
    expect(grid.maxQ[k]).toBe(Math.max(...q));
    expect(grid.preference[k]).toBe(Math.fround(q[1] - q[0]));
    expect(grid.action[k]).toBe(1);
    expect(grid.action[0]).toBe(0);
  });

  it('takes the first of equal actions, as the agent does', () => {
    expect(filled().action[CENTRE.row * SIZE + CENTRE.column]).toBe(0);
  });

  it('agrees with the policy', () => {
    const policy = blankPolicy(presetConfig('default'));
    policy.q.network.params.set(policy.q.network.params.map((_, k) => Math.sin(k)));
    const grid = filled((state) => policy.values(state));
    for (const [column, row] of [
      [0, 0],
      [20, 20],
      [7, 33],
    ]) {
      const state = stateAt(slice, { column, row });
      expect(grid.action[row * SIZE + column]).toBe(policy.greedyAction(state));
      expect(grid.maxQ[row * SIZE + column]).toBe(Math.max(...policy.values(state)));
    }
  });

  it('knows its range, without what is not finite', () => {
    expect(filled().range()).toEqual({ low: 1, high: Math.fround(1 + Math.PI / 12 + 3) });
    const broken = filled((state) => qOf(state).fill(state[2] > 0 ? Number.NaN : 2));
    expect(broken.range()).toEqual({ low: 2, high: 2 });
    expect(filled((state) => qOf(state).fill(Number.NaN)).range()).toBeNull();
  });

  it('knows the share of an action', () => {
    const grid = filled();
    expect(grid.share(0) + grid.share(1)).toBe(1);
    expect(grid.share(1)).toBeCloseTo(0.5, 1);
  });
});

describe('the crosshair', () => {
  it('moves by arrow keys within the grid, and home', () => {
    expect(pointAfterKey('ArrowUp', CENTRE)).toEqual({ column: CENTRE.column, row: CENTRE.row + 1 });
    expect(pointAfterKey('ArrowRight', CENTRE)).toEqual({ column: CENTRE.column + 1, row: CENTRE.row });
    expect(pointAfterKey('ArrowLeft', { column: 0, row: 3 })).toEqual({ column: 0, row: 3 });
    expect(pointAfterKey('ArrowDown', { column: 2, row: 0 })).toEqual({ column: 2, row: 0 });
    expect(pointAfterKey('Home', { column: 2, row: 0 })).toEqual(CENTRE);
    expect(pointAfterKey('Tab', CENTRE)).toBeNull();
  });

  it('says state, values and action', () => {
    const reading = readAt({ column: 24, row: 16 }, slice, qOf);
    expect(reading).toEqual(['3.00°', '−0.60 rad/s', '1.000', '0.4524', 'push left']);
    expect(reading.length).toBe(READING_NAMES.length);
    expect(inWords(reading)).toBe(
      'angle 3.00°, −0.60 rad/s: Q push left 1.000, Q push right 0.4524, greedy push left',
    );
  });

  it('is found again from its place on the canvas, at any width', () => {
    for (const width of [250, 480, 900]) {
      const frame = frameOf(width);
      for (const point of [{ column: 0, row: 0 }, CENTRE, { column: SIZE - 1, row: 7 }]) {
        expect(pointAt(frame, ...placeOf(frame, point))).toEqual(point);
      }
      expect(pointAt(frame, -50, 1e4)).toEqual({ column: 0, row: 0 });
      expect(frame.left + frame.width).toBeLessThanOrEqual(width);
    }
  });

  it('stands where the ticks say', () => {
    expect(indexOf(THETA_DEGREES, 0)).toBe(CENTRE.column);
    expect(indexOf(THETA_DOT, 3)).toBe(SIZE - 1);
    expect(indexOf(THETA_DEGREES, -12)).toBeCloseTo(4, 9);
  });
});

describe('a pass over the grid', () => {
  /** Frames that come when they are told to. */
  function prepare(slow = false) {
    const frames: (() => void)[] = [];
    const grid = new PolicyGrid();
    let asked = 0;
    let done = 0;
    const answer = (state: ArrayLike<number>) => {
      const end = performance.now() + (slow ? 0.02 : 0);
      while (performance.now() < end);
      return qOf(state);
    };
    const ask = () => {
      asked++;
      return { qOf: answer, slice };
    };
    const pass = new GridPass(
      grid,
      ask,
      () => done++,
      (work) => frames.push(work),
    );
    const runFrames = () => {
      for (let frame = frames.shift(); frame !== undefined; frame = frames.shift()) frame();
    };
    return { pass, grid, frames, runFrames, counts: () => [asked, done] };
  }

  it('fills the whole grid', () => {
    const { pass, grid, runFrames, counts } = prepare();
    pass.request();
    runFrames();
    expect(grid.maxQ).toEqual(filled().maxQ);
    expect(counts()).toEqual([1, 1]);
  });

  it('takes several frames with a slow network, and is not begun again before it is complete', () => {
    const { pass, frames, runFrames, counts } = prepare(true);
    pass.request();
    expect(frames.length).toBe(1);
    pass.request();
    pass.request();
    expect(counts()).toEqual([1, 0]);
    runFrames();
    expect(counts()).toEqual([2, 2]);
  });

  it('does nothing where there is nothing to ask', () => {
    let done = 0;
    const pass = new GridPass(
      new PolicyGrid(),
      () => null,
      () => done++,
      () => expect.fail('there is no frame to wait for'),
    );
    pass.request();
    pass.request();
    expect(done).toBe(0);
  });
});
