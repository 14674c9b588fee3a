/** The figures of `docs/instability.md` that stand in no row of a report. */
import { resultsOf } from '../introduction/reports.ts';
import { cellCount, cellNumber, ENDS, type Fact, FIRST, fromReport, measured, STABILITY } from './fact.ts';
import { findingsOf } from './findings.ts';
import { numbersOf, variantsOf } from './report-table.ts';

const study = (variant: string, column: string, digits = 0, which = 0) =>
  cellNumber('instability', variant, column, digits, which);

const GREEDY_GAP = 'greedy action gap';
const TD_ERROR = 'mean \\|TD error\\|';
const CORRECTED = 'large errors corrected';
const ABOVE = 'rows above the ceiling';
const BEFORE_FALL = 'Q before a fall';
const INITIAL_Q = 'largest Q of initial states';
const DISCOUNTED = 'discounted return, greedy';
const IN_MEMORY = 'falls in the memory';
const ERROR_OF_FALLS = '\\|δ\\| of falls';

/** How many times the mean TD error the gap between the greedy action and the other is, both in the median. */
export const gapByError = (variant: string) =>
  numbersOf('instability', variant, GREEDY_GAP)[1] / numbersOf('instability', variant, TD_ERROR)[1];

/** Falls of the pole that the memory held at the first perfect evaluation, in the variants that are perfect early. */
function earlyFalls(): { least: number; most: number } {
  const early = variantsOf('instability').filter((variant) => {
    const [steps] = numbersOf('instability', variant, FIRST);
    return steps >= 2000 && steps <= 4000 && !variant.startsWith('steady');
  });
  const falls = early.map((variant) => numbersOf('instability', variant, 'falls by then, pole')[0]);
  return { least: Math.min(...falls), most: Math.max(...falls) };
}

/** How the greedy episodes of `default` ended in its later evaluations with a fall, summed over the runs. */
function greedyEnds() {
  const ends = findingsOf('default').map(({ later }) => later!.greedyFalls.ends);
  const sum = (kind: keyof (typeof ends)[number]) => ends.reduce((total, end) => total + end[kind], 0);
  return { left: sum('cartLeft'), right: sum('cartRight'), pole: sum('poleLeft') + sum('poleRight') };
}

/** The runs of 1000 that waver or end badly. */
function badSeeds(): Fact[] {
  const runs = resultsOf('steady-1000');
  const bad = runs.filter(({ finalGreedyMean }) => finalGreedyMean < 475);
  const wavering = runs
    .filter((run) => run.stability !== null && !bad.includes(run))
    .sort((a, b) => Number(a.stability) - Number(b.stability));
  return fromReport('steady-1000', {
    'bad-seed': `${bad[0].seed}`,
    'bad-end': bad[0].finalGreedyMean.toFixed(0),
    'wavering-seed': `${wavering[0].seed}`,
    'wavering-stability': Number(wavering[0].stability).toFixed(2),
    'second-wavering-seed': `${wavering[1].seed}`,
    'second-wavering-stability': Number(wavering[1].stability).toFixed(2),
  });
}

/** What the text says of the agents that play on without the usual limit. */
function holding(): Fact[] {
  const cell = (variant: string, column: string) => cellNumber('holding', variant, column);
  const [SOLVED, HOLD] = ['solved (475 or more of 500)', 'of these hold 20 000 steps in every episode'];
  const solved = Number(cell('default last', SOLVED));
  return fromReport('holding', {
    'holding-solved': `${solved}`,
    'holding-hold': cell('default last', HOLD),
    'holding-unsolved': `${Number(cell('default last', 'agents')) - solved}`,
    'holding-until-fall': cell('default last', 'steps until a fall, median'),
    'holding-lasting-solved': cell('lasting last', SOLVED),
    'holding-lasting-hold': cell('lasting last', HOLD),
  });
}

