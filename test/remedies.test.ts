/** The study of layer normalisation and averaged weights: its network, its average, and what it makes of them. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDefaultWith } from '../scripts/remedies/agent.ts';
import { AveragedWeights } from '../scripts/remedies/average.ts';
import { LayerNormMlp } from '../scripts/remedies/layer-norm.ts';
import { type RemedyRun, remedyRun } from '../scripts/remedies/remedy-run.ts';
import { remediesMarkdown } from '../scripts/remedies/report.ts';
import { inOrder, readRuns, runLine } from '../scripts/remedies/runs.ts';
import { Evaluation } from '../src/experiment/evaluation.ts';
import { runResult } from '../src/experiment/run-result.ts';
import {
  type Config,
  CurveRecorder,
  environmentOf,
  HeapDevice,
  Mlp,
  presetConfig,
  QNetwork,
  resolveConfig,
  spawnStreams,
  TrainingRun,
  type TrainingRunOptions,
} from '../src/index.ts';
import { evenFloats, generators } from './arbitraries.ts';
import { completeRun } from './experiment/runs.ts';
import { arrayError } from './nn/compare.ts';
import { dot, type ReferenceLayer, referenceLayers, toRows } from './reference/network.ts';

describe('layer normalisation', () => {
  /** ẑ, as the paper has it. */
  function normalised(z: readonly number[]): number[] {
    const mean = z.reduce((sum, value) => sum + value, 0) / z.length;
    const variance = z.reduce((sum, value) => sum + (value - mean) ** 2, 0) / z.length;
    return z.map((value) => (value - mean) / Math.sqrt(variance + 1e-5));
  }

  /** In float64, one sample at a time: z of the hidden layers, what their ReLUs are given, and the output. */
  function reference(sizes: readonly number[], params: ArrayLike<number>, x: readonly number[]) {
    const rest = Array.from(params);
    const denseCount = sizes.slice(1).reduce((count, units, k) => count + (sizes[k] + 1) * units, 0);
    const layers = referenceLayers(sizes, rest.splice(0, denseCount));
    const sums = ({ weight, bias }: ReferenceLayer, h: readonly number[]) =>
      weight.map((row, o) => dot(row, h) + bias[o]);
    const hidden: number[][] = [];
    const shifted: number[][] = [];
    let h = x;
    for (const layer of layers.slice(0, -1)) {
      const z = sums(layer, h);
      const gain = rest.splice(0, z.length);
      const shift = rest.splice(0, z.length);
      const y = normalised(z).map((value, o) => gain[o] * value + shift[o]);
      hidden.push(z);
      shifted.push(y);
      h = y.map((value) => Math.max(0, value));
    }
    return { hidden, shifted, out: sums(layers[layers.length - 1], h) };
  }

  const spread = (z: readonly number[]) => Math.max(...z) - Math.min(...z);

  /** A network and one batch; drawn again where a ReLU is too close to its kink, or the units of a layer too close together. */
  const problems = fc
    .tuple(
      generators,
      fc.array(fc.integer({ min: 3, max: 6 }), { minLength: 2, maxLength: 4 }),
      fc.integer({ min: 1, max: 4 }),
    )
    .map(([random, sizes, batch]) => {
      const network = new LayerNormMlp(sizes, batch, new HeapDevice());
      network.params.set(evenFloats(random, network.params.length));
      const x = evenFloats(random, batch * sizes[0], 2);
      const dOut = evenFloats(random, batch * sizes[sizes.length - 1]);
      return { network, sizes, batch, x, dOut, xs: toRows(x, sizes[0]) };
    })
    .filter(({ network, sizes, xs }) =>
      xs.every((row) => {
        const { hidden, shifted } = reference(sizes, network.params, row);
        return hidden.every((z) => spread(z) > 0.5) && shifted.flat().every((y) => Math.abs(y) > 1e-2);
      }),
    );

  it('gives the output of the float64 reference', () => {
    fc.assert(
      fc.property(problems, ({ network, sizes, batch, x, xs }) => {
        const expected = xs.flatMap((row) => reference(sizes, network.params, row).out);
        expect(arrayError(network.forward(x, batch), expected, 1)).toBeLessThan(1e-5);
      }),
    );
  });

  it('has the gradient that finite differences of the reference have', () => {
    const step = 1e-5;
    fc.assert(
      fc.property(problems, ({ network, sizes, batch, x, dOut, xs }) => {
        network.forward(x, batch);
        network.backward(dOut, batch);
        const dOuts = toRows(dOut, sizes[sizes.length - 1]);
        const value = (k: number, change: number) => {
          const moved = Array.from(network.params, (p, i) => (i === k ? p + change : p));
          return xs.reduce((sum, row, b) => sum + dot(reference(sizes, moved, row).out, dOuts[b]), 0);
        };
        const expected = Array.from(
          network.params,
          (_, k) => (value(k, step) - value(k, -step)) / (2 * step),
        );
        expect(arrayError(network.grads, expected, 1)).toBeLessThan(1e-5);
      }),
      { numRuns: 40 },
    );
  });

  it('starts with a gain of 1 and a shift of 0', () => {
    const { params } = new LayerNormMlp([2, 3, 1], 1, new HeapDevice());
    expect([...params.slice(-6)]).toEqual([1, 1, 1, 0, 0, 0]);
  });

  it('refuses what the kernels cannot reach', () => {
    const network = new LayerNormMlp([2, 3, 1], 1, new HeapDevice());
    expect(() => network.forward(new Float32Array(4), 2)).toThrow(RangeError);
    expect(() => network.copyFrom(network)).toThrow('give another network');
  });
});

