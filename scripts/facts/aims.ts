/** What this project was to reach, and what became of it on two machines: section 13 of `docs/engineering/performance.md`. */
import { markdownTable } from './markdown-table.ts';
import {
  ACT,
  ACT_AND_LEARN,
  type Measurement,
  STEP,
  timesOurs,
  UPDATES,
  ZEN_3,
  ZEN_4,
} from './measurement.ts';

const MACHINES: Readonly<Record<string, Measurement>> = {
  'Zen 4, 2026-11-22': ZEN_4,
  'Zen 3, 2026-11-29': ZEN_3,
};

/** How many times our time a peer should take at least, at the three sizes. */
const RATIOS = [
  { title: 'PyTorch, eager', peer: 'pytorch-eager', aims: [25, 2.5, 1.2] },
  { title: 'PyTorch, one script', peer: 'pytorch-scripted', aims: [9, 1.3, 0.8] },
  { title: 'TensorFlow.js, wasm', peer: 'tfjs-wasm', aims: [45, 13, 12] },
];

interface Aim {
  readonly title: string;
  readonly aim: number;
  readonly unit: string;
  /** Whether larger values are better. */
  readonly atLeast?: boolean;
  of(measurement: Measurement): number;
}

const AIMS: readonly Aim[] = [
  {
    title: '`act()` at 4-120-84-2 in 2 µs',
    aim: 2,
    unit: 'µs',
    of: ({ microseconds }) => Number(microseconds('ours', ACT)),
  },
  {
    title: 'one act and one update of 64-64, B 64, in 120 µs',
    aim: 120,
    unit: 'µs',
    of: ({ microseconds }) => Number(microseconds('ours', ACT_AND_LEARN)),
  },
  {
    title: '12 million environment steps a second',
    aim: 12,
    unit: 'million',
    atLeast: true,
    of: ({ microseconds }) => 1 / Number(microseconds('ours', STEP)),
  },
  {
    title: 'preset `cleanrl`, 500 000 steps, in 25 s',
    aim: 25,
    unit: 's',
    of: ({ seconds }) => seconds('cleanrl'),
  },
  {
    title: 'preset `sb3-zoo`, 50 000 steps, in 40 s',
    aim: 40,
    unit: 's',
    of: ({ seconds }) => seconds('sb3-zoo'),
  },
];

/** "met", or by how much the aim was missed. */
function verdict(value: number, aim: number, atLeast: boolean): string {
  const miss = atLeast ? 1 - value / aim : value / aim - 1;
  return miss <= 0 ? 'met' : `missed by ${(100 * miss).toFixed(0)} %`;
}

export function ratiosTable(): string {
  const cell = (ratio: number, aim: number) => {
    const shown = ratio.toPrecision(ratio < 1 ? 2 : 3);
    const outcome = verdict(ratio, aim, true);
    return outcome === 'met' ? `**${shown}**` : `${shown}, ${outcome}`;
  };
  return markdownTable(
    ['time of the peer / ours', ...UPDATES.map((row) => row.replace('update, ', ''))],
    RATIOS.flatMap(({ title, peer, aims }) => [
      [`${title}: aim`, ...aims.map(String)],
      ...Object.entries(MACHINES).map(([machine, measurement]) => [
        machine,
        ...UPDATES.map((row, k) => cell(timesOurs(measurement, peer, row), aims[k])),
      ]),
    ]),
  );
}

export const aimsTable = () =>
  markdownTable(
    ['aim', ...Object.keys(MACHINES)],
    AIMS.map(({ title, aim, unit, atLeast = false, of }) => [
      title,
      ...Object.values(MACHINES).map((measurement) => {
        const value = of(measurement);
        return `${value.toPrecision(3)} ${unit}, ${verdict(value, aim, atLeast)}`;
      }),
    ]),
  );
