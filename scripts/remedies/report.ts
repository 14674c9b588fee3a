/** The runs as the table that docs/ablations.md quotes. */
import { formatCount } from '../../src/cli/status-line.ts';
import { formatSeeds } from '../../src/cli/sweep/plan.ts';
import { formatProportion, formatQuartiles, formatStability } from '../../src/cli/sweep/report.ts';
import { toMarkdown } from '../../src/cli/sweep/report-document.ts';
import { summarize } from '../../src/experiment/comparison.ts';
import type { RunResult } from '../../src/experiment/run-result.ts';
import { environmentOf, presetConfig } from '../../src/index.ts';
import { DECAY } from './average.ts';
import type { NetworkName, RemedyRun } from './remedy-run.ts';

interface Row {
  readonly name: string;
  readonly network: NetworkName;
  readonly judged: (run: RemedyRun) => RunResult;
}

const ROWS: readonly Row[] = [
  { name: 'default', network: 'mlp', judged: ({ last }) => last },
  { name: 'default averaged', network: 'mlp', judged: ({ averaged }) => averaged },
  { name: 'default layer-norm', network: 'layer-norm', judged: ({ last }) => last },
  { name: 'default layer-norm averaged', network: 'layer-norm', judged: ({ averaged }) => averaged },
];

/** @param steps of each run, or null for the budget of the preset. */
export function remediesMarkdown(runs: readonly RemedyRun[], steps: number | null): string {
  const config = presetConfig('default');
  const { rewardThreshold, maxReturn } = environmentOf(config).spec;
  const seeds = [...new Set(runs.map(({ seed }) => seed))];
  const summaries = ROWS.map(({ name, network, judged }) => {
    const own = runs.filter((run) => run.network === network);
    const results = own.map((run) => ({ seed: run.seed, result: judged(run), evaluations: [] }));
    return summarize({ name, rewardThreshold, maxReturn, runs: results });
  });
  const budget = steps === null ? [] : ['--steps', String(steps)];
  return toMarkdown([
    { kind: 'heading', level: 1, text: 'Layer normalisation and averaged weights' },
    {
      kind: 'paragraph',
      text: `The preset default on ${config.env}, with layer normalisation or without, seeds ${formatSeeds(seeds)}: ${runs.length} runs of ${formatCount(steps ?? config.steps)} steps, none stopped early. Every run is judged twice, by its last weights and by their average.`,
    },
    { kind: 'heading', level: 2, text: 'Results' },
    {
      kind: 'table',
      header: [
        'variant',
        'ever solved',
        `ends at ${rewardThreshold} or more`,
        `ends at ${maxReturn}`,
        'steps to first perfect',
        'stability',
      ],
      rows: summaries.map((summary) => [
        summary.name,
        formatProportion(summary.solved),
        formatProportion(summary.endsSolved),
        formatProportion(summary.endsPerfect),
        formatQuartiles(summary.firstPerfectSteps, formatCount),
        formatStability(summary),
      ]),
    },
    {
      kind: 'list',
      items: [
        'layer-norm: layer normalisation before the ReLU of each hidden layer; all settings are those of default.',
        `averaged: the greedy policy of θ̄ ← ${DECAY} θ̄ + ${Number((1 - DECAY).toPrecision(3))} θ after each update, in the same episodes. Nothing is learned from it: the runs are those of the row above.`,
        `Evaluations are greedy: ${config.evaluationEpisodes} episodes every ${formatCount(config.evaluationEverySteps)} steps, ${config.finalEvaluationEpisodes} when an evaluation first reaches ${rewardThreshold} and at the end. In parentheses, for shares: the 95 % interval of Wilson.`,
        'First perfect: the first evaluation with the largest possible return; median and quartiles over the runs.',
        `Stability: share of the evaluations after the first perfect one that reached ${rewardThreshold}; mean over the runs that have such evaluations, with its 95 % bootstrap interval.`,
      ],
    },
    { kind: 'heading', level: 2, text: 'How it was made' },
    {
      kind: 'commands',
      lines: [['npm run study:remedies --', '--seeds', formatSeeds(seeds), ...budget].join(' ')],
    },
    { kind: 'paragraph', text: 'The results of each run are in runs.jsonl.' },
  ]);
}
