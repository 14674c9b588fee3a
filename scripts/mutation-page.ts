/** The page of `docs/mutation.md`, made from the report that Stryker writes. */
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

/**
 * The page. Throws an Error where `equivalent` names a mutant of one of these files that has not survived.
 *
 * @param measured when and on what.
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
  let allFound = 0;
  let allMissed = 0;
  let allExplained = 0;
  for (const [file, { source, mutants }] of Object.entries(results.files).sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    const lines = source.split('\n');
    const missed = mutants.filter(({ status }) => MISSED.includes(status));
    const found = mutants.filter(({ status }) => FOUND.includes(status)).length;
    const timeouts = mutants.filter(({ status }) => status === 'Timeout').length;
    if (found + missed.length === 0) continue;
    let reasons = 0;
    for (const mutant of missed) {
      const text = lines[mutant.location.start.line - 1].trim();
      const known = equivalent.find(
        (one) => one.file === file && one.line === text && one.replacement === mutant.replacement,
      );
      const row = `| ${link(file, mutant)} | ${change(lines, mutant)} |`;
      if (known === undefined) {
        open.push(`${row} ${mutant.status === 'NoCoverage' ? 'no test reaches it' : ''} |`);
      } else {
        unused.delete(known);
        reasons++;
        explained.push(`${row} ${known.reason} |`);
      }
    }
    allFound += found;
    allMissed += missed.length;
    allExplained += reasons;
    scores.push(scoreRow(`\`${file}\``, found, timeouts, missed.length, reasons));
  }
  for (const { file, line, replacement } of unused) {
    throw new Error(`no mutant of ${file} that makes ${replacement} in "${line}" has survived`);
  }
  const timeouts = Object.values(results.files).flatMap(({ mutants }) => mutants.filter(isTimeout)).length;
  scores.push(scoreRow('**all**', allFound, timeouts, allMissed, allExplained));
  return page(scores, open, explained, measured);
}

/** The share of mutants that were found, in percent. */
export function mutationScore({ files }: MutationResults): number {
  const statuses = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
  const found = statuses.filter((status) => FOUND.includes(status)).length;
  return (100 * found) / statuses.filter((status) => [...FOUND, ...MISSED].includes(status)).length;
}

const isTimeout = ({ status }: Mutant) => status === 'Timeout';

function scoreRow(name: string, found: number, timeouts: number, missed: number, reasons: number): string {
  const score = ((100 * found) / (found + missed)).toFixed(1);
  const cells = [name, found + missed, found - timeouts, timeouts, missed - reasons, reasons, `${score} %`];
  return `| ${cells.join(' | ')} |`;
}

const link = (file: string, { location: { start } }: Mutant) =>
  `[\`${file}:${start.line}\`](../${file}#L${start.line})`;

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
notices has survived. The score is the share of found ones.

\`\`\`sh
npm run mutation                                  # all parts, 20 minutes on two cores; less once there are results
npm run mutation -- random agent-dqn              # some parts; --help names them all
npm run mutation -- --force                       # forget earlier results
npm run mutation:report                           # writes this page; fails if the score is below 90 %
\`\`\`

Mutated is what computes: \`src/nn\`, \`src/env\`, \`src/agent\`, random numbers, states and checkpoints. Not \`kernels.as.ts\` and
\`module.ts\`: they are compiled for WebAssembly, where no mutant can be switched on, and a law says that they give the same bits as
the readable kernels.

Each part is judged by the tests of its own subject ([\`mutation-parts.ts\`](../scripts/mutation-parts.ts)), not by all: fewer tests
can only find fewer mutants, and all of them would take hours. The results are kept in \`.stryker/\`, for every mutant whose file and
whose test files have not changed. Changes of anything else, such as \`test/golden\`, the helpers of the tests or source of another
part, are not noticed, nor is any test for a mutant of what a file does when it is loaded: then run it with \`--force\`.
\`--concurrency 1\` leaves the other cores alone.

## Scores

${measured}. Found by the clock are mutants that never come to an end. A file without a row has no mutants.

${table('| file | mutants | found by a test | by the clock | survived | equivalent | score |\n|---|---:|---:|---:|---:|---:|---:|', scores)}

## Survivors

${open.length === 0 ? 'None.' : table('| where | mutant | |\n|---|---|---|', open)}

## Equivalent

These mutants behave as the program does, so no test can find them, or they are found in a way that Stryker does not count. The
score takes all of them for survivors.

${explained.length === 0 ? 'None.' : table('| where | mutant | why |\n|---|---|---|', explained)}
`;
