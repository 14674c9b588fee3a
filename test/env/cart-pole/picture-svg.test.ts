import { describe, expect, test } from 'vitest';
import { drawSvg } from '../../../src/env/cart-pole/picture-svg.ts';
import { balancingNetwork, fallingNetwork } from '../../hand-made-policy.ts';
import { record } from '../../recordings.ts';
import { expectSelfContainedSvg } from '../../svg-check.ts';
import { keyframes, secondsOf } from '../keyframes.ts';

describe('drawSvg', () => {
  const whole = record(balancingNetwork());
  const short = record(fallingNetwork());
  const svg = drawSvg(whole);

  test('is a picture that stands alone, of less than 300 kB for 500 steps', () => {
    expect(whole.episodeReturn).toBe(500);
    expectSelfContainedSvg(svg);
    expectSelfContainedSvg(drawSvg(short));
    expect(svg.length).toBeLessThan(300_000);
  });

  test('the cart is where it was at each step, 0.02 s apart', () => {
    const frames = keyframes(drawSvg(short), 'cart');
    const seconds = secondsOf(drawSvg(short), 'cart');
    expect(frames).toHaveLength(short.moments.length);
    frames.forEach(({ percent, values: [value] }, k) => {
      expect((percent / 100) * seconds).toBeCloseTo(0.02 * k, 3);
      expect(value / 112).toBeCloseTo(short.moments[k].observation[0], 2);
    });
  });

  test('the pole leans as it did at each step, clockwise positive', () => {
    keyframes(drawSvg(short), 'pole').forEach(({ values: [value] }, k) => {
      expect((value * Math.PI) / 180).toBeCloseTo(short.moments[k].observation[2], 3);
    });
  });

  test('the digits show the return at each step', () => {
    const strips = [0, 1, 2].map((column) => keyframes(svg, `digit${column}`));
    const seconds = secondsOf(svg, 'digit0');
    for (const step of [0, 1, 9, 10, 99, 100, 123, 499, 500]) {
      const percent = (100 * 0.02 * step) / seconds + 0.0006;
      const text = strips.map((strip) => {
        const place = -strip.findLast((frame) => frame.percent <= percent)!.values[0] / 24;
        return place === 0 ? ' ' : String(place - 1);
      });
      expect(text.join('')).toBe(String(step).padStart(3));
    }
  });

  test('it plays again without end, and stands still for people who asked for less motion', () => {
    expect(svg).toMatch(/animation:cart [\d.]+s linear infinite/);
    expect(svg).toContain('@media (prefers-reduced-motion:reduce){*{animation:none!important}}');
  });

  test('it tells how the episode ended', () => {
    expect(svg).toContain('time limit, 500 steps');
    expect(drawSvg(short)).toContain(`the pole fell after ${short.moments.length - 1} steps`);
  });

  test('colours follow the preference for light or dark', () => {
    expect(svg).toContain('@media (prefers-color-scheme:dark)');
  });
});
