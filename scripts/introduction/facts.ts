/** The numbers of the introduction by the names that its pages have for them, each from a run made here or from a report. */
import { readFileSync } from 'node:fs';
import { formatNumbers, oneUpdate } from '../../examples/one-update.ts';
import { formatNumber } from '../../src/drawing/format-number.ts';
import { CART_LEFT, POLE_FELL } from '../../src/env/cart-pole/task.ts';
import { ascending, type MetricsRow, mean, median } from '../../src/index.ts';
import { describeNudges, nudgeWeights } from './nudge.ts';
import { learnFromOneFall } from './one-step.ts';
import { describeRules } from './rules.ts';
import { rowAt, rowsOfWholeRun, trainTo, watch } from './runs.ts';
import { describeTables } from './table.ts';

export interface Facts {
  /** Numbers in the text. */
  readonly numbers: Readonly<Record<string, string>>;
  /** Tables, and what programs print. */
  readonly blocks: Readonly<Record<string, string>>;
}

const GAMMA = 0.995;
const SOLVED = 475;
/** 1 + γ + γ² + … of so many steps. */
const discounted = (steps: number) => (1 - GAMMA ** steps) / (1 - GAMMA);
/** With a space that does not break: "13 000". */
const count = (value: number | null | undefined) => `${value}`.replace(/^(\d{2,3})(\d{3})$/, '$1\u00a0$2');
const asOutput = (text: string) => `\`\`\`\n${text}\n\`\`\``;

/** What `examples/dqn.ts` prints. */
export function exampleOutput(rows: readonly MetricsRow[], solvedAtStep: number): string {
  const lines = rows
    .filter(({ step, greedyReturn }) => greedyReturn !== null && step <= solvedAtStep)
    .map(({ step, greedyReturn }) => {
      const epsilon = Math.max(0.05, 1 - (0.95 * (step - 1)) / 5000);
      return `step ${step}: ε ${epsilon.toFixed(2)}, mean return ${Number(greedyReturn).toFixed(1)}`;
    });
  return [...lines, `solved: the mean return over 100 episodes is ${SOLVED} or more`].join('\n');
}

interface Result {
  readonly variant: string;
  readonly seed: number;
  readonly firstPerfectStep: number | null;
  readonly stability: number | null;
  readonly finalGreedyMean: number;
}

