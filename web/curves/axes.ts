/** The axes of a chart, as long as its place. */
import { axisRange, logAxisRange, logTicksBetween, type Tick, ticksBetween } from '../axis.ts';
import { formatCount } from '../format.ts';
import type { Look } from './looks.ts';
import type { Table } from './trace.ts';

/** The area between the axes, in CSS pixels from the corner of the canvas. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Axis {
  readonly ticks: readonly Tick[];
  /** Which share of the axis lies below a value. */
  readonly share: (value: number) => number;
}

export interface Axes {
  readonly steps: Axis;
  readonly values: Axis;
}

export interface DrawnLine {
  readonly table: Table;
  readonly look: Look;
}

/** CSS pixels that a tick needs. */
const STEP_TICK_ROOM = 64;
const VALUE_TICK_ROOM = 24;

/**
 * @param end of the axis of steps.
 * @param reach of the values; see `Chart`.
 */
export function axesOf(
  { width, height }: Area,
  lines: readonly DrawnLine[],
  end: number,
  reach: readonly [number, number] | 'powers of ten',
): Axes {
  const values = lines.flatMap(({ table }) => table[1]);
  const [low, high] = values.length === 0 ? [null, null] : [Math.min(...values), Math.max(...values)];
  // Steps are whole numbers, and so are their ticks.
  const ticks = ticksBetween(0, end, Math.min(end, width / STEP_TICK_ROOM), formatCount);
  const steps = { ticks, share: (step: number) => step / end };
  const room = height / VALUE_TICK_ROOM;
  return {
    steps,
    values: reach === 'powers of ten' ? logAxis(low, high, room) : axis(axisRange(low, high, reach), room),
  };
}

function axis([from, to]: readonly [number, number], room: number): Axis {
  return { ticks: ticksBetween(from, to, room), share: (value) => (value - from) / (to - from) };
}

function logAxis(low: number | null, high: number | null, room: number): Axis {
  const [from, to] = logAxisRange(low, high);
  return {
    ticks: logTicksBetween(from, to, room),
    share: (value) => Math.log(value / from) / Math.log(to / from),
  };
}
