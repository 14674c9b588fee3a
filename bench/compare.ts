/** `npm run bench:compare -- before.json after.json`: what changed between two files that `bench --json` wrote. */
import { createCommand } from '../src/cli/program.ts';
import { start } from '../src/cli/start.ts';
import { findDifferences, formatComparison } from './comparison.ts';
import { type Results, readResults } from './results.ts';

function describe(name: string, path: string, { commit, kernels, date }: Results): string {
  const version =
    commit === null ? 'no commit' : `commit ${commit.hash.slice(0, 10)}${commit.dirty ? ', changed' : ''}`;
  return `${name} ${path} (${version}, ${kernels} kernels, ${date})`;
}

await start(async () => {
  const command = createCommand('bench:compare')
    .description('Puts two files of benchmark results side by side.')
    .argument('<before>', 'File that `npm run bench -- --json FILE` wrote.')
    .argument('<after>', 'Another one, to be compared with it.')
    .parse();
  const [beforePath, afterPath] = command.processedArgs as [string, string];
  const before = readResults(beforePath);
  const after = readResults(afterPath);

  for (const difference of findDifferences(before, after)) process.stderr.write(`warning: ${difference}\n`);
  process.stdout.write(
    `${describe('before', beforePath, before)}\n${describe('after ', afterPath, after)}\n\n`,
  );
  process.stdout.write(`${formatComparison(before, after)}\n\n`);
  process.stdout.write(
    'Medians of one operation; ratio: after / before, below 1 is faster. ≈: within the spread.\n',
  );
  return 0;
});