export function instabilityFacts(): Fact[] {
  const { least, most } = earlyFalls();
  const { left, right, pole } = greedyEnds();
  return [
    ...fromReport('stability', {
      'default-first': cellCount('stability', 'default', FIRST),
      'default-stability-percent': `${Math.round(100 * numbersOf('stability', 'default', STABILITY)[0])}`,
    }),
    ...fromReport('instability', {
      'gap-median': study('default', GREEDY_GAP, 2, 1),
      'gap-lowest': study('default', GREEDY_GAP, 3, 0),
      'gap-highest': study('default', GREEDY_GAP, 0, 2),
      'mean-q-later': study('default', 'mean Q', 0, 1),
      'td-error': study('default', TD_ERROR, 1, 1),
      'above-ceiling': study('default', ABOVE),
      'largest-q': study('default', 'largest Q', 0, 2),
      'initial-q': study('default', INITIAL_Q),
      'initial-return': study('default', DISCOUNTED),
      'slips-forgiven': study('default', 'last in spite of a slip'),
      'slips-tried': study('default', 'last in spite of a slip', 0, 1),
      'falls-in-memory': study('default', IN_MEMORY, 1),
      'early-falls-least': least.toFixed(0),
      'early-falls-most': most.toFixed(0),
      'cart-falls-greedy': `${left + right}`,
      'pole-falls-greedy': `${pole}`,
      'cart-falls-left': `${left}`,
      'cart-falls-right': `${right}`,
      'one-sided': study('default', 'to one side'),
      'several-falls': study('default', 'to one side', 0, 1),
      'steps-until-fall': study('default', 'steps until then'),
      'error-of-falls': study('default', ERROR_OF_FALLS),
      'error-of-falls-huber': study('huber', ERROR_OF_FALLS),
      'squared-pull': study('default', 'pull of falls, squared loss'),
      corrected: study('default', CORRECTED),
      'to-correct': study('default', CORRECTED, 0, 1),
      'corrected-huber': study('huber', CORRECTED),
      'to-correct-huber': study('huber', CORRECTED, 0, 1),
      'small-memory-falls': study('small-memory', IN_MEMORY, 1),
      'small-memory-error': study('small-memory', ERROR_OF_FALLS),
      'small-memory-corrected': study('small-memory', CORRECTED),
      'small-memory-to-correct': study('small-memory', CORRECTED, 0, 1),
      'small-memory-stability': study('small-memory', 'stability, mean', 2),
      'study-stability': study('default', 'stability, mean', 2),
      'clipped-above': study('clipped-double', ABOVE),
      'dueling-gap': study('dueling', GREEDY_GAP, 2, 1),
      'prioritized-before-fall': study('prioritized', BEFORE_FALL, 0, 1),
      'before-fall': study('default', BEFORE_FALL, 0, 1),
      'three-step-gap': study('three-step', GREEDY_GAP, 1, 1),
      'reward-largest-q': study('fall-reward', 'largest Q', 1, 1),
      'steady-before-fall': study('steady', BEFORE_FALL, 1, 1),
      'steady-gap': study('steady', GREEDY_GAP, 2, 1),
      'steady-td-error': study('steady', TD_ERROR, 3, 1),
      'steady-gap-by-error': gapByError('steady').toFixed(0),
      'gap-by-error': gapByError('default').toFixed(2),
      'steady-initial-q': study('steady', INITIAL_Q, 1),
      'steady-soft-return': study('steady', 'discounted return, ε-soft', 1),
      'random-initial-q': study('steady-1', INITIAL_Q),
    }),
    ...fromReport('default-ablation', {
      'squared-ends': cellNumber('default-ablation', 'default', ENDS),
      'huber-ends': cellNumber('default-ablation', 'default loss=huber', ENDS),
    }),
    ...fromReport('steady-ablation', {
      'random-ends': cellNumber('steady-ablation', 'steady target-epsilon=1', ENDS),
      'random-stability': cellNumber('steady-ablation', 'steady target-epsilon=1', STABILITY, 3),
      'no-softness-ends': cellNumber('steady-ablation', 'steady target-epsilon=0', ENDS),
      'no-softness-stability': cellNumber('steady-ablation', 'steady target-epsilon=0', STABILITY, 3),
    }),
    ...badSeeds(),
    ...holding(),
    ...measured(
      'npx tsx src/sweep.ts --preset munchausen --seeds 5000-5004 --steps 20000 --no-early-stop --variant loss=squared',
      '2026-11-29, AMD EPYC, Node 20.20.2',
      { 'munchausen-squared-stability': '0.73', 'munchausen-huber-stability': '0.63' },
    ),
  ];
}