describe('averaged weights', () => {
  it('go towards the weights by a thousandth of the way with each update', () => {
    const online = new Mlp([1, 1], 1, new HeapDevice());
    online.params.set([3, -1]);
    const average = new AveragedWeights(online, Mlp);
    expect([...average.params]).toEqual([3, -1]);
    online.params.set([5, 0]);
    for (let k = 0; k < 1000; k++) average.update();
    const left = 0.999 ** 1000;
    expect(arrayError(average.params, [5 - 2 * left, -left], 1)).toBeLessThan(1e-4);
    expect(average.q.values(Float32Array.of(2))[0]).toBeCloseTo(10 - 5 * left, 3);
    expect([...online.params]).toEqual([5, 0]);
  });
});

/** Like `default`, but with an answer after a second. */
const LEARNING = {
  seed: 4,
  steps: 2400,
  scheduleSteps: 2400,
  hiddenSizes: [16],
  learningRate: 5e-3,
  learningStartSteps: 100,
  epsilonDecaySteps: 400,
  evaluationEverySteps: 200,
  evaluationEpisodes: 4,
  finalEvaluationEpisodes: 6,
  earlyStop: false,
};

/** The evaluations of θ̄, kept in float64 by the definition. */
function averagedReturns(config: Config): (number | null)[] {
  const returns: (number | null)[] = [];
  const run = new TrainingRun(config, {
    episodeEnded() {},
    metricsTaken({ step, greedyReturn }) {
      if (greedyReturn === null) return;
      const network = new Mlp(run.network.sizes, 1, new HeapDevice());
      network.params.set(average);
      const q = new QNetwork(network, new HeapDevice());
      const stream = spawnStreams(config.seed).evaluation;
      const evaluation = new Evaluation(config, environmentOf(config), q, network.params, stream);
      while (!evaluation.advance(step));
      returns.push(evaluation.greedyReturn);
      if (step === config.steps) returns.push(evaluation.finalGreedyReturn);
    },
  });
  const average = Float64Array.from(run.network.params);
  while (!run.finished) {
    const { updates } = run;
    run.advance();
    if (run.updates === updates) continue;
    run.network.params.forEach((p, k) => {
      average[k] += (p - average[k]) / 1000;
    });
  }
  return returns;
}

