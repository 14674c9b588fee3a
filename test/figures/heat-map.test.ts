import { expect, it } from 'vitest';
import { heatMapFigure } from '../../src/figures/heat-map.ts';
import { expectSelfContainedSvg } from '../svg-check.ts';

const map = {
  title: 'mean return <of one>',
  x: { name: 'length', labels: ['0.5', '1', '2'] },
  y: { name: 'push', labels: ['0', '1'] },
  values: [
    [500, 250, 0],
    [-20, 600, 125],
  ],
  range: [0, 500] as const,
  decimals: 0,
};

/** Opacity and text of the cells, and where each is. */
const cellsOf = (svg: string) =>
  [...svg.matchAll(/<rect x="([\d.]+)" y="(\d+)"[^>]* fill-opacity="([\d.]+)"><title>([^<]*)<\/title>/g)].map(
    ([, x, y, opacity, title]) => ({ x: Number(x), y: Number(y), opacity: Number(opacity), title }),
  );

it('gives each pair a cell that is the darker the larger its value, and says what it is', () => {
  const svg = heatMapFigure(map);
  expectSelfContainedSvg(svg);
  const cells = cellsOf(svg);
  expect(cells.map(({ opacity }) => opacity)).toEqual([1, 0.5, 0, 0, 1, 0.25]);
  expect(cells[1].title).toBe('length 1, push 0: 250');
  expect(cells[3].title).toBe('length 0.5, push 1: −20');
});

it('has columns from left to right and rows from the bottom upwards', () => {
  const [a, b, , d] = cellsOf(heatMapFigure(map));
  expect(b.x).toBeGreaterThan(a.x);
  expect(b.y).toBe(a.y);
  expect(d.y).toBeLessThan(a.y);
});

it('leaves numbers out of cells that are too narrow for them', () => {
  const labels = Array.from({ length: 100 }, (_, k) => String(k));
  const svg = heatMapFigure({
    ...map,
    x: { name: 'length', labels },
    values: [labels.map(() => 123), labels.map(() => 1)],
  });
  expect(svg).not.toMatch(/>123<\/text>/);
  expect(cellsOf(svg)).toHaveLength(200);
});

it('is blank where all values are the same as the lowest', () => {
  expect(
    cellsOf(heatMapFigure({ ...map, range: [0, 0], values: [[0], [0]] })).map(({ opacity }) => opacity),
  ).toEqual([0, 0]);
});
