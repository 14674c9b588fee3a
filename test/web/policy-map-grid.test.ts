import { describe, expect, it } from 'vitest';
import { presetConfig } from '../../src/config/presets.ts';
import { THETA_THRESHOLD } from '../../src/env/cart-pole/cart-pole.ts';
import { blankPolicy } from '../../web/policy.ts';
import { inWords, readAt } from '../../web/policy-map/crosshair-text.ts';
import { frameOf, placeOf, pointAt } from '../../web/policy-map/frame.ts';
import { PolicyGrid, type QOf } from '../../web/policy-map/grid.ts';
import { GridPass } from '../../web/policy-map/grid-pass.ts';
import { indexOf, Plane, pointAfterKey, valueOn } from '../../web/policy-map/plane.ts';
import { zeroLine } from '../../web/policy-map/regions.ts';
import { viewOf } from '../../web/tasks/views.ts';

const { map, actions } = viewOf('CartPole-v1');
/** Angle across and angular velocity upwards, at x = 1.5 m and ẋ = −0.5 m/s. */
const plane = new Plane(map, map.axes, [1.5, -0.5, 0, 0]);
const SIZE = plane.columns;
/** Right is better where θ + θ̇ > 0. */
const qOf = (state: ArrayLike<number>) => Float32Array.of(1, 1 + state[2] + state[3]);

function filled(q: QOf = qOf, on = plane, actionCount = actions.length): PolicyGrid {
  const grid = new PolicyGrid(on, actionCount);
  for (let k = 0; k < on.count; k++) grid.fill(k, q);
  return grid;
}

describe('the plane', () => {
  it('reaches from end to end of its axes, with upright and still in the middle', () => {
    expect(valueOn(plane.x, 0)).toBe(-15);
    expect(valueOn(plane.x, SIZE - 1)).toBe(15);
    expect(valueOn(plane.y, 0)).toBe(-3);
    expect(plane.home).toEqual({ column: 20, row: 20 });
    expect(plane.observationAt(plane.home)).toEqual([1.5, -0.5, 0, 0]);
    expect(plane.observationAt({ column: SIZE - 1, row: 0 })).toEqual([1.5, -0.5, Math.PI / 12, -3]);
  });

  it('has any two quantities as its axes', () => {
    const other = new Plane(map, [1, 0], [9, 9, 6, 0.5]);
    expect([other.x.name, other.y.name]).toEqual(['Cart velocity', 'Cart position']);
    expect(other.observationAt({ column: 0, row: 40 })).toEqual([2.4, -3, Math.PI / 30, 0.5]);
  });

  it('knows whether there is anything between its points', () => {
    const whole = viewOf('Breakout').map;
    expect(plane.isDiscrete).toBe(false);
    expect(new Plane(whole, [0, 1], [0, 0, 7, 1]).isDiscrete).toBe(true);
    for (const id of ['MountainCar-v0', 'Acrobot-v1']) {
      const other = viewOf(id).map;
      expect(new Plane(other, other.axes, []).isDiscrete).toBe(false);
    }
  });

  it('knows where the task has ended', () => {
    const ends = Float64Array.from({ length: plane.count }, (_, k) =>
      plane.beyondEnd({ column: k % SIZE, row: Math.floor(k / SIZE) }),
    );
    const angles = zeroLine(ends, plane).flatMap(([from, , to]) => [from, to]);
    expect(angles.length).toBeGreaterThan(100);
    for (const column of angles) {
      expect((Math.abs(valueOn(plane.x, column)) * Math.PI) / 180).toBeCloseTo(THETA_THRESHOLD, 9);
    }
  });
});