describe('a run of the study', () => {
  it('with the usual network learns what default learns, and is judged by its average too', () => {
    const config = resolveConfig(LEARNING);
    const { run, metrics } = completeRun(config);
    const curve = new CurveRecorder(run.environment.spec);
    for (const row of metrics) curve.metricsTaken(row);
    const { last, averaged } = remedyRun('mlp', config);
    expect(last).toEqual(runResult(run, curve, false));
    const returns = averagedReturns(config);
    expect(averaged.finalGreedyMean).toBe(returns.pop());
    expect(averaged.finalGreedyMean).not.toBe(last.finalGreedyMean);
    const first = returns.indexOf(500);
    expect(first).toBeGreaterThan(0);
    expect(averaged.firstPerfectStep).toBe(200 * (first + 1));
    const later = returns.slice(first + 1);
    expect(averaged.stability).toBe(later.filter((value) => Number(value) >= 475).length / later.length);
  });

  it('makes the agent of default, to the bit', () => {
    const config = presetConfig('default', { steps: 1200 });
    const params = (options: TrainingRunOptions) => {
      const run = new TrainingRun(config, { episodeEnded() {}, metricsTaken() {} }, options);
      while (!run.finished) run.advance();
      return run.network.params;
    };
    expect(params({ createAgent: createDefaultWith(Mlp) })).toEqual(params({}));
  });

  it('with layer normalisation is another one', () => {
    const config = resolveConfig({ ...LEARNING, steps: 400 });
    const [plain, normed] = (['mlp', 'layer-norm'] as const).map((name) => remedyRun(name, config));
    expect(normed.network).toBe('layer-norm');
    expect(normed.last.finalGreedyMean).not.toBe(plain.last.finalGreedyMean);
  });
});

const made = (network: RemedyRun['network'], seed: number, last = {}, averaged = {}): RemedyRun => {
  const result = {
    solved: true,
    solvedAtStep: 4000,
    steps: 50_000,
    episodes: 300,
    updates: 49_000,
    evaluations: 100,
    firstPerfectStep: 4000,
    stability: 0.5,
    finalGreedyMean: 500,
    divergedAtStep: null,
  };
  return { network, seed, last: { ...result, ...last }, averaged: { ...result, ...averaged } };
};

describe('the report', () => {
  it('has a row for each network, by its last weights and by their average', () => {
    const text = remediesMarkdown(
      [
        made('mlp', 1, { finalGreedyMean: 474 }, { firstPerfectStep: 1000 }),
        made('mlp', 2, { finalGreedyMean: 475 }, { firstPerfectStep: 2000 }),
        made('layer-norm', 1, {}, { stability: 1 }),
        made('layer-norm', 2, {}, { stability: 1 }),
      ],
      null,
    );
    expect(text).toMatch(/\n\| default \|.*\| 1 of 2 [^|]*\| 0 of 2 [^|]*\| 4 000 [^|]*\| 0\.500 /);
    expect(text).toMatch(/\n\| default averaged \|.*\| 2 of 2 [^|]*\| 2 of 2 [^|]*\| 1 500 [^|]*\| 0\.500 /);
    expect(text).toMatch(/\n\| default layer-norm \|.*\| 0\.500 \(/);
    expect(text).toMatch(/\n\| default layer-norm averaged \|.*\| 1\.000 \(/);
    expect(text).toContain('npm run study:remedies -- --seeds 1-2\n');
  });
});

it('docs/reports/remedies says what its runs say', () => {
  const path = (name: string) => new URL(`../docs/reports/remedies/${name}`, import.meta.url);
  const runs = readRuns(fileURLToPath(path('runs.jsonl')), 50_000);
  // Not `toBe`, which would print a whole page where a single word differs.
  const same = remediesMarkdown(runs, null) === readFileSync(path('findings.md'), 'utf8');
  expect(same, 'findings.md differs; make the study again').toBe(true);
});

describe('the runs in a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'remedies-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('come back without a line that was cut short', () => {
    const path = join(folder, 'runs.jsonl');
    expect(readRuns(path, 50_000)).toEqual([]);
    const runs = [made('layer-norm', 1), made('mlp', 2)];
    writeFileSync(path, runs.map(runLine).join(''));
    appendFileSync(path, runLine(made('mlp', 3)).slice(0, -1));
    expect(readRuns(path, 50_000)).toEqual(runs);
    expect(inOrder([...runs, made('mlp', 1)]).map(({ network, seed }) => `${network} ${seed}`)).toEqual([
      'mlp 1',
      'mlp 2',
      'layer-norm 1',
    ]);
  });

  it('are refused if they have another budget', () => {
    const path = join(folder, 'runs.jsonl');
    writeFileSync(path, runLine(made('mlp', 1)));
    expect(() => readRuns(path, 400)).toThrow('holds runs of 50000 steps; give --steps 50000');
  });
});
