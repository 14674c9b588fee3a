/** The page of `docs/engineering/planted-bugs.md`. */
import { markdownText } from '../../src/cli/markdown.ts';
import type { Trial } from '../planting.ts';
import { type PlantedBug, SURVIVED_ONCE } from './planted-bugs-table.ts';

const HEAD = `# Planted bugs

Mutation operators ([mutation.md](mutation.md)) change a sign or empty a block. People make other mistakes: they count from the
wrong step, save the wrong array, forget an \`fsync\`. The bugs on this page were thought up by reading the code and were put into
copies of it one at a time; the tests of the subject had to fail.

\`\`\`sh
npm run planted-bugs                           # all of them; writes this page, and fails if one survives
npm run planted-bugs -- limit-hides-fall       # some of them
\`\`\`

Each is an exact text and what takes its place, in [\`planted-bugs-table.ts\`](../../scripts/reliability/planted-bugs-table.ts), with
the tests that judge it. A bug whose text is no longer found fails, so the table cannot go stale. The known mistakes of DQN
code are on [another page](../silent-bugs.md).`;

export function plantedBugsPage(bugs: readonly PlantedBug[], trials: readonly Trial[]): string {
  const survivors: string[] = [];
  const mended: string[] = [];
  const found: string[] = [];
  bugs.forEach((bug, k) => {
    const row = tableRow(bug, trials[k]);
    if (isFound(trials[k])) (SURVIVED_ONCE.includes(bug.id) ? mended : found).push(row);
    else survivors.push(row);
  });
  const open =
    survivors.length === 0
      ? `None of ${bugs.length}.`
      : ['| bug | what is wrong then | where |', '|---|---|---|', ...survivors].join('\n');
  return `${[
    HEAD,
    '## Survivors',
    open,
    '## Survived at first',
    'No test noticed these when they were first put in. One has been written for each, which fails with the bug:',
    table(mended),
    '## Found at once',
    table(found),
  ].join('\n\n')}\n`;
}

const isFound = ({ failures, ended }: Trial) => failures.length > 0 || !ended;

const table = (rows: readonly string[]) =>
  ['| bug | what is wrong then | where | found by |', '|---|---|---|---|', ...rows].join('\n');

function tableRow({ id, meaning, patches }: PlantedBug, trial: Trial): string {
  const files = [...new Set(patches.map(({ file }) => `\`${file}\``))].join(', ');
  const cells = [`\`${id}\``, markdownText(meaning), files];
  if (isFound(trial)) cells.push(finder(trial));
  return `| ${cells.join(' | ')} |`;
}

function finder({ failures, ended }: Trial): string {
  if (!ended) return 'the clock: a test did not end';
  const [{ file, test }] = failures;
  return `[${markdownText(String(test))}](../../${file})`;
}
