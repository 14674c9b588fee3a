/** The C version as a peer: compiles `update.c` for this machine, runs it and prints one line of JSON. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withTemporaryFolder } from '../../../scripts/temporary-folder.ts';
import { type PeerReport, readWorkload } from '../workload.ts';

const FLAGS = ['-O3', '-march=native'];

const { warmUpSeconds, measureSeconds, memory, updates, acts, environment } = readWorkload(process.argv[2]);
const cases = [
  ...updates.map(({ row, batch, hidden }) => ({ row, text: ['update', batch, ...hidden].join(':') })),
  ...acts.map(({ row, hidden }) => ({ row, text: ['act', ...hidden].join(':') })),
  ...(environment ? [{ row: environment.row, text: 'environment' }] : []),
];

await withTemporaryFolder((folder) => {
  const program = join(folder, 'update');
  execFileSync('gcc', [...FLAGS, '-o', program, fileURLToPath(new URL('update.c', import.meta.url)), '-lm']);
  const settings = [warmUpSeconds, measureSeconds, memory].map(String);
  const output = execFileSync(program, [...settings, ...cases.map(({ text }) => text)], { encoding: 'utf8' });
  const medians: number[] = JSON.parse(output);
  const compiler = execFileSync('gcc', ['-dumpfullversion'], { encoding: 'utf8' }).trim();
  const report: PeerReport = {
    version: `gcc ${compiler} ${FLAGS.join(' ')}`,
    rows: cases.map(({ row }, k) => ({ row, median_us: medians[k] })),
  };
  console.log(JSON.stringify(report));
});
