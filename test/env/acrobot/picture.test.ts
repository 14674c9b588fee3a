import { describe, expect, test } from 'vitest';
import { noPaint } from '../../../src/drawing/paint.ts';
import { acrobotPicture as picture } from '../../../src/env/acrobot/picture.ts';
import { pointsOf } from '../../../src/env/acrobot/picture-links.ts';
import type { Moment, Recording } from '../../../src/env/picture.ts';
import { keyframes, secondsOf } from '../keyframes.ts';

const moment = (theta1: number, theta2: number, action: number | null = null): Moment => ({
  observation: Float32Array.of(Math.cos(theta1), Math.sin(theta1), Math.cos(theta2), Math.sin(theta2), 1, -2),
  values: [],
  action,
  episodeReturn: 0,
});

const draw = (theta1: number, theta2: number, action: number | null = null) =>
  picture.drawTerminal(moment(theta1, theta2, action), 80, 20, noPaint);

const QUARTER = Math.PI / 2;

test.each([
  { theta1: 0, theta2: 0, joint: [0, -1], tip: [0, -2] },
  { theta1: QUARTER, theta2: 0, joint: [1, 0], tip: [2, 0] },
  { theta1: QUARTER, theta2: QUARTER, joint: [1, 0], tip: [1, 1] },
  { theta1: -QUARTER, theta2: -QUARTER, joint: [-1, 0], tip: [-1, 1] },
  { theta1: Math.PI, theta2: QUARTER, joint: [0, 1], tip: [-1, 1] },
])('the links at angles $theta1, $theta2 have their joint at $joint and their tip at $tip', (given) => {
  const { joint, tip } = pointsOf(moment(given.theta1, given.theta2).observation);
  [joint.x, joint.y, tip.x, tip.y].forEach((value, k) => {
    expect(value).toBeCloseTo([...given.joint, ...given.tip][k], 6);
  });
});

describe('in a terminal', () => {
  const places = (lines: readonly string[]) =>
    lines.flatMap((line, row) =>
      [...line].flatMap((character, column) => (/[⡀-⣿]/.test(character) ? [{ column, row }] : [])),
    );

  test('links hang down, stand up and point to the right', () => {
    const rows = (lines: readonly string[]) => places(lines).map(({ row }) => row);
    expect(Math.min(...rows(draw(0, 0)))).toBeGreaterThanOrEqual(8);
    expect(Math.max(...rows(draw(Math.PI, 0)))).toBeLessThanOrEqual(10);
    for (const { column } of places(draw(QUARTER, 0))) expect(column).toBeGreaterThanOrEqual(39);
    for (const { column } of places(draw(-QUARTER, 0))) expect(column).toBeLessThanOrEqual(41);
  });

  test('an arrow at the joint shows the direction of the torque', () => {
    expect(draw(1, 1, 0).join('')).toMatch(/↻/);
    expect(draw(1, 1, 2).join('')).toMatch(/↺/);
    for (const action of [1, null]) expect(draw(1, 1, action).join('')).not.toMatch(/[↻↺]/);
  });

  test('the numbers are in words', () => {
    expect(picture.describe(moment(QUARTER, QUARTER))).toEqual(['tip +1.00 m', 'speeds +1.0, −2.0 rad/s']);
  });
});

describe('the animated picture', () => {
  const recording: Recording = {
    id: 'Acrobot-v1',
    moments: [moment(0, 3, 2), moment(0.5, -3, 1), moment(1, -2.5)],
    episodeReturn: -1,
    terminated: true,
  };
  const svg = picture.drawSvg(recording);
  const radians = (name: string) =>
    keyframes(svg, name).map(({ values: [degrees] }) => (-degrees * Math.PI) / 180);

  test('turns each link as it turned, 0.2 s apart and without going back a whole turn', () => {
    const seconds = secondsOf(svg, 'first');
    keyframes(svg, 'first').forEach(({ percent }, k) => {
      expect((percent / 100) * seconds).toBeCloseTo(0.2 * k, 3);
    });
    for (const [k, angle] of [0, 0.5, 1].entries()) expect(radians('first')[k]).toBeCloseTo(angle, 3);
    for (const [k, angle] of [3, 2 * Math.PI - 3, 2 * Math.PI - 2.5].entries()) {
      expect(radians('second')[k]).toBeCloseTo(angle, 3);
    }
  });

  test('tells how the episode ended', () => {
    expect(svg).toContain('swung up after 2 steps');
    expect(picture.drawSvg({ ...recording, terminated: false })).toContain('time limit, 2 steps');
  });

  test('its arrows show the torque', () => {
    expect(keyframes(svg, 'plus').map(({ values }) => values[0])).toEqual([1, 0, 0]);
    expect(keyframes(svg, 'minus').map(({ values }) => values[0])).toEqual([0, 0]);
  });
});
