/**
 * `npm run checkpoint-cost`: which share of the time of a training run goes into its checkpoints, at the default interval of
 * `train`: encoding, the tables' way to the disk, and the file's own.
 */
import { formatLine, formatTitles } from '../../bench/table.ts';
import { numberBetween } from '../../src/cli/number-between.ts';
import { createCommand } from '../../src/cli/program.ts';
import { RunFolder } from '../../src/cli/run-folder.ts';
import { start } from '../../src/cli/start.ts';
import { formatCount } from '../../src/cli/status-line.ts';
import { presetConfig } from '../../src/config/presets.ts';
import { environmentOf } from '../../src/experiment/assembly.ts';
import { encodeRunCheckpoint } from '../../src/experiment/files/run-checkpoint.ts';
import { CurveRecorder } from '../../src/experiment/learning-curve.ts';
import { TrainingRun } from '../../src/experiment/run.ts';
import { median } from '../../src/experiment/statistics.ts';
import { withTemporaryFolder } from '../temporary-folder.ts';

interface Options {
  readonly preset: string;
  readonly rounds: number;
  readonly every: number;
}

const COLUMNS = [
  { title: 'round', width: 5 },
  { title: 'run, ms', width: 12 },
  { title: 'checkpoints', width: 14 },
  { title: 'bytes, last', width: 14 },
  { title: 'ms, all', width: 10 },
  { title: 'share, %', width: 10 },
];

await start(async (stop) => {
  const command = createCommand('checkpoint-cost')
    .description('Measures which share of the time of a training run its checkpoints take.')
    .option('--preset <name>', 'What is trained, to the end of its budget.', 'default')
    .option('--rounds <n>', 'Runs.', numberBetween('--rounds', 1, 1000, 'an integer'), 5)
    .option('--every <n>', 'Steps between two.', numberBetween('--every', 1, 1e9, 'an integer'), 25_000)
    .parse();
  const { preset, rounds, every } = command.opts<Options>();
  process.stdout.write(`${formatTitles(COLUMNS)}\n`);
  const shares: number[] = [];
  for (let round = 1; round <= rounds && !stop.aborted; round++) {
    const config = presetConfig(preset, { earlyStop: false, seed: round });
    const environment = environmentOf(config);
    const { saving, bytes, count, total } = await withTemporaryFolder(async (path) => {
      const start = performance.now();
      const curve = new CurveRecorder(environment.spec);
      const run = new TrainingRun(config, {
        episodeEnded(row) {
          folder.addEpisode(row);
          curve.episodeEnded(row);
        },
        metricsTaken(row) {
          folder.addMetrics(row);
          curve.metricsTaken(row);
        },
      });
      const folder = RunFolder.begin(path, preset, config);
      let [saving, bytes, count] = [0, 0, 0];
      const save = () => {
        const before = performance.now();
        folder.saveCheckpoint((tables) => {
          const checkpoint = encodeRunCheckpoint(preset, run, curve, tables);
          bytes = checkpoint.length;
          return checkpoint;
        });
        saving += performance.now() - before;
        count++;
      };
      save();
      while (!run.finished) {
        const { step } = run;
        run.advance();
        if (run.step !== step && (run.step % every === 0 || run.step === config.steps)) save();
      }
      folder.close();
      return { saving, bytes, count, total: performance.now() - start };
    });
    shares.push((100 * saving) / total);
    const cells = [round, total, count, bytes].map(formatCount);
    const share = shares[shares.length - 1];
    process.stdout.write(`${formatLine(COLUMNS, [...cells, saving.toFixed(1), share.toFixed(2)])}\n`);
  }
  process.stdout.write(`median share: ${median(shares).toFixed(2)} %\n`);
  return 0;
});
