/** The numbers of the introduction by the names that its pages have for them, each from a run made here or from a report. */
import { formatNumbers, oneUpdate } from '../../examples/one-update.ts';
import { formatNumber } from '../../src/drawing/format-number.ts';
import { CART_LEFT, POLE_FELL } from '../../src/env/cart-pole/task.ts';
import { ascending, type MetricsRow, mean, median } from '../../src/index.ts';
import { describeNudges, nudgeWeights } from './nudge.ts';
import { learnFromOneFall } from './one-step.ts';
import { curveOf, resultsOf } from './reports.ts';
import { describeRules } from './rules.ts';
import { rowAt, trainTo, watch } from './runs.ts';
import { describeTables } from './table.ts';

export interface Facts {
  /** Numbers in the text. */
  readonly numbers: Readonly<Record<string, string>>;
  /** Tables, sums, and what programs print. */
  readonly blocks: Readonly<Record<string, string>>;
}

const SOLVED = 475;
const asOutput = (text: string) => `\`\`\`\n${text}\n\`\`\``;

/** With a space that does not break: "13 000". */
const count = (value: number | null | undefined) => `${value}`.replace(/^(\d{2,3})(\d{3})$/, '$1\u00a0$2');

const fixed = (value: number | null | undefined, digits: number) => formatNumber(Number(value), digits);

/** The default run of seed 1, up to the step at which it is solved. */
const trainUntilSolved = () => trainTo(13_000);
type SolvedRun = ReturnType<typeof trainUntilSolved>;

/** Makes all runs, which takes some seconds. */
export function findFacts(): Facts {
  const run = trainUntilSolved();
  const pages = [
    trialAndError(run),
    cartPole(),
    { numbers: {}, blocks: { tables: describeTables([4, 6, 10, 20, 40]) } },
    network(),
    replay(run),
    targetNetwork(run),
    update(),
    collapse(),
  ];
  return {
    numbers: Object.assign({}, ...pages.map(({ numbers }) => numbers)),
    blocks: Object.assign({}, ...pages.map(({ blocks }) => blocks)),
  };
}

function trialAndError({ rows }: SolvedRun): Facts {
  const { solvedAtStep } = trainTo(13_000, { earlyStop: true }).run;
  const withoutExploring = (seed: number) =>
    trainTo(50_000, { epsilonStart: 0, epsilonEnd: 0, earlyStop: true, seed }).run;
  return {
    numbers: {
      'solved-step': count(solvedAtStep),
      'greedy-solved-step': count(withoutExploring(1).solvedAtStep),
      'greedy-final': fixed(withoutExploring(2).finalGreedyReturn, 1),
    },
    blocks: { 'example-output': asOutput(exampleOutput(rows)) },
  };
}

/** What `examples/dqn.ts` prints. */
function exampleOutput(rows: readonly MetricsRow[]): string {
  const lines = rows
    .filter(({ greedyReturn }) => greedyReturn !== null)
    .map(({ step, greedyReturn }) => {
      const epsilon = Math.max(0.05, 1 - (0.95 * (step - 1)) / 5000);
      return `step ${step}: ε ${fixed(epsilon, 2)}, mean return ${fixed(greedyReturn, 1)}`;
    });
  return [...lines, `solved: the mean return over 100 episodes is ${SOLVED} or more`].join('\n');
}

function cartPole(): Facts {
  const gamma = 0.995;
  const discounted = (steps: number) => (1 - gamma ** steps) / (1 - gamma);
  const rows = [1, 10, 23, 100, 500].map(
    (steps) => `| ${steps} | ${steps} | ${fixed(discounted(steps), 1)} |`,
  );
  return {
    numbers: {
      'half-life': fixed(Math.log(0.5) / Math.log(gamma), 0),
      'discounted-100': fixed(discounted(100), 1),
      'discounted-500': fixed(discounted(500), 1),
      'discounted-ratio': fixed(discounted(500) / discounted(100), 1),
    },
    blocks: {
      rules: describeRules(),
      returns: [
        '| steps | return | discounted return |',
        '|--:|--:|--:|',
        ...rows,
        '| forever | ∞ | 200 |',
      ].join('\n'),
    },
  };
}

