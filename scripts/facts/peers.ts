/** The table of `docs/benchmarks.md`. */
import { markdownTable } from './markdown-table.ts';
import { ACT, type Measurement, STEP, significant, timesOurs, UPDATES } from './measurement.ts';

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

export function peersTable(measurement: Measurement): string {
  const cell = (peer: string, row: string): string => {
    const time = measurement.microseconds(peer, row);
    if (time === null) return '';
    const shown = row === STEP ? `${significant(1 / time, 3)} million` : significant(time, 3);
    const unit = row === STEP ? '' : ' µs';
    return peer === 'ours'
      ? `**${shown}${unit}**`
      : `${shown} (${significant(timesOurs(measurement, peer, row), 2)}×)`;
  };
  const rows = [...UPDATES, ACT, STEP];
  return markdownTable(
    ['median', ...rows.slice(0, -1).map((row) => row.replace('update, ', '')), 'environment steps/s'],
    Object.entries(TITLES).map(([peer, title]) => [title, ...rows.map((row) => cell(peer, row))]),
    '--:',
  );
}
