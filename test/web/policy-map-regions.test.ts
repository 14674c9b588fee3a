import { describe, expect, it, test } from 'vitest';
import { cellEdges, largestRoom, zeroLine } from '../../web/policy-map/regions.ts';

const SIZE = 41;
const square = { columns: SIZE, rows: SIZE };
const middle = (SIZE - 1) / 2;
const field = (value: (column: number, row: number) => number) =>
  Float32Array.from({ length: SIZE * SIZE }, (_, k) => value(k % SIZE, Math.floor(k / SIZE)));

describe('the line where values are zero', () => {
  it('is straight where the values are a plane', () => {
    const line = zeroLine(
      field((column) => column - 10.25),
      square,
    );
    expect(line.length).toBe(SIZE - 1);
    for (const [fromColumn, , toColumn] of line) {
      expect(fromColumn).toBeCloseTo(10.25, 6);
      expect(toColumn).toBeCloseTo(10.25, 6);
    }
    const length = line.reduce((sum, [, fromRow, , toRow]) => sum + Math.abs(toRow - fromRow), 0);
    expect(length).toBeCloseTo(SIZE - 1, 6);
  });

  it('is closed around a hill, and as long as its circle', () => {
    const line = zeroLine(
      field((column, row) => 10.3 - Math.hypot(column - middle, row - middle)),
      square,
    );
    const length = line.reduce((sum, [a, b, c, d]) => sum + Math.hypot(c - a, d - b), 0);
    expect(length).toBeCloseTo(2 * Math.PI * 10.3, 0);
    const ends = new Map<string, number>();
    for (const [a, b, c, d] of line) {
      for (const [column, row] of [
        [a, b],
        [c, d],
      ]) {
        const place = `${column.toFixed(4)} ${row.toFixed(4)}`;
        ends.set(place, (ends.get(place) ?? 0) + 1);
      }
    }
    expect([...ends.values()].every((count) => count === 2)).toBe(true);
  });

  it('joins two corners across a square if its middle is like them', () => {
    const saddle = (at: number) =>
      zeroLine(
        field((column, row) => (column > 1 || row > 1 ? -9 : column === row ? 1 : at)),
        square,
      );
    const first = (segments: ReturnType<typeof zeroLine>) =>
      segments.filter(([a, b, c, d]) => Math.max(a, b, c, d) <= 1);
    // The middle is positive: each piece cuts off one of the two negative corners, and the other way round.
    for (const [a, b, c, d] of first(saddle(-0.5))) expect(a + c > 1).toBe(b + d < 1);
    for (const [a, b, c, d] of first(saddle(-2))) expect(a + c > 1).toBe(b + d > 1);
    expect(first(saddle(-2)).length).toBe(2);
  });

  it('is nowhere if all values have one sign, or are no numbers', () => {
    expect(
      zeroLine(
        field(() => 1),
        square,
      ),
    ).toEqual([]);
    expect(
      zeroLine(
        field(() => 0),
        square,
      ),
    ).toEqual([]);
    expect(
      zeroLine(
        field(() => Number.NaN),
        square,
      ),
    ).toEqual([]);
  });
});

describe('the largest room of an action', () => {
  it('is the largest square without another action', () => {
    const actions = field((column, row) => (column >= 30 || row >= 38 ? 1 : 0));
    expect(largestRoom(actions, 0, square)).toEqual({ size: 30, centre: { column: 14.5, row: 14.5 } });
    expect(largestRoom(actions, 1, square)?.size).toBe(11);
  });

  it('is the whole grid if there is one action only, and nothing for the other', () => {
    const actions = field(() => 0);
    expect(largestRoom(actions, 0, square)).toEqual({ size: SIZE, centre: { column: middle, row: middle } });
    expect(largestRoom(actions, 1, square)).toBeNull();
  });

  it('is looked for in grids of any shape', () => {
    // Four columns and two rows.
    const actions = [1, 0, 0, 1, 1, 0, 0, 0];
    expect(largestRoom(actions, 0, { columns: 4, rows: 2 })).toEqual({
      size: 2,
      centre: { column: 1.5, row: 0.5 },
    });
  });
});

test('the edges between cells are there where two neighbours differ', () => {
  // Three columns and two rows: 0 0 1 below, 0 2 1 above.
  const edges = cellEdges([0, 0, 1, 0, 2, 1], { columns: 3, rows: 2 });
  expect(edges).toEqual([
    [1.5, -0.5, 1.5, 0.5],
    [0.5, 0.5, 1.5, 0.5],
    [0.5, 0.5, 0.5, 1.5],
    [1.5, 0.5, 1.5, 1.5],
  ]);
});