function network(): Facts {
  const { before, afterTen, qBefore, qAfterTen } = learnFromOneFall();
  const onTheOtherSide = before.findIndex(([degrees]) => degrees === 10);
  const small = trainTo(50_000, { hiddenSizes: [8, 8], earlyStop: true });
  return {
    numbers: {
      parameters: `${trainTo(0).agent.online.params.length}`,
      slope: fixed(Math.abs(nudgeWeights()[2].computed), 5),
      'step-here-before': fixed(qBefore, 2),
      'step-here-after': fixed(qAfterTen, 2),
      'step-there-before': fixed(before[onTheOtherSide][1], 2),
      'step-there-after': fixed(afterTen[onTheOtherSide][1], 2),
      'small-parameters': `${small.agent.online.params.length}`,
      'small-solved-step': count(small.run.solvedAtStep),
    },
    blocks: { nudges: describeNudges() },
  };
}

function replay({ rows }: SolvedRun): Facts {
  const [early, late] = [rowAt(rows, 1000), rowAt(rows, 13_000)];
  const forgetful = curveOf('introduction', 'default replay-capacity=1 batch-size=1', 1);
  const forgetfulAt = (step: number) => forgetful.greedyReturns[forgetful.steps.indexOf(step)];
  return {
    numbers: {
      uses: fixed((49_000 * 64) / 50_000, 0),
      'falls-early': fixed((100 * early.terminalsInMemory) / early.step, 1),
      'falls-late': fixed((100 * late.terminalsInMemory) / late.step, 1),
      'forgetful-before': fixed(forgetfulAt(25_000), 0),
      'forgetful-after': fixed(forgetfulAt(30_000), 0),
    },
    blocks: {
      'without-memory': describeVariants('introduction', {
        default: 'memory of 50 000, minibatches of 64',
        'default replay-capacity=1 batch-size=1': 'no memory: each transition once, as it comes',
      }),
    },
  };
}

function targetNetwork({ rows }: SolvedRun): Facts {
  const chasing = trainTo(3000, { targetSyncSteps: 1, earlyStop: true });
  const maxWithSync = (targetSyncSteps: number) =>
    Number(rowAt(trainTo(4000, { targetSyncSteps, earlyStop: true }).rows, 4000).diagnosis.maxQ);
  const chasingMax = (step: number) => Math.round(Number(rowAt(chasing.rows, step).diagnosis.maxQ));
  const qUpright = trainTo(2000).agent.q.values(new Float32Array(4)).slice(0, 2);
  return {
    numbers: {
      'chasing-max': count(chasingMax(2000)),
      'chasing-max-3000': count(chasingMax(3000)),
      'max-sync-10': count(Math.round(maxWithSync(10))),
      'max-sync-1000': fixed(maxWithSync(1000), 1),
      'chasing-solved': count(chasing.run.solvedAtStep),
      'stair-1000': fixed(Math.max(...qUpright), 1),
      'return-2000': fixed(rowAt(rows, 2000).greedyReturn, 1),
    },
    blocks: {
      'without-target': describeVariants('introduction', {
        default: 'target network, a copy every 100 steps',
        'default target-sync-steps=1': 'no target network: a copy every step',
      }),
    },
  };
}

