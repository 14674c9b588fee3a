/** The page of `docs/silent-bugs.md`, made from the table of bugs and from what was measured of them. */
import { markdownText } from '../src/cli/markdown.ts';
import type { Form, MuseumBug, Test } from './bugs.ts';

const HEAD = `# Silent bugs

A mistake in most programs shows: it crashes, or the output is wrong at a glance. A mistake in reinforcement learning
often does not. The loss still falls, the curve still climbs a little, and one concludes that the method is weak or the
learning rate unlucky. The bugs on this page are known from published DQN code, or were possible with this library, and each leaves
a program that runs to its end without complaint.

A test that has never failed proves little. So each bug lives in [\`museum/bugs.ts\`](../museum/bugs.ts) as an exact text of the
source and what takes its place, often in several forms, and

\`\`\`sh
npm run museum                                      # puts each form into a copy of the project: its test must turn red
npx tsx src/train.ts --bug no-terminal-mask         # trains with the first form of one
\`\`\`

\`npm run museum\` also writes this page, and fails if the text of a bug is no longer found. \`--bug\` puts the bug in as the modules
are loaded; there is no switch in the source. The run says so in its folder's name, its configuration and its pictures, and can be
resumed only with the bug that it began with.`;

const TAIL = `## As an exercise

Let somebody pick a bug for you, or pick one blindly: \`npx tsx src/train.ts --bug …\`. Some barely show in the curve of a single
seed, and that is the point. When a bug could be anywhere, the [probe environments](../test/probe-environments.ts) tell where to
look: the first of the five that is not learned names the part.`;

/** The tests of known bugs are in one file; those of variants lie beside the other tests of their part. */
const isOfVariant = ({ test }: MuseumBug) => test.file !== 'test/silent-bugs.test.ts';

export function museumPage(bugs: readonly MuseumBug[]): string {
  const table = (some: readonly MuseumBug[]) =>
    [
      '| bug | what is wrong | what it does to learning | the test that turns red | how it was put in |',
      '|---|---|---|---|---|',
      ...some.map(row),
    ].join('\n');
  return `${[
    HEAD,
    table(bugs.filter((bug) => !isOfVariant(bug))),
    '## In variants',
    'These belong to parts that one adds to DQN. Their tests lie beside the other tests of each part.',
    table(bugs.filter(isOfVariant)),
    TAIL,
  ].join('\n\n')}\n`;
}

function row({ id, bug, effect, test, forms }: MuseumBug): string {
  const cells = [
    `\`${id}\``,
    markdownText(bug),
    markdownText(effect),
    link(test),
    forms.map(form).join('; '),
  ];
  return `| ${cells.join(' | ')} |`;
}

const form = ({ how, test }: Form) => (test === undefined ? how : `${how} (seen by ${link(test)})`);

const link = ({ file, name }: Test) => `[${markdownText(name)}](../${file})`;
