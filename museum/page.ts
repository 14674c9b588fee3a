/** The page of `docs/silent-bugs.md`, made from the table of bugs and from what was measured of them. */
import { markdownCode, markdownText } from '../src/cli/markdown.ts';
import { formatCount } from '../src/cli/status-line.ts';
import { formatSeeds } from '../src/cli/sweep/plan.ts';
import { ascending, median } from '../src/experiment/statistics.ts';
import type { Form, MuseumBug, Test } from './bugs.ts';
import type { MeasuredCell } from './exhibit.ts';
import { type Measurement, measuredRange, runsOf } from './measurement.ts';
import { type Range, STATISTICS } from './statistics.ts';

const HEAD = `# Silent bugs

In most programs a mistake shows: the program crashes, or its output is wrong at a glance. In reinforcement learning it often does
not. The loss still falls, the curve still climbs a little, and you conclude that the method is weak or the learning rate badly
chosen. The bugs on this page come from published DQN code, or were possible with this library, and with each of them the program
still runs to the end without complaint.

A test that has never failed proves little. So each bug lives in [\`museum/bugs.ts\`](../museum/bugs.ts) as an exact piece of
the source and its replacement, often in several forms, and

\`\`\`sh
npm run museum                                      # puts each form into a copy of the project: its test must turn red
npx tsx src/train.ts --bug no-terminal-mask         # trains with the first form of a bug
\`\`\`

The lab (\`npm run web\`) has a museum of them, where an agent with the bug can be trained beside the correct one.

\`npm run museum\` also writes this page, and fails if the text of a bug is no longer found. \`--bug\` puts the bug in as the modules
are loaded; there is no switch in the source. The run says so in its folder's name, its configuration and its pictures, and can be
resumed only with the same bug.`;

const MEASURED = `## What shows

Each bug, in its first form, beside the correct program with the same settings: medians over the given seeds, without the bug →
with it, or one number where both are equal. *Greedy return* is the mean of 100 greedy episodes at the end, *training return* that
of the last 100 exploring ones; *stability* is the share of evaluations at 475 or more after the first perfect one; *max Q* is the
largest value of a recent state at any time of the run. (\`npm run museum:measure\` makes the [runs](reports/museum/runs.jsonl).) Where nothing
changes, only the test can tell.`;

const CLUES = `## What gives it away

The lab poses these as riddles: it trains an agent with one of the bugs, or with none, and you name the bug from the curves and numbers
of the run. A bug is included only if one statistic separates it from the correct agent: over 16 seeds, the ranges of its values with and
without the bug do not overlap.`;

const TAIL = `## As an exercise

Solve the lab's riddles, or let somebody pick a bug for you: \`npx tsx src/train.ts --bug …\`. Some barely show in the curve
of a single seed, and that is the point. When a bug could be anywhere, the [probe environments](../test/probe-environments.ts)
tell you where to look: the first of the five that the agent does not learn points to the faulty part.`;

/** @param runs with and without each bug. */
export function museumPage(bugs: readonly MuseumBug[], runs: readonly Measurement[]): string {
  const sections = (some: readonly MuseumBug[]) => some.map(section);
  return `${[
    HEAD,
    MEASURED,
    measuredTable(bugs, runs),
    CLUES,
    clueTable(bugs, runs),
    '## In DQN itself',
    ...sections(bugs.filter((bug) => !isOfVariant(bug))),
    '## In variants',
    'These are bugs of parts that are added to DQN. Their tests are beside the other tests of each part.',
    ...sections(bugs.filter(isOfVariant)),
    TAIL,
  ].join('\n\n')}\n`;
}

/** The tests of known bugs are in one file; those of variants lie beside the other tests of their part. */
export const isOfVariant = ({ test }: MuseumBug) => test.file !== 'test/silent-bugs.test.ts';

function section({ id, bug, effect, test, forms }: MuseumBug): string {
  const [first, ...others] = forms;
  return [
    `### ${id}`,
    `**${markdownText(bug)}** ${markdownText(effect)}`,
    `Turns red: ${link(test)}.`,
    `${capitalized(first.how)}:`,
    ...first.patches.map(({ file, found, put }) =>
      markdownCode([`# ${file}`, ...lines('-', found), ...lines('+', put)], 'diff'),
    ),
    ...(others.length === 0 ? [] : [`Other forms: ${others.map(otherForm).join('; ')}.`]),
  ].join('\n\n');
}

