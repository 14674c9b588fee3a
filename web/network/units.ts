/** What the units of each layer say about a state: numbers for the pictures and for the words beside them. */
import { formatNumber } from '../format.ts';
import { MOST_UNITS } from './heat-map-grid.ts';

/** The activations of one layer, as many as are drawn. */
export interface UnitValues {
  readonly values: Float32Array;
  readonly units: number;
  readonly active: number;
  readonly largest: number;
}

/** @param activations at least `units` numbers, the first row of which is of the state. */
export function unitValues(activations: Float32Array, units: number): UnitValues {
  const all = activations.subarray(0, units);
  return {
    values: all.slice(0, MOST_UNITS),
    units,
    active: all.reduce((count, value) => count + (value > 0 ? 1 : 0), 0),
    largest: all.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0),
  };
}

/** "23 of 64 active, largest 1.317", and how many are drawn if not all are. */
export function describeUnits({ units, active, largest, values }: UnitValues): string {
  const drawn = values.length < units ? `; first ${values.length} drawn` : '';
  return `${active} of ${units} active, largest ${formatNumber(largest, 3)}${drawn}`;
}
