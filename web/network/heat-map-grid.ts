/**
 * The part of a layer that is drawn, and which weight is in which cell of it.
 *
 * A layer may have 4096 units on both sides. At most 64 by 64 are drawn, those around the weight that is watched, and the
 * biases as one line more. The side with more units goes across, because the page is wider than a line of cells is high.
 */
import type { LayerShape, Parameter } from './parameters.ts';

export const MOST_UNITS = 64;

/** Units from `first` on. */
export interface UnitRange {
  readonly first: number;
  readonly count: number;
}

export interface Grid {
  readonly from: UnitRange;
  readonly to: UnitRange;
  /** Whether the units that the weights come from go across, and not down. */
  readonly fromAcross: boolean;
  readonly columns: number;
  readonly rows: number;
}

export interface Cell {
  readonly column: number;
  readonly row: number;
}

type Ends = Pick<Parameter, 'from' | 'to'>;

/** Those that are drawn together with one unit. */
export function rangeAround(unit: number, units: number): UnitRange {
  const first = Math.floor(unit / MOST_UNITS) * MOST_UNITS;
  return { first, count: Math.min(MOST_UNITS, units - first) };
}

/**
 * The grid in which a parameter of this layer can be seen.
 *
 * @param previous the grid before, which a bias leaves where it is: it belongs to no unit on the side of the inputs.
 */
export function gridAround({ inputs, outputs }: LayerShape, { from, to }: Ends, previous: Grid | null): Grid {
  const fromRange = from === null && previous !== null ? previous.from : rangeAround(from ?? 0, inputs);
  const toRange = rangeAround(to, outputs);
  const fromAcross = inputs > outputs;
  // One more for the biases.
  const across = fromAcross ? fromRange.count + 1 : toRange.count;
  const down = fromAcross ? toRange.count : fromRange.count + 1;
  return { from: fromRange, to: toRange, fromAcross, columns: across, rows: down };
}

export function endsAt({ from, to, fromAcross }: Grid, { column, row }: Cell): Ends {
  const fromCell = fromAcross ? column : row;
  const toCell = fromAcross ? row : column;
  return { from: fromCell === from.count ? null : from.first + fromCell, to: to.first + toCell };
}

/** Null where the grid does not show this parameter. */
export function cellOf({ from, to, fromAcross }: Grid, ends: Ends): Cell | null {
  const fromCell = ends.from === null ? from.count : ends.from - from.first;
  const toCell = ends.to - to.first;
  if (fromCell < 0 || fromCell > from.count || toCell < 0 || toCell >= to.count) return null;
  if (ends.from !== null && fromCell === from.count) return null;
  return fromAcross ? { column: fromCell, row: toCell } : { column: toCell, row: fromCell };
}

/** The parameter next to another in the whole layer, drawn or not; biases come after the last input. */
export function neighbour(
  { inputs, outputs }: LayerShape,
  ends: Ends,
  { fromAcross }: Grid,
  right: number,
  down: number,
): Ends {
  const [fromStep, toStep] = fromAcross ? [right, down] : [down, right];
  const clamp = (value: number, last: number) => Math.max(0, Math.min(last, value));
  const from = clamp((ends.from ?? inputs) + fromStep, inputs);
  return { from: from === inputs ? null : from, to: clamp(ends.to + toStep, outputs - 1) };
}

/** "first 64 of 256", "65 to 128 of 256"; "" where all are drawn. */
export function describeRange({ first, count }: UnitRange, units: number): string {
  if (count === units) return '';
  return first === 0 ? `first ${count} of ${units}` : `${first + 1} to ${first + count} of ${units}`;
}
