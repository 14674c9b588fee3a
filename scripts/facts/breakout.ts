/** The figures of `docs/from-cart-pole-to-a-screen.md`. */
import { readFileSync } from 'node:fs';
import { environmentOf } from '../../src/experiment/assembly.ts';
import { parseMetrics } from '../../src/experiment/files/metrics-table.ts';
import { ascending, quantile } from '../../src/experiment/statistics.ts';
import { presetConfig } from '../../src/index.ts';
import { resultsOf } from '../introduction/reports.ts';
import { rowAt } from '../introduction/runs.ts';
import { count, type Fact, fromFile, fromReport, measured } from './fact.ts';
import { commandOf } from './report-table.ts';

const METRICS = 'docs/reports/breakout-run/metrics.csv';
const ONE_RUN =
  'npx tsx src/train.ts --preset breakout --train-every-steps 4 --seed 5000 --checkpoint-every 250000';
const DAY = '2026-11-29, AMD EPYC, Node 20.20.2';

export function breakoutFacts(): Fact[] {
  const ends = ascending(resultsOf('breakout').map(({ finalGreedyMean }) => finalGreedyMean));
  const end = (share: number) => quantile(ends, share).toFixed(1);
  const rows = oneRun();
  const best = rows.reduce((a, b) => (Number(b.greedyReturn) > Number(a.greedyReturn) ? b : a));
  const meanQ = (step: number) => Number(rowAt(rows, step).meanQ).toFixed(1);
  return [
    ...fromReport('breakout', {
      'breakout-median': end(0.5),
      'breakout-lower': end(0.25),
      'breakout-upper': end(0.75),
      'breakout-lowest': end(0),
      'breakout-highest': end(1),
    }),
    ...fromFile(METRICS, ONE_RUN, {
      'breakout-best': Number(best.greedyReturn).toFixed(2),
      'breakout-best-step': count(best.step),
      'breakout-evaluations': `${rows.length}`,
      'breakout-q-50000': meanQ(50_000),
      'breakout-q-650000': meanQ(650_000),
      'breakout-q-end': meanQ(1_000_000),
    }),
    ...measured(commandOf('breakout'), `${DAY}, one core that other programs shared`, {
      'breakout-seconds-least': '130',
      'breakout-seconds-most': '150',
    }),
    ...measured(ONE_RUN, DAY, { 'breakout-last-evaluation': '19.30' }),
    ...measured('npx tsx src/play.ts runs/first --no-render', DAY, { 'breakout-3000-steps': '1.89' }),
    ...measured('npx tsx src/play.ts runs/first --no-render --epsilon 1 --episodes 1000', DAY, {
      'breakout-random': '0.38',
    }),
    ...measured('npx tsx src/play.ts runs/Breakout_breakout_seed5000 --no-render', DAY, {
      'breakout-million': '20.50',
      'breakout-without-sticky': '27.44',
      'breakout-best-weights': '18.66',
    }),
    ...measured(
      'npx tsx src/train.ts --preset breakout --steps 5000000 --seed 40000 --evaluation-every-steps 100000',
      DAY,
      { 'breakout-5-million': '22.1' },
    ),
  ];
}

function oneRun() {
  const text = readFileSync(new URL(`../../${METRICS}`, import.meta.url), 'utf8');
  return [...parseMetrics([text], environmentOf(presetConfig('breakout')).diagnosis)];
}
