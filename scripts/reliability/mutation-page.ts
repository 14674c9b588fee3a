/** The page of `docs/engineering/mutation.md`, made from the report that Stryker writes. */
import type { EquivalentMutant } from './equivalent-mutants.ts';

interface Place {
  readonly line: number;
  readonly column: number;
}

interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  /** `Killed`, `Timeout`, `Survived`, `NoCoverage`, or one that does not count. */
  readonly status: string;
  readonly location: { readonly start: Place; readonly end: Place };
}

/** What is read of the report that Stryker writes. */
export interface MutationResults {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

const FOUND = ['Killed', 'Timeout'];
const MISSED = ['Survived', 'NoCoverage'];

const isFound = ({ status }: Mutant) => FOUND.includes(status);
const isMissed = ({ status }: Mutant) => MISSED.includes(status);
const didNotEnd = ({ status }: Mutant) => status === 'Timeout';

/** The share of mutants that were found, in percent. */
export function mutationScore(mutants: readonly Mutant[]): number {
  const found = mutants.filter(isFound).length;
  return (100 * found) / (found + mutants.filter(isMissed).length);
}

export const allMutants = ({ files }: MutationResults) =>
  Object.values(files).flatMap(({ mutants }) => mutants);

/** Whether this text, of one line or more, is in `lines` from number k on (from 0), apart from the spaces around each. */
export function beginsAt(lines: readonly string[], k: number, text: string): boolean {
  return text.split('\n').every((line, n) => lines[k + n]?.trim() === line);
}

/**
 * The page. Throws an Error where `equivalent` names a mutant of one of these files that has not survived.
 *
 * @param measured when and with what.
 */
export function mutationPage(
  results: MutationResults,
  equivalent: readonly EquivalentMutant[],
  measured: string,
): string {
  const unused = new Set(equivalent.filter(({ file }) => Object.hasOwn(results.files, file)));
  const scores: string[] = [];
  const open: string[] = [];
  const explained: string[] = [];
  const files = Object.entries(results.files).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [file, { source, mutants }] of files) {
    if (Number.isNaN(mutationScore(mutants))) continue;
    const lines = source.split('\n');
    const explainedBefore = explained.length;
    for (const mutant of mutants.filter(isMissed)) {
      const known = equivalent.find(
        (one) =>
          one.file === file &&
          one.replacement === mutant.replacement &&
          beginsAt(lines, mutant.location.start.line - 1, one.line),
      );
      const row = `| ${link(file, mutant)} | ${change(lines, mutant)} |`;
      if (known === undefined) {
        open.push(`${row} ${mutant.status === 'NoCoverage' ? 'no test reaches it' : ''} |`);
      } else {
        unused.delete(known);
        explained.push(`${row} ${known.reason} |`);
      }
    }
    scores.push(scoreRow(`\`${file}\``, mutants, explained.length - explainedBefore));
  }
  for (const { file, line, replacement } of unused) {
    throw new Error(`no mutant of ${file} that makes ${replacement} in "${line}" has survived`);
  }
  scores.push(scoreRow('**all**', allMutants(results), explained.length));
  return page(scores, open, explained, measured);
}

function scoreRow(name: string, mutants: readonly Mutant[], explained: number): string {
  const found = mutants.filter(isFound).length;
  const endless = mutants.filter(didNotEnd).length;
  const missed = mutants.filter(isMissed).length;
  const score = mutationScore(mutants).toFixed(1);
  const cells = [name, found + missed, found - endless, endless, missed - explained, explained, `${score} %`];
  return `| ${cells.join(' | ')} |`;
}

const link = (file: string, { location: { start } }: Mutant) =>
  `[\`${file}:${start.line}\`](../../${file}#L${start.line})`;

/** What was there and what the mutant makes of it, each on one line and not too long. */
function change(lines: readonly string[], { location: { start, end }, replacement = '' }: Mutant): string {
  const part = lines.slice(start.line - 1, end.line);
  part[part.length - 1] = part[part.length - 1].slice(0, end.column - 1);
  part[0] = part[0].slice(start.column - 1);
  return `${code(part.join(' '))} → ${code(replacement)}`;
}

function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const short = line.length > 80 ? `${line.slice(0, 79)}…` : line;
  const fence = short.includes('`') ? '``' : '`';
  return `${fence}${fence === '``' ? ` ${short} ` : short}${fence}`.replaceAll('|', '\\|');
}

const table = (titles: string, rows: readonly string[]) => `${titles}\n${rows.join('\n')}`;

const page = (
  scores: readonly string[],
  open: readonly string[],
  explained: readonly string[],
  measured: string,
) => `# Mutation testing

Do the tests notice a bug? [Stryker](https://stryker-mutator.io) puts small ones into the source, one at a time: a \`<\` becomes
\`<=\`, a \`+\` a \`−\`, a condition \`true\`, a block of code empty. A mutant that makes a test fail is found; one that no test
notices has survived. The score is the share of found ones. Bugs that no such operator makes are planted by hand:
[planted bugs](planted-bugs.md).

\`\`\`sh
npm run mutation                                  # all parts, an hour on one core; less once there are results
npm run mutation -- random agent-dqn              # some parts; --help names them all
npm run mutation -- --force                       # forget earlier results
npm run mutation:report                           # writes this page; fails if the score is below 90 %
\`\`\`

Mutated is what computes: \`src/nn\`, \`src/env\`, \`src/agent\`, random numbers, states and checkpoints. Not \`kernels.as.ts\`, which is
compiled for WebAssembly, where no mutant can be switched on, nor \`module.ts\`, which is the result: a law says that it gives the
same bits as the readable kernels.

Each part is judged by the tests of its own subject ([\`mutation-parts.ts\`](../../scripts/reliability/mutation-parts.ts)), not by all: fewer tests
can only find fewer mutants, and all of them would take hours. The results are kept in \`.stryker/\`, for every mutant whose file and
whose test files have not changed. Changes of anything else, such as \`test/golden\`, the helpers of the tests or source of another
part, are not noticed; and for mutants of code that runs when a file is loaded, not even changes of the tests: then run it with \`--force\`.
\`--concurrency 1\` leaves the other cores alone.

## Scores

${measured}. "Did not end" are mutants that were stopped after a hundred times the turns of the right program, or by the clock. A file
without a row has no mutants.

${table('| file | mutants | found by a test | did not end | survived | equivalent | score |\n|---|---:|---:|---:|---:|---:|---:|', scores)}

## Survivors

${open.length === 0 ? 'None.' : table('| where | mutant | |\n|---|---|---|', open)}

## Equivalent

These mutants behave as the program does, so no test can find them, or they are found in a way that Stryker does not count. The
score takes all of them for survivors.

${explained.length === 0 ? 'None.' : table('| where | mutant | why |\n|---|---|---|', explained)}
`;
