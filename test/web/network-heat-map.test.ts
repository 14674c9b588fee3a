/** Which weights are drawn where, and what is said of one. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { presetConfig } from '../../src/config/presets.ts';
import { adamTerms, type LearnerInspection } from '../../src/experiment/inspection.ts';
import { cellAt, edgeOf, layOutCells } from '../../web/network/cell-layout.ts';
import { cellOf, describeRange, endsAt, gridAround, neighbour } from '../../web/network/heat-map-grid.ts';
import { describeUnits } from '../../web/network/units.ts';
import { describeLag, targetNumber, weightNumbers } from '../../web/network/weight-numbers.ts';

const shape = (inputs: number, outputs: number) => ({ inputs, outputs });

describe('the part of a layer that is drawn', () => {
  it('is all of a small one, with the biases after the last input', () => {
    const grid = gridAround(shape(4, 8), { from: 0, to: 0 }, null);
    expect(grid).toMatchObject({ columns: 8, rows: 5, fromAcross: false });
    expect(endsAt(grid, { column: 3, row: 2 })).toEqual({ from: 2, to: 3 });
    expect(endsAt(grid, { column: 3, row: 4 })).toEqual({ from: null, to: 3 });
  });

  it('lies on its side where more units come in than go out', () => {
    const grid = gridAround(shape(64, 2), { from: 0, to: 0 }, null);
    expect(grid).toMatchObject({ columns: 65, rows: 2, fromAcross: true });
    expect(endsAt(grid, { column: 64, row: 1 })).toEqual({ from: null, to: 1 });
  });

  it('is at most 64 by 64 around the parameter', () => {
    const layer = shape(4096, 300);
    const grid = gridAround(layer, { from: 130, to: 299 }, null);
    expect(grid.from).toEqual({ first: 128, count: 64 });
    expect(grid.to).toEqual({ first: 256, count: 44 });
    expect(describeRange(grid.from, 4096)).toBe('129 to 192 of 4096');
    expect(describeRange({ first: 0, count: 64 }, 256)).toBe('first 64 of 256');
    expect(describeRange({ first: 0, count: 8 }, 8)).toBe('');
    // A bias is under every part; choosing one must not turn the page.
    expect(gridAround(layer, { from: null, to: 299 }, grid)).toEqual(grid);
    expect(gridAround(layer, { from: null, to: 0 }, null).from.first).toBe(0);
  });

  it('shows a parameter in one cell, and none that is elsewhere', () => {
    const sizes = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(sizes, sizes, fc.nat(), fc.nat(), (inputs, outputs, x, y) => {
        const ends = { from: x % (inputs + 1) === inputs ? null : x % (inputs + 1), to: y % outputs };
        const grid = gridAround(shape(inputs, outputs), ends, null);
        const cell = cellOf(grid, ends);
        expect(cell && endsAt(grid, cell)).toEqual(ends);
        expect(cell?.column).toBeLessThan(grid.columns);
        expect(cell?.row).toBeLessThan(grid.rows);
      }),
    );
    const grid = gridAround(shape(100, 100), { from: 0, to: 0 }, null);
    for (const ends of [
      { from: 64, to: 0 },
      { from: 0, to: 64 },
      { from: null, to: 99 },
    ]) {
      expect(cellOf(grid, ends)).toBeNull();
    }
  });
});

test('arrow keys walk over the whole layer and stop at its edges', () => {
  const layer = shape(100, 80);
  const grid = gridAround(layer, { from: 0, to: 0 }, null);
  const walk = (from: number | null, to: number, right: number, down: number) =>
    neighbour(layer, { from, to }, grid, right, down);
  expect(grid.fromAcross).toBe(true);
  expect(walk(63, 5, 1, 0)).toEqual({ from: 64, to: 5 });
  expect(walk(99, 5, 1, 0)).toEqual({ from: null, to: 5 });
  expect(walk(null, 5, 1, 0)).toEqual({ from: null, to: 5 });
  expect(walk(null, 5, -1, 0)).toEqual({ from: 99, to: 5 });
  expect(walk(0, 0, -1, -1)).toEqual({ from: 0, to: 0 });
  expect(walk(0, 79, 0, 1)).toEqual({ from: 0, to: 79 });
  const tall = gridAround(shape(4, 8), { from: 0, to: 0 }, null);
  expect(neighbour(shape(4, 8), { from: 1, to: 3 }, tall, 1, -1)).toEqual({ from: 0, to: 4 });
});

describe('the layout of the cells', () => {
  it('fits into its width as long as cells can be seen', () => {
    for (const available of [300, 492, 1000]) {
      for (const ratio of [1, 1.5, 2, 3]) {
        const layout = layOutCells({ columns: 64, rows: 65, gapBeforeRow: 64 }, available, ratio);
        expect(layout.width).toBeLessThanOrEqual(available);
        // Whole screen pixels, or the picture would be blurred.
        expect(layout.across.cell * ratio).toBeCloseTo(Math.round(layout.across.cell * ratio), 9);
      }
    }
    expect(layOutCells({ columns: 64, rows: 2 }, 100, 1).across.cell).toBe(4);
  });

  it('makes few rows high enough for their names', () => {
    expect(layOutCells({ columns: 64, rows: 5, margin: 96 }, 480, 1).down.cell).toBe(16);
  });

  it('finds the cell under a point, also beyond the gap, and the nearest outside', () => {
    const layout = layOutCells({ columns: 10, rows: 4, gapBeforeRow: 3, margin: 50 }, 300, 1);
    const { across, down } = layout;
    for (let column = 0; column < 10; column++) {
      for (let row = 0; row < 4; row++) {
        const [x, y] = [edgeOf(across, column) + across.cell / 2, edgeOf(down, row) + down.cell / 2];
        expect(cellAt(layout, x, y)).toEqual({ column, row });
      }
    }
    expect(cellAt(layout, 0, -5)).toEqual({ column: 0, row: 0 });
    expect(cellAt(layout, 1e4, 1e4)).toEqual({ column: 9, row: 3 });
  });
});

describe('the numbers of one weight', () => {
  const adam = {
    m: Float32Array.of(0.1, 0.2),
    v: Float32Array.of(0.01, 0.02),
    updates: 3,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
  };
  const learner = {
    learningRate: 0.002,
    online: Float32Array.of(1, 2),
    onlineBefore: Float32Array.of(1, 1.5),
    grads: Float32Array.of(3, 4),
    adam,
    accumulators: { m: adam.m, v: adam.v },
    update: {},
  } as unknown as LearnerInspection;
  const numbersOf = (of: LearnerInspection | null, isUpdating = false, optimizer = 'adam') => {
    const config = presetConfig('default', { optimizer });
    const numbers = weightNumbers(config, Float32Array.of(1, 2), of, isUpdating, 1);
    return Object.fromEntries(numbers.map(({ quantity, value }) => [quantity, value]));
  };

  it('are those of the inspection', () => {
    const { m, v, mHat, vHat, change } = adamTerms(adam, 0.002, 1);
    expect(numbersOf(learner)).toEqual({
      'weight.value': 2,
      'weight.gradient': 4,
      'weight.m': m,
      'weight.v': v,
      'weight.mHat': mHat,
      'weight.vHat': vHat,
      'weight.change': change,
    });
  });

  it('have no change while the update is under way', () => {
    expect(numbersOf(learner, true)['weight.change']).toBeNull();
  });

  it('of another optimizer are what it keeps, and its change, if what was before is there', () => {
    const of = { ...learner, adam: null };
    const [g, square, mean, velocity] = [4, 0.5, 0.25, 7].map((value) => Float32Array.of(0, value));
    const about = { 'weight.value': 2, 'weight.gradient': g[1], 'weight.change': 0.5 };
    expect(numbersOf({ ...of, accumulators: { velocity } }, false, 'sgd')).toEqual({
      ...about,
      'weight.velocity': 7,
    });
    const rmsProp = { ...of, accumulators: { square, mean, velocity } };
    expect(numbersOf(rmsProp, false, 'rmsprop')).toEqual({ ...about, 'weight.square': 0.5 });
    expect(numbersOf(rmsProp, false, 'rmsprop-graves')).toEqual({
      ...about,
      'weight.mean': 0.25,
      'weight.square': 0.5,
    });
    expect(numbersOf({ ...rmsProp, update: null }, false, 'rmsprop')['weight.change']).toBeNull();
  });

  it('have no gradient and no change where the last update was made elsewhere', () => {
    const numbers = numbersOf({ ...learner, update: null });
    expect(numbers).toMatchObject({ 'weight.gradient': null, 'weight.change': null });
    expect(numbers['weight.m']).not.toBeNull();
  });

  it('has its counterpart in the target network, which lags behind', () => {
    const behind = { ...learner, target: Float32Array.of(1, 7) };
    expect(targetNumber(behind, 1)).toMatchObject({ quantity: 'target.value', value: 7 });
    expect(targetNumber(null, 1).value).toBeNull();
    expect(describeLag(behind)).toBe('θ and θ⁻ differ in 1 of 2 parameters.');
    expect(describeLag({ ...behind, target: behind.online })).toBe('θ and θ⁻ are equal in every parameter.');
  });

  it('are only its value while it trains', () => {
    const { 'weight.value': value, ...rest } = numbersOf(null);
    expect(value).toBe(2);
    expect(Object.values(rest).every((number) => number === null)).toBe(true);
  });
});

test('units are counted over the whole layer, also where only some are drawn', () => {
  const all = Float32Array.from({ length: 256 }, (_, k) => (k < 200 ? k % 2 : -3));
  expect(describeUnits(all, { first: 64, count: 64 })).toBe(
    '100 of 256 active, largest 3.00; 65 to 128 drawn',
  );
  expect(describeUnits(Float32Array.of(0, 1.5), { first: 0, count: 2 })).toBe('1 of 2 active, largest 1.50');
});
