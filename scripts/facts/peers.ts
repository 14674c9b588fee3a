/** The table of `docs/benchmarks.md`, from `bench/results/peers.json`. */
import { readFileSync } from 'node:fs';

interface Peer {
  readonly name: string;
  readonly rows: readonly { readonly row: string; readonly medianMicroseconds: number }[];
}

const { peers } = JSON.parse(
  readFileSync(new URL('../../bench/results/peers.json', import.meta.url), 'utf8'),
) as { readonly peers: readonly Peer[] };

const TIMES = [
  'update, B 32, 4-24-24-2',
  'update, B 128, 4-120-84-2',
  'update, B 64, 4-256-256-2',
  'act, 4-120-84-2',
];
const STEP = 'environment step';

const TITLES: Readonly<Record<string, string>> = {
  ours: '**dqn.ts**',
  readable: 'dqn.ts, readable kernels',
  'pytorch-eager': 'PyTorch 1.13, eager, as in CleanRL',
  'pytorch-scripted': 'PyTorch 1.13, update as one script',
  'pytorch-all-scripted': 'PyTorch 1.13, sampling in the script, too',
  'tfjs-wasm': 'TensorFlow.js 4.22, wasm SIMD',
  'tfjs-cpu': 'TensorFlow.js 4.22, plain JS',
  gymnasium: 'Gymnasium 1.3, one environment',
  'gymnasium-vector': 'Gymnasium 1.3, 1024 at once',
  c: 'C, `gcc -O3 -march=native`',
};

function timeOf(peer: string, row: string): number | null {
  const { rows } = peers.find(({ name }) => name === peer) as Peer;
  return rows.find((candidate) => candidate.row === row)?.medianMicroseconds ?? null;
}

/** To so many significant digits, with no zeros behind a whole number's. */
function significant(value: number, digits: number): string {
  const text = value.toPrecision(digits);
  return value < 10 ** (digits - 1) ? text : `${Number(text)}`.replace(/\B(?=(\d{3})+$)/, ' ');
}

/** Microseconds of the smallest update. */
export const updateTime = (peer: string) => significant(Number(timeOf(peer, TIMES[0])), 3);

export function peersTable(): string {
  const cell = (peer: string, row: string): string => {
    const [time, ours] = [timeOf(peer, row), Number(timeOf('ours', row))];
    if (time === null) return '';
    const shown = row === STEP ? `${significant(1 / time, 3)} million` : significant(time, 3);
    const unit = row === STEP ? '' : ' µs';
    return peer === 'ours' ? `**${shown}${unit}**` : `${shown} (${significant(time / ours, 2)}×)`;
  };
  const titles = [...TIMES.map((row) => row.replace('update, ', '')), 'environment steps/s'];
  return [
    ['median', ...titles],
    ['---', ...titles.map(() => '--:')],
    ...Object.entries(TITLES).map(([peer, title]) => [
      title,
      ...[...TIMES, STEP].map((row) => cell(peer, row)),
    ]),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
