/** The figures of `docs/presets.md` and `docs/ablations.md` that stand in no row of a report. */
import { formatNumber } from '../../src/drawing/format-number.ts';
import { mean } from '../../src/experiment/evaluation.ts';
import { ascending } from '../../src/experiment/statistics.ts';
import { resultsOf } from '../introduction/reports.ts';
import { cellNumber, count, ENDS, type Fact, FIRST, fromReport, measured, STABILITY } from './fact.ts';
import { findingsOf } from './findings.ts';
import { numbersOf } from './report-table.ts';

const AMD_EPYC = '2026-11-29, AMD EPYC, Node 20.20.2';

export function presetFacts(): Fact[] {
  const [, lower, upper] = numbersOf('lasting', 'lasting', FIRST);
  const firstHundred = resultsOf('lasting').filter(({ seed }) => seed < 30_100);
  const endsOfFirst = firstHundred.map(({ finalGreedyMean }) => finalGreedyMean);
  return [
    ...fromReport('lasting', {
      'lasting-first-lower': count(lower),
      'lasting-first-upper': count(upper),
      'lasting-ends-of-100': `${endsOfFirst.filter((end) => end >= 475).length}`,
      'lasting-perfect-of-100': `${endsOfFirst.filter((end) => end === 500).length}`,
      'lasting-stability-of-100': formatNumber(
        mean(firstHundred.map(({ stability }) => Number(stability))),
        3,
      ),
    }),
    ...measured('npx tsx src/train.ts --preset NAME --seed 1 --no-early-stop', AMD_EPYC, {
      'lasting-seconds': '7.8',
      'default-seconds': '5.2',
    }),
    ...measured(
      'npx tsx src/train.ts --preset lasting --seed 30400 (30468, 30472, 30637, 30803) --no-early-stop, then ten greedy episodes of each',
      '2026-11-30, AMD EPYC, Node 20.20.2',
      { 'lasting-drifts': '42' },
    ),
    ...fromReport('mountain-car', unsolved()),
    ...originals(),
    ...ablations(),
  ];
}

/** Where the two runs of `mountain-car` end that are not solved. */
function unsolved() {
  const runs = resultsOf('mountain-car').filter(({ solvedAtStep }) => solvedAtStep === null);
  const [lowest, second] = ascending(runs.map(({ finalGreedyMean }) => finalGreedyMean));
  return {
    'mountain-car-lowest': formatNumber(lowest, 1),
    'mountain-car-second-lowest': formatNumber(second, 1),
  };
}

function originals(): Fact[] {
  const runs = (preset: string) => resultsOf('originals').filter(({ variant }) => variant === preset);
  const firsts = runs('cleanrl').map(({ firstPerfectStep }) => Number(firstPerfectStep));
  const ends = runs('sb3-zoo').map(({ finalGreedyMean }) => finalGreedyMean.toFixed(0));
  return fromReport('originals', {
    'tutorial-ends': cellNumber('originals', 'tutorial', ENDS),
    'cleanrl-first-earliest': count(Math.min(...firsts)),
    'cleanrl-first-latest': count(Math.max(...firsts)),
    'sb3-zoo-perfect': cellNumber('originals', 'sb3-zoo', 'ends at 500'),
    ...Object.fromEntries(ends.map((end, seed) => [`sb3-zoo-end-${seed}`, end])),
    'sb3-zoo-stability': cellNumber('originals', 'sb3-zoo', STABILITY, 3),
  });
}

function ablations(): Fact[] {
  const BETTER = 'higher final return';
  const candidate = (changes: string) =>
    cellNumber('robust-candidates', `robust sutton-barto-reward=false gamma=0.995 ${changes}`, BETTER, 3);
  return [
    ...fromReport(
      'default-ablation',
      Object.fromEntries(
        ['', '-lower', '-upper'].map((end, which) => [
          `double-better${end}`,
          cellNumber('default-ablation', 'default target-rule=double', BETTER, 3, which),
        ]),
      ),
    ),
    ...fromReport('robust-candidates', {
      'two-step-better': candidate('n-step=2'),
      'adam-better': candidate('adam-epsilon=1e-8'),
    }),
    ...fromReport('stability', { 'robust-stability': cellNumber('stability', 'robust', STABILITY, 3) }),
    ...fromReport('instability', {
      'steady-mean-q': Number(findingsOf('steady')[1].end?.meanQ).toFixed(1),
      'steady-return': cellNumber('instability', 'steady', 'discounted return, greedy', 1),
    }),
  ];
}