function update(): Facts {
  const [first, later] = [oneUpdate(1001, 1), oneUpdate(1501, 1)];
  const parts = (name: string) => first[name].split('  ');
  const theta = parts('s')[2];
  const [q] = parts('Q(s, ·; θ)');
  const [qNextLeft, qNextRight] = parts('Q(s′, ·; θ⁻)');
  const [unit, output] = first['hidden unit'].split(', with the output ');
  const [delta, dQ, gradient] = [first['δ = y − Q(s, a; θ)'], first['∂L/∂Q(s, a; θ)'], first['∂L/∂w']];
  const inBrackets = (value: string) => (value.startsWith('−') ? `(${value})` : value);
  const g = inBrackets(gradient);
  const sum = (...lines: string[]) => lines.map((line) => `    ${line}`).join('\n');

  const { run, agent } = trainTo(1000);
  const before = agent.online.params.slice();
  watch(run, 1001, () => {});
  const moved = agent.online.params.filter((parameter, k) => parameter !== before[k]).length;
  return {
    numbers: {
      'update-slot': first['slot in the memory'],
      'update-theta': theta,
      'update-degrees': fixed((Number(theta.replace('−', '-')) * 0.2095 * 180) / Math.PI, 2),
      'update-next-left': qNextLeft,
      'update-next-right': qNextRight,
      'update-y': first.y,
      'update-q': q,
      'update-loss': first['L = mean of δ²'],
      'update-unit': unit,
      'update-h': output,
      'update-gradient': gradient,
      'update-alpha': first.α,
      'update-moved': `${moved}`,
      'update-q-after': parts('Q(s, ·; θ) afterwards')[0],
      'later-y': later.y,
    },
    blocks: {
      update: asOutput(formatNumbers(first)),
      'later-update': asOutput(formatNumbers(later)),
      'sum-y': sum(`y = 1 + 0.995 · ${inBrackets(qNextRight)} = ${first.y}`),
      'sum-delta': sum(`δ = ${first.y} − ${inBrackets(q)} = ${delta}`),
      'sum-slope': sum(`∂L/∂Q = −2 · ${delta} / 64 = ${dQ}`),
      'sum-share': sum(`${output} · ${inBrackets(dQ)} = ${first['its share of ∂L/∂w']}`),
      'sum-averages': sum(
        `m = 0.9 · 0 + 0.1 · ${g} = ${first.m}`,
        `v = 0.999 · 0 + 0.001 · ${g}² = ${first.v}`,
      ),
      'sum-step': sum(
        `w ← ${first.w} − ${first.α} · ${g} / ${gradient.replace('−', '')} = ${first['w afterwards']}`,
      ),
    },
  };
}

function collapse(): Facts {
  const { rows } = trainTo(50_000, { seed: 0 });
  const at = (step: number) => rowAt(rows, step);
  const evaluations = rows.filter(({ greedyReturn }) => greedyReturn !== null);
  const lastBad = evaluations.findLastIndex(({ greedyReturn }) => Number(greedyReturn) < SOLVED);
  const falls = (step: number, ending: number) => `${at(step).diagnosis.endingsInMemory[ending]}`;
  return {
    numbers: {
      'collapse-3000': fixed(at(3000).greedyReturn, 1),
      'collapse-4000': fixed(at(4000).greedyReturn, 1),
      recovered: count(evaluations[lastBad + 1].step),
      gap: fixed(at(4000).diagnosis.actionGap, 1),
      'mean-q': fixed(at(4000).meanQ, 0),
      'max-q-end': fixed(at(50_000).diagnosis.maxQ, 0),
      'falls-4000': `${at(4000).terminalsInMemory}`,
      'pole-falls': falls(2000, POLE_FELL),
      'cart-falls': falls(2000, CART_LEFT),
      'cart-falls-10000': falls(10_000, CART_LEFT),
      'before-fall-2000': fixed(at(2000).diagnosis.qBeforeEnd, 1),
      'before-fall-4000': fixed(at(4000).diagnosis.qBeforeEnd, 1),
      'before-fall-10000': fixed(at(10_000).diagnosis.qBeforeEnd, 0),
    },
    blocks: {
      presets: describeVariants('stability', {
        default: '`default`',
        robust: '`robust`',
        steady: '`steady`',
      }),
    },
  };
}

/** Variants of a report in a table, under names of our own. */
function describeVariants(report: string, names: Readonly<Record<string, string>>): string {
  const results = resultsOf(report);
  const rows = Object.entries(names).map(([variant, name]) => {
    const runs = results.filter((result) => result.variant === variant);
    const ends = runs.filter(({ finalGreedyMean }) => finalGreedyMean >= SOLVED).length;
    const first = median(ascending(runs.map(({ firstPerfectStep }) => firstPerfectStep ?? Infinity)));
    const stability = mean(runs.flatMap(({ stability }) => (stability === null ? [] : [stability])));
    return `| ${name} | ${count(first)} | ${fixed(100 * stability, 0)} % | ${ends} of ${runs.length} |`;
  });
  return [
    `| | steps to the first perfect evaluation (median) | evaluations after it at ${SOLVED} or more | ends at ${SOLVED} or more |`,
    '|---|--:|--:|--:|',
    ...rows,
  ].join('\n');
}