const linesOf = <Line>(report: string, file: string): Line[] =>
  readFileSync(new URL(`../../docs/reports/${report}/${file}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** Variants of a report in a table, under names of our own. */
function describeVariants(report: string, names: Readonly<Record<string, string>>): string {
  const results = linesOf<Result>(report, 'results.jsonl');
  const rows = Object.entries(names).map(([variant, name]) => {
    const runs = results.filter((result) => result.variant === variant);
    const ends = runs.filter(({ finalGreedyMean }) => finalGreedyMean >= SOLVED).length;
    const first = median(ascending(runs.map(({ firstPerfectStep }) => firstPerfectStep ?? Infinity)));
    const stability = mean(runs.flatMap(({ stability }) => (stability === null ? [] : [stability])));
    return `| ${name} | ${count(first)} | ${(100 * stability).toFixed(0)} % | ${ends} of ${runs.length} |`;
  });
  return [
    `| | steps to the first perfect evaluation (median) | evaluations after it at ${SOLVED} or more | ends at ${SOLVED} or more |`,
    '|---|--:|--:|--:|',
    ...rows,
  ].join('\n');
}

function describeReturns(): string {
  const rows = [1, 10, 23, 100, 500].map(
    (steps) => `| ${steps} | ${steps} | ${discounted(steps).toFixed(1)} |`,
  );
  return ['| steps | return | discounted return |', '|--:|--:|--:|', ...rows, '| forever | ∞ | 200 |'].join(
    '\n',
  );
}

/** The largest Q of a pole that stands upright and still. */
function qUpright(step: number): number {
  const { agent } = trainTo(step);
  return Math.max(...agent.q.values(new Float32Array(4)).subarray(0, 2));
}

/** How many parameters the first update of the default run changes. */
function parametersMovedByFirstUpdate(): number {
  const { run, agent } = trainTo(1000);
  const before = agent.online.params.slice();
  watch(run, 1001, () => {});
  return agent.online.params.filter((parameter, k) => parameter !== before[k]).length;
}

/** The sums of page 7, written out with the numbers of the update. */
function sumsOf(update: Readonly<Record<string, string>>): Record<string, string> {
  const inBrackets = (value: string) => (value.startsWith('−') ? `(${value})` : value);
  const indented = (...lines: string[]) => lines.map((line) => `    ${line}`).join('\n');
  const q = inBrackets(update['Q(s, ·; θ)'].split('  ')[0]);
  const qNext = inBrackets(update['Q(s′, ·; θ⁻)'].split('  ')[1]);
  const h = update['hidden unit'].split(' ').at(-1);
  const [delta, dQ, g] = [update['δ = y − Q(s, a; θ)'], update['∂L/∂Q(s, a; θ)'], update['∂L/∂w']];
  const size = g.replace('−', '');
  return {
    'sum-y': indented(`y = 1 + 0.995 · ${qNext} = ${update.y}`),
    'sum-delta': indented(`δ = ${update.y} − ${q} = ${delta}`),
    'sum-slope': indented(`∂L/∂Q = −2 · ${delta} / 64 = ${dQ}`),
    'sum-share': indented(`${h} · ${inBrackets(dQ)} = ${update['its share of ∂L/∂w']}`),
    'sum-averages': indented(
      `m = 0.9 · 0 + 0.1 · ${inBrackets(g)} = ${update.m}`,
      `v = 0.999 · 0 + 0.001 · ${inBrackets(g)}² = ${update.v}`,
    ),
    'sum-step': indented(
      `w ← ${update.w} − ${update.α} · ${inBrackets(g)} / ${size} = ${update['w afterwards']}`,
    ),
  };
}

/** Makes all runs, which takes some seconds. */
export function findFacts(): Facts {
  const first = trainTo(13_000);
  const early = rowAt(first.rows, 1000);
  const second = rowAt(first.rows, 2000);
  const late = rowAt(first.rows, 13_000);
  const solved = trainTo(13_000, { earlyStop: true }).run.solvedAtStep;
  const withoutExploring = { epsilonStart: 0, epsilonEnd: 0, earlyStop: true };
  const nudged = nudgeWeights();
  const oneFall = learnFromOneFall();
  const chasing = trainTo(3000, { targetSyncSteps: 1, earlyStop: true });
  const [update, later] = [oneUpdate(1001, 1), oneUpdate(1501, 1)];
  const inList = (list: string, k: number) => list.split('  ')[k];
  const theta = inList(update.s, 2);
  const forgetful = linesOf<{ variant: string; seed: number; steps: number[]; greedyReturns: number[] }>(
    'introduction',
    'curves.jsonl',
  ).find(({ variant, seed }) => variant === 'default replay-capacity=1 batch-size=1' && seed === 1);
  const forgetfulAt = (step: number) => Number(forgetful?.greedyReturns[forgetful.steps.indexOf(step)]);
  const wavering = rowsOfWholeRun('default', 0);
  const at = (step: number) => rowAt(wavering, step);
  const fallsAt = (step: number, ending: number) => `${at(step).diagnosis.endingsInMemory[ending]}`;
  const bad = wavering.filter(({ greedyReturn }) => greedyReturn !== null && greedyReturn < SOLVED);
  const recovered = wavering.find(
    ({ step, greedyReturn }) => greedyReturn !== null && step > bad.at(-1)!.step,
  );

  return {
    numbers: {
      'solved-step': count(solved),
      'greedy-solved-step': count(trainTo(50_000, { ...withoutExploring, seed: 1 }).run.solvedAtStep),
      'greedy-final': Number(trainTo(50_000, { ...withoutExploring, seed: 2 }).run.finalGreedyReturn).toFixed(
        1,
      ),

      'half-life': (Math.log(0.5) / Math.log(GAMMA)).toFixed(0),
      'discounted-100': discounted(100).toFixed(1),
      'discounted-500': discounted(500).toFixed(1),
      'discounted-ratio': (discounted(500) / discounted(100)).toFixed(1),

      parameters: `${first.agent.online.params.length}`,
      slope: Math.abs(nudged[2].computed).toFixed(5),
      'step-here-before': oneFall.qBefore.toFixed(2),
      'step-here-after': oneFall.qAfterTen.toFixed(2),
      'step-there-before': oneFall.before.find(([degrees]) => degrees === 10)![1].toFixed(2),
      'step-there-after': oneFall.afterTen.find(([degrees]) => degrees === 10)![1].toFixed(2),
      'small-parameters': `${trainTo(0, { hiddenSizes: [8, 8] }).agent.online.params.length}`,
      'small-solved-step': count(trainTo(50_000, { hiddenSizes: [8, 8], earlyStop: true }).run.solvedAtStep),

      uses: ((49_000 * 64) / 50_000).toFixed(0),
      'falls-early': ((100 * early.terminalsInMemory) / early.step).toFixed(1),
      'falls-late': ((100 * late.terminalsInMemory) / late.step).toFixed(1),
      'forgetful-before': forgetfulAt(25_000).toFixed(0),
      'forgetful-after': forgetfulAt(30_000).toFixed(0),

      'chasing-max': count(Math.round(Number(rowAt(chasing.rows, 2000).diagnosis.maxQ))),
      'chasing-max-3000': count(Math.round(Number(rowAt(chasing.rows, 3000).diagnosis.maxQ))),
      'stair-1000': qUpright(2000).toFixed(1),
      'return-2000': Number(second.greedyReturn).toFixed(1),

      'update-slot': update['slot in the memory'],
      'update-theta': theta,
      'update-degrees': formatNumber((Number(theta.replace('−', '-')) * 0.2095 * 180) / Math.PI, 2),
      'update-next-left': inList(update['Q(s′, ·; θ⁻)'], 0),
      'update-next-right': inList(update['Q(s′, ·; θ⁻)'], 1),
      'update-q': inList(update['Q(s, ·; θ)'], 0),
      'update-y': update.y,
      'update-loss': update['L = mean of δ²'],
      'update-unit': update['hidden unit'].split(',')[0],
      'update-h': update['hidden unit'].split(' ').at(-1)!,
      'update-gradient': update['∂L/∂w'],
      'update-alpha': update.α,
      'update-moved': `${parametersMovedByFirstUpdate()}`,
      'update-q-after': inList(update['Q(s, ·; θ) afterwards'], 0),
      'later-y': later.y,

      'collapse-3000': Number(at(3000).greedyReturn).toFixed(1),
      'collapse-4000': Number(at(4000).greedyReturn).toFixed(1),
      recovered: count(recovered?.step),
      gap: Number(at(4000).diagnosis.actionGap).toFixed(1),
      'mean-q': Number(at(4000).meanQ).toFixed(0),
      'max-q-end': Number(at(50_000).diagnosis.maxQ).toFixed(0),
      'falls-4000': `${at(4000).terminalsInMemory}`,
      'pole-falls': fallsAt(2000, POLE_FELL),
      'cart-falls': fallsAt(2000, CART_LEFT),
      'cart-falls-10000': fallsAt(10_000, CART_LEFT),
      'before-fall-2000': Number(at(2000).diagnosis.qBeforeEnd).toFixed(1),
      'before-fall-4000': Number(at(4000).diagnosis.qBeforeEnd).toFixed(1),
      'before-fall-10000': Number(at(10_000).diagnosis.qBeforeEnd).toFixed(0),
    },
    blocks: {
      'example-output': asOutput(exampleOutput(first.rows, Number(solved))),
      rules: describeRules(),
      returns: describeReturns(),
      ...sumsOf(update),
      tables: describeTables([4, 6, 10, 20, 40]),
      nudges: describeNudges(),
      'without-memory': describeVariants('introduction', {
        default: 'memory of 50 000, minibatches of 64',
        'default replay-capacity=1 batch-size=1': 'no memory: each transition once, as it comes',
      }),
      'without-target': describeVariants('introduction', {
        default: 'target network, a copy every 100 steps',
        'default target-sync-steps=1': 'no target network: a copy every step',
      }),
      update: asOutput(formatNumbers(update)),
      'later-update': asOutput(formatNumbers(later)),
      presets: describeVariants('stability', {
        default: '`default`',
        robust: '`robust`',
        steady: '`steady`',
      }),
    },
  };
}