const lines = (mark: string, text: string) =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `${mark} ${line}`);

const otherForm = ({ how, test }: Form) => (test === undefined ? how : `${how} (seen by ${link(test)})`);

const link = ({ file, name }: Test) => `[${markdownText(name)}](../${file})`;

const capitalized = (text: string) => text.replace(/^[a-z]/, (letter) => letter.toUpperCase());

interface Column {
  readonly title: string;
  readonly of: (run: Measurement) => number | null;
  readonly format: (value: number) => string;
}

const COLUMNS: readonly Column[] = [
  { title: 'greedy return', of: (run) => run.finalGreedyMean, format: (value) => value.toFixed(0) },
  { title: 'training return', of: (run) => run.meanReturn, format: (value) => value.toFixed(0) },
  { title: 'stability', of: (run) => run.stability, format: (value) => value.toFixed(2) },
  { title: 'max Q', of: (run) => run.maxQ, format: formatLarge },
  { title: 'updates', of: (run) => run.updates, format: formatCount },
];

export const measuredCells = (bug: MuseumBug, runs: readonly Measurement[]): MeasuredCell[] =>
  COLUMNS.map((column) => ({
    title: column.title,
    right: middle(runsOf(bug, runs, 'right'), column),
    wrong: middle(runsOf(bug, runs, 'wrong'), column),
  }));

const tableLine = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  return [tableLine(titles), `|${'---|'.repeat(titles.length)}`, ...rows.map(tableLine)].join('\n');
}

const linkTo = ({ id }: MuseumBug) => `[\`${id}\`](#${id})`;

function measuredTable(bugs: readonly MuseumBug[], runs: readonly Measurement[]): string {
  const rows = bugs.map((bug) => {
    const cells = measuredCells(bug, runs).map(({ right, wrong }) =>
      right === wrong ? right : `${right} → ${wrong}`,
    );
    return [linkTo(bug), settings(bug), ...cells];
  });
  return table(['bug', 'settings', ...COLUMNS.map(({ title }) => title)], rows);
}

function clueTable(bugs: readonly MuseumBug[], runs: readonly Measurement[]): string {
  const rows = bugs.flatMap((bug) => {
    if (bug.clue === undefined) return [];
    const { statistic, text } = bug.clue;
    const { name, meaning } = STATISTICS[statistic];
    const ranges = (['right', 'wrong'] as const).map((which) =>
      rangeText(measuredRange(bug, runs, which, statistic)),
    );
    return [[linkTo(bug), `${name}: ${meaning}`, ...ranges, text]];
  });
  return table(['bug', 'statistic', 'without', 'with', 'what gives it away'], rows);
}

function rangeText(range: Range | null): string {
  if (range === null) return '–';
  const [low, high] = [range.low, range.high].map(formatStatistic);
  return low === high ? low : `${low} to ${high}`;
}

function formatStatistic(value: number): string {
  if (Number.isInteger(value)) return formatCount(value);
  return Math.abs(value) >= 100 ? formatLarge(value) : value.toPrecision(2).replace('-', '−');
}

/** The median over runs; a dash where none has a value. */
function middle(runs: readonly Measurement[], { of, format }: Column): string {
  const values = runs.flatMap((run) => of(run) ?? []);
  return values.length === 0 ? '–' : format(median(ascending(values)));
}

function settings({ preset, changes = {}, seeds, steps }: MuseumBug): string {
  const changed = Object.entries(changes).map(([name, value]) => `, ${name} ${value}`);
  return `${preset}${changed.join('')}; seeds ${formatSeeds(seeds)}; ${formatCount(steps)} steps`;
}

/** "163" or "7.3·10⁵". */
function formatLarge(value: number): string {
  if (Math.abs(value) < 10_000) return value.toFixed(0);
  const [digits, exponent] = value.toExponential(1).split('e+');
  return `${digits}·10${[...exponent].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`;
}
