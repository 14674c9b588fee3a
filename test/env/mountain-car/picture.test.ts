import { describe, expect, test } from 'vitest';
import { noPaint } from '../../../src/drawing/paint.ts';
import { mountainCarPicture as picture } from '../../../src/env/mountain-car/picture.ts';
import type { Moment, Recording } from '../../../src/env/picture.ts';
import { keyframes, secondsOf } from '../keyframes.ts';

const moment = (position: number, action: number | null = null, velocity = 0): Moment => ({
  observation: Float32Array.of(position, velocity),
  values: [],
  action,
  episodeReturn: 0,
});

const draw = (position: number, action: number | null = null) =>
  picture.drawTerminal(moment(position, action), 80, 20, noPaint);

/** The lines without what is also there when the car is somewhere else. */
function placeOfCar(position: number, elsewhere: number): { column: number; row: number } {
  const other = draw(elsewhere);
  const places = draw(position).flatMap((line, row) =>
    [...line].flatMap((character, column) => (character === other[row][column] ? [] : [{ column, row }])),
  );
  const mean = (of: (place: { column: number; row: number }) => number) =>
    places.reduce((sum, place) => sum + of(place), 0) / places.length;
  return { column: mean(({ column }) => column), row: mean(({ row }) => row) };
}

describe('in a terminal', () => {
  test('the car stands where it is, higher on the hill than in the valley', () => {
    const valley = picture.drawTerminal(moment(-0.5), 80, 20, noPaint);
    expect(valley.findLastIndex((line) => line.includes('⣿'))).toBeGreaterThan(14);
    const goal = draw(0.5);
    expect(goal.findIndex((line) => line.includes('⣿'))).toBeLessThan(5);
    expect(placeOfCar(0.5, -0.5).column - placeOfCar(-1.1, 0.5).column).toBeGreaterThan(5);
  });

  test('an arrow stands on the side to which it drives, and none where it coasts', () => {
    expect(draw(-0.5, 0).join('\n')).toMatch(/◀.*⣿/);
    expect(draw(-0.5, 2).join('\n')).toMatch(/⣿.*▶/);
    for (const action of [1, null]) expect(draw(-0.5, action).join('\n')).not.toMatch(/[◀▶]/);
  });

  test('the numbers are in words', () => {
    expect(picture.describe(moment(-0.512, 2, 0.0123))).toEqual(['position −0.51', 'velocity +0.012']);
  });
});

describe('the animated picture', () => {
  const recording: Recording = {
    id: 'MountainCar-v0',
    moments: [moment(-0.5, 2), moment(-Math.PI / 6, 0), moment(0.5)],
    episodeReturn: -2,
    terminated: true,
  };
  const svg = picture.drawSvg(recording);

  test('shows the car at its place and along the slope, a thirtieth of a second apart', () => {
    const frames = keyframes(svg, 'car');
    const seconds = secondsOf(svg, 'car');
    const [start, bottom, goal] = frames.map(({ values }) => values);
    expect(frames.map(({ percent }) => (percent / 100) * seconds).map((s) => s.toFixed(3))).toEqual([
      '0.000',
      '0.033',
      '0.067',
    ]);
    expect(goal[0] - start[0]).toBeCloseTo(310, 0);
    expect(goal[1]).toBeLessThan(start[1]);
    expect(bottom[1]).toBeGreaterThan(start[1]);
    expect(start[2]).toBeLessThan(0); // turned against the clock: up to the right
    expect(bottom[2]).toBeCloseTo(0, 3);
  });

  test('tells how the episode ended', () => {
    expect(svg).toContain('reached the goal after 2 steps');
    expect(picture.drawSvg({ ...recording, terminated: false })).toContain('time limit, 2 steps');
  });

  test('its arrows show the action', () => {
    expect(keyframes(svg, 'right')[0].values).toEqual([0.2]);
    expect(keyframes(svg, 'left').map(({ values }) => values[0])).toEqual([0, 0.2, 0.2]);
  });
});
