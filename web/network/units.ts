/** What the units of a level say about a state, in words. */
import { formatNumber } from '../format.ts';
import type { UnitRange } from './heat-map-grid.ts';

/** "23 of 64 active, largest 1.317", and which are drawn if not all are. */
export function describeUnits(values: Float32Array, { first, count }: UnitRange): string {
  const units = values.length;
  const active = values.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const drawn = count < units ? `; ${first + 1} to ${first + count} drawn` : '';
  return `${active} of ${units} active, largest ${formatNumber(largest, 3)}${drawn}`;
}
