/** The study of agents that play on without the usual limit: what it plays, and what it counts. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HOLD_STEPS, type Holding, type HoldRun, holdRun } from '../scripts/holding/hold-run.ts';
import { holdingMarkdown } from '../scripts/holding/report.ts';
import { resolveConfig, TrainingRun } from '../src/index.ts';

const LEARNING = {
  seed: 4,
  steps: 800,
  scheduleSteps: 800,
  hiddenSizes: [16],
  learningRate: 5e-3,
  learningStartSteps: 100,
  epsilonDecaySteps: 400,
  evaluationEverySteps: 200,
  evaluationEpisodes: 2,
  finalEvaluationEpisodes: 2,
  earlyStop: false,
};

it('plays on with the last network of a run, and with the best one as a run that ends there has it', () => {
  const config = resolveConfig(LEARNING);
  const alone = new TrainingRun(config, { episodeEnded() {}, metricsTaken() {} });
  while (!alone.finished) alone.advance();
  const { last, best } = holdRun('it', config);
  expect(last).toMatchObject({ step: 800, greedyReturn: alone.finalGreedyReturn });
  expect(best).toMatchObject({ step: alone.best.step, greedyReturn: alone.best.greedyReturn });
  expect(best.lengths).not.toEqual(last.lengths);
  expect(best.lengths).toEqual(holdRun('it', resolveConfig({ ...LEARNING, steps: best.step })).last.lengths);
});

it('lifts the limit of 500 steps', () => {
  const { last } = holdRun(
    'it',
    resolveConfig({ ...LEARNING, seed: 1, steps: 1200, scheduleSteps: 1200, learningRate: 1e-2 }),
  );
  expect(last.lengths).toContain(HOLD_STEPS);
});

describe('the table', () => {
  const LONG = HOLD_STEPS;
  const holding = (greedyReturn: number | null, lengths: readonly number[]): Holding => ({
    step: 1,
    greedyReturn,
    lengths,
  });
  const run = (seed: number, last: Holding): HoldRun => ({
    preset: 'default',
    seed,
    last,
    best: holding(500, [LONG, LONG]),
  });
  const text = holdingMarkdown(
    [
      run(0, holding(500, [LONG, LONG])),
      run(1, holding(475, [LONG, 700])),
      run(2, holding(500, [600, 900])),
      run(3, holding(474, [10, LONG])),
      run(4, holding(null, [10, 11])),
    ],
    { command: 'npm run study:holding', date: 'a day', machine: 'a machine', versions: 'a version' },
  );

  it('counts, of the solved agents, those that hold every episode and those that hold none', () => {
    expect(text).toContain('| default | last | 5 | 3 | 1 | 1 | 4 of 10 | 306 |');
    expect(text).toContain('| default | best | 5 | 5 | 5 | 0 | 10 of 10 | – |');
  });

  it('in docs/reports/holding is that of the lengths beside it', () => {
    const [findings, lines] = ['findings.md', 'holding.jsonl'].map((name) =>
      readFileSync(new URL(`../docs/reports/holding/${name}`, import.meta.url), 'utf8'),
    );
    const runs = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const made = holdingMarkdown(runs, { command: '', date: '', machine: '', versions: '' });
    const upToCommand = (text: string) => text.slice(0, text.indexOf('```sh'));
    expect(upToCommand(made)).toBe(upToCommand(findings));
  });
});
