/**
 * `npm run planted-bugs`: puts each bug of `planted-bugs-table.ts` into a copy of the project, runs the tests of its subject there,
 * and writes `docs/engineering/planted-bugs.md`. Fails if a bug survives, or its text is no longer found.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { numberBetween } from '../../src/cli/number-between.ts';
import { createCommand, UsageError } from '../../src/cli/program.ts';
import { start } from '../../src/cli/start.ts';
import { checkGreen, tryEach } from '../planting.ts';
import { plantedBugsPage } from './planted-bugs-page.ts';
import { PLANTED_BUGS } from './planted-bugs-table.ts';

const PAGE = fileURLToPath(new URL('../../docs/engineering/planted-bugs.md', import.meta.url));

await start(async (stop) => {
  const command = createCommand('planted-bugs')
    .description('Puts bugs into copies of the project and sees whether the tests find them.')
    .argument('[ids...]', 'Which bugs; all without them, and only then the page is written.')
    .option('--workers <n>', 'Bugs tried at once.', numberBetween('--workers', 1, 64, 'an integer'), 1)
    .parse();
  const { workers } = command.opts<{ workers: number }>();
  const { args: ids } = command;
  const unknown = ids.find((id) => !PLANTED_BUGS.some((bug) => bug.id === id));
  if (unknown !== undefined)
    throw new UsageError(`there is no bug ${unknown}; they are in planted-bugs-table.ts`);
  const bugs = PLANTED_BUGS.filter(({ id }) => ids.length === 0 || ids.includes(id));

  await checkGreen([...new Set(bugs.flatMap(({ tests }) => tests))], stop);
  const trials = await tryEach(bugs, { workers, stop }, ({ id }, { failures, ended }) => {
    const verdict = failures.length > 0 ? `found by "${failures[0].test}"` : 'SURVIVED';
    console.log(`${id}: ${ended ? verdict : 'did not end'}`);
  });
  if (stop.aborted) return 1;
  if (ids.length === 0) writeFileSync(PAGE, plantedBugsPage(bugs, trials));
  const missed = bugs.filter((_, k) => trials[k].ended && trials[k].failures.length === 0);
  console.log(`${bugs.length - missed.length} of ${bugs.length} found`);
  return missed.length === 0 ? 0 : 1;
});
