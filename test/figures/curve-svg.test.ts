import { describe, expect, test } from 'vitest';
import type { LearningCurve } from '../../src/experiment/learning-curve.ts';
import { renderCurveSvg } from '../../src/figures/curve-svg.ts';
import { expectSelfContainedSvg } from '../svg-check.ts';

const CURVE: LearningCurve = {
  episodes: [10, 30, 500].map((value, k) => ({ step: 300 * (k + 1), return: value })),
  evaluations: [20, 250, 500].map((value, k) => ({ step: 500 * (k + 1), return: value })),
  rewardThreshold: 475,
  maxReturn: 500,
};

/** Where the labels of the left axis put two returns fixes the scale. */
function heightOf(svg: string, value: number): number {
  const at = (label: number) =>
    Number(new RegExp(` y="([\\d.]+)"[^>]*text-anchor="end">${label}<`).exec(svg)![1]);
  return at(0) + ((at(500) - at(0)) * value) / 500;
}

describe('renderCurveSvg', () => {
  test('is a picture that stands alone', () => {
    expectSelfContainedSvg(renderCurveSvg(CURVE, 'CartPole-v1 · default · seed 1'));
  });

  test('is one when there is nothing to show yet, too', () => {
    expectSelfContainedSvg(renderCurveSvg({ ...CURVE, episodes: [], evaluations: [] }, ''));
    expectSelfContainedSvg(renderCurveSvg({ ...CURVE, evaluations: CURVE.evaluations.slice(0, 1) }, ''));
  });

  test('explains training episodes only where there are some', () => {
    expect(renderCurveSvg(CURVE, '')).toContain('>training episode<');
    const svg = renderCurveSvg({ ...CURVE, episodes: [] }, '');
    expect(svg).not.toContain('training');
    expect(svg).toContain('greedy evaluation');
  });

  test('a title may hold any character', () => {
    const svg = renderCurveSvg(CURVE, '<script>&"\'');
    expectSelfContainedSvg(svg);
    expect(svg).toContain('&lt;script&gt;&amp;"');
  });

  test('evaluations and threshold stand at the heights that the axis gives', () => {
    const svg = renderCurveSvg(CURVE, 'title');
    const heights = [...svg.matchAll(/<circle cx="[\d.]+" cy="([\d.]+)" r="3.2"\/>/g)].map((match) =>
      Number(match[1]),
    );
    expect(heights).toHaveLength(3);
    [20, 250, 500].forEach((value, k) => {
      expect(heights[k]).toBeCloseTo(heightOf(svg, value), 1);
    });
    const threshold = Number(/class="threshold line-ink" d="M58,([\d.]+)H/.exec(svg)![1]);
    expect(threshold).toBeCloseTo(heightOf(svg, 475), 1);
  });

  test('stays small for a run of 200 000 episodes', () => {
    const episodes = Array.from({ length: 200_000 }, (_, k) => ({ step: 20 * k, return: (7 * k) % 500 }));
    const evaluations = episodes.slice(0, 20_000);
    expect(renderCurveSvg({ ...CURVE, episodes, evaluations }, 'long').length).toBeLessThan(150_000);
  });

  test('equal curves give equal bytes', () => {
    expect(renderCurveSvg(structuredClone(CURVE), 'title')).toBe(renderCurveSvg(CURVE, 'title'));
  });
});