describe('the grid', () => {
  it('holds what the network says of each of its points', () => {
    const grid = filled();
    const column = 30;
    const row = 25;
    const k = row * SIZE + column;
    const q = qOf(plane.observationAt({ column, row }));
    expect(grid.maxQ[k]).toBe(Math.max(...q));
    expect(grid.leads[1][k]).toBe(Math.fround(q[1] - q[0]));
    expect(grid.leads[0][k]).toBe(Math.fround(q[0] - q[1]));
    expect(grid.action[k]).toBe(1);
    expect(grid.action[0]).toBe(0);
  });

  it('knows by how much each of three actions is better than the best of the others', () => {
    const grid = filled(() => Float32Array.of(1, 4, 2), plane, 3);
    expect(grid.leads.map((lead) => lead[7])).toEqual([-3, 2, -2]);
    expect(grid.share(1)).toBe(1);
  });

  it('takes the first of equal actions, as the agent does', () => {
    expect(filled().action[20 * SIZE + 20]).toBe(0);
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
      const state = plane.observationAt({ column, row });
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
  const { home } = plane;

  it('moves by arrow keys within the grid, and home', () => {
    const pointAfter = (key: string, from = home) => pointAfterKey(key, from, plane);
    expect(pointAfter('ArrowUp')).toEqual({ column: home.column, row: home.row + 1 });
    expect(pointAfter('ArrowRight')).toEqual({ column: home.column + 1, row: home.row });
    expect(pointAfter('ArrowLeft', { column: 0, row: 3 })).toEqual({ column: 0, row: 3 });
    expect(pointAfter('ArrowDown', { column: 2, row: 0 })).toEqual({ column: 2, row: 0 });
    expect(pointAfter('Home', { column: 2, row: 0 })).toEqual(home);
    expect(pointAfter('Tab')).toBeNull();
  });

  it('says state, values and action', () => {
    expect(inWords(readAt({ column: 24, row: 16 }, plane, actions, qOf))).toBe(
      'Pole angle 3.00°, Angular velocity −0.60 rad/s, Q(s, left) 1.000, Q(s, right) 0.4524, Greedy action left',
    );
    const cells = viewOf('Breakout');
    const columns = new Plane(cells.map, [0, 1], [0, 0, 7, -1]);
    expect(inWords(readAt({ column: 3, row: 9 }, columns, cells.actions, () => new Float32Array(3)))).toMatch(
      /^Ball column 3, Paddle column 9, Q\(s, stay\) 0, /,
    );
  });

  it('is found again from its place on the canvas, in any box', () => {
    for (const width of [250, 480, 900]) {
      const frame = frameOf({ width, height: 0.9 * width }, plane);
      for (const point of [{ column: 0, row: 0 }, home, { column: SIZE - 1, row: 7 }]) {
        expect(pointAt(frame, ...placeOf(frame, point))).toEqual(point);
      }
      expect(pointAt(frame, -50, 1e4)).toEqual({ column: 0, row: 0 });
      expect(frame.left + frame.width).toBeLessThanOrEqual(width);
    }
  });

  it('stands where the ticks say', () => {
    expect(indexOf(plane.x, 0)).toBe(home.column);
    expect(indexOf(plane.y, 3)).toBe(SIZE - 1);
    expect(indexOf(plane.x, -12)).toBeCloseTo(4, 9);
  });
});

describe('a pass over the grid', () => {
  /** Frames that come when they are told to. */
  function prepare(slow = false) {
    const frames: (() => void)[] = [];
    const done: PolicyGrid[] = [];
    let asked = 0;
    const answer = (state: ArrayLike<number>) => {
      const end = performance.now() + (slow ? 0.02 : 0);
      while (performance.now() < end);
      return qOf(state);
    };
    const ask = () => {
      asked++;
      return { qOf: answer, plane, actionCount: 2 };
    };
    const pass = new GridPass(
      ask,
      (grid) => done.push(grid),
      (work) => frames.push(work),
    );
    const runFrames = () => {
      for (let frame = frames.shift(); frame !== undefined; frame = frames.shift()) frame();
    };
    return { pass, done, frames, runFrames, counts: () => [asked, done.length] };
  }

  it('fills the whole grid', () => {
    const { pass, done, runFrames, counts } = prepare();
    pass.request();
    runFrames();
    expect(done[0].maxQ).toEqual(filled().maxQ);
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
      () => null,
      () => done++,
      () => expect.fail('there is no frame to wait for'),
    );
    pass.request();
    pass.request();
    expect(done).toBe(0);
  });
});
