import { describe, expect, test } from 'vitest';
import { barRange, drawMoment } from '../../src/cli/live-view.ts';
import { noPaint } from '../../src/drawing/paint.ts';
import { cartPolePicture } from '../../src/env/cart-pole/picture.ts';
import { cartPoleV1 } from '../../src/env/cart-pole/task.ts';
import type { Recording } from '../../src/env/picture.ts';
import { balancingNetwork } from '../hand-made-policy.ts';
import { record } from '../recordings.ts';

const recording = record(balancingNetwork(), 3);

function draw(step: number, columns: number, rows: number, of: Recording = recording): string[] {
  const show = { spec: cartPoleV1.spec, picture: cartPolePicture, recording: of };
  return drawMoment(show, step, 'CartPole-v1, seed 3', barRange(of), { columns, rows }, noPaint);
}

describe('drawMoment', () => {
  test('leaves a row free and is no wider than the screen, for every size', () => {
    for (const columns of [1, 10, 20, 40, 60, 100, 300]) {
      for (const rows of [2, 3, 5, 8, 10, 20, 30, 100]) {
        const lines = draw(250, columns, rows);
        expect(lines.length).toBeLessThanOrEqual(rows - 1);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      }
    }
  });

  test('shows step, return, position, angle, both values and the action of its moment', () => {
    const moment = {
      observation: Float32Array.of(-1.234, 0, Math.PI / 60, 0),
      values: [-0.5, 98.765],
      action: 1,
      episodeReturn: 120,
    };
    const moments = Array.from({ length: 121 }, () => moment);
    const text = draw(120, 100, 30, { ...recording, moments }).join('\n');
    expect(text).toContain('step 120 of 500   return 120   cart −1.23 m   pole +3.0°');
    expect(text).toMatch(/ {2}push left {2}Q {4}−0\.50/);
    expect(text).toMatch(/▸ push right Q {4}98\.77/);
    expect(text.match(/▸/g)).toHaveLength(1);
  });

  test('no action is marked once the episode has ended', () => {
    const text = draw(recording.moments.length - 1, 100, 30).join('\n');
    expect(text).toContain('return 500');
    expect(text).not.toMatch(/[▸◀▶]/);
  });

  test('the bars keep the order of the values', () => {
    const moment = { ...recording.moments[0], values: [10, 20], action: 1 };
    const lines = draw(0, 100, 30, { ...recording, moments: [moment] });
    const length = (line: string) => line.replaceAll(/[^▏▎▍▌▋▊▉█]/g, '').length;
    expect(length(lines.at(-1)!)).toBe(76);
    expect(length(lines.at(-2)!)).toBe(38);
  });

  test('values that are no numbers or far too large do not break the picture', () => {
    for (const values of [
      [Number.NaN, Infinity],
      [-Infinity, 3e38],
      [-1e9, -2e9],
      [0, 0],
    ]) {
      const [usual] = recording.moments;
      const moments = [
        { ...usual, values },
        { ...usual, values: [1, 2] },
      ];
      const lines = draw(0, 60, 20, { ...recording, moments });
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(60);
      expect(lines.join()).not.toContain('undefined');
    }
  });
});
