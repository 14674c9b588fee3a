/** The lengths of all episodes as a table: what docs/instability.md quotes. */
import type { Session } from '../../src/cli/machine.ts';
import { formatCount } from '../../src/cli/status-line.ts';
import { toMarkdown } from '../../src/cli/sweep/report-document.ts';
import { ascending, median } from '../../src/index.ts';
import { HOLD_STEPS, type Holding, type HoldRun } from './hold-run.ts';

/** Mean return at which CartPole-v1 counts as solved. */
const THRESHOLD = 475;

export function holdingMarkdown(runs: readonly HoldRun[], session: Session): string {
  const presets = [...new Set(runs.map(({ preset }) => preset))];
  const rows = presets.flatMap((preset) => {
    const own = runs.filter((run) => run.preset === preset);
    return [
      [preset, 'last', ...cells(own.map(({ last }) => last))],
      [preset, 'best', ...cells(own.map(({ best }) => best))],
    ];
  });
  const limit = formatCount(HOLD_STEPS);
  return toMarkdown([
    { kind: 'heading', level: 1, text: 'Who holds the pole when the limit is lifted: findings' },
    {
      kind: 'paragraph',
      text: `Each agent trains to the end of its budget, with the usual limit of 500 steps. Then its last network and its best one, the first of the best evaluations, play ${runs[0].last.lengths.length} greedy episodes each, which end by a fall or after ${limit} steps.`,
    },
    {
      kind: 'table',
      header: [
        'preset',
        'network',
        'agents',
        `solved (${THRESHOLD} or more of 500)`,
        `of these hold ${limit} steps in every episode`,
        'in no episode',
        'episodes held, of all',
        'steps until a fall, median',
      ],
      rows,
    },
    { kind: 'paragraph', text: 'The length of every episode is in holding.jsonl.' },
    { kind: 'commands', lines: [session.command] },
    { kind: 'paragraph', text: `${session.date}, ${session.machine}, ${session.versions}` },
  ]);
}

function cells(holdings: readonly Holding[]): string[] {
  const solved = holdings.filter(({ greedyReturn }) => Number(greedyReturn) >= THRESHOLD);
  const held = (length: number) => length === HOLD_STEPS;
  const lengths = holdings.flatMap((holding) => holding.lengths);
  const falls = ascending(lengths.filter((length) => !held(length)));
  return [
    holdings.length,
    solved.length,
    solved.filter((holding) => holding.lengths.every(held)).length,
    solved.filter((holding) => !holding.lengths.some(held)).length,
    `${formatCount(lengths.length - falls.length)} of ${formatCount(lengths.length)}`,
    falls.length === 0 ? '–' : formatCount(median(falls)),
  ].map(String);
}
