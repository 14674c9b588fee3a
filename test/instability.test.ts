/** The study behind docs/instability.md: what it measures is what it says, and its committed findings can be made again. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CORRECTION_STEPS, FallWatch, lookIntoMemory } from '../scripts/instability/falls-in-training.ts';
import { openStudy, type Study, studyFiles } from '../scripts/instability/folder.ts';
import { GreedyFallsRecorder } from '../scripts/instability/greedy-episodes.ts';
import { startValues } from '../scripts/instability/start-values.ts';
import { type Findings, studyRun } from '../scripts/instability/study-run.ts';
import { VARIANTS, variantConfig } from '../scripts/instability/variants.ts';
import { parseSeeds } from '../src/cli/sweep/plan.ts';
import {
  type Agent,
  type DqnAgent,
  environmentOf,
  Generator,
  greedyEpisode,
  HeapDevice,
  Mlp,
  mean,
  type QFunction,
  QNetwork,
  resolveConfig,
  spawnStreams,
  TrainingRun,
} from '../src/index.ts';
import { completeRun, shortConfig } from './experiment/runs.ts';
import { balancingNetwork, fallingNetwork } from './hand-made-policy.ts';

/** Long enough to balance for the 200 steps of CartPole-v0, to lose it and to find it again. */
const LEARNING = {
  env: 'CartPole-v0',
  steps: 9000,
  hiddenSizes: [32],
  gamma: 0.95,
  batchSize: 32,
  learningRate: 4e-3,
  adamEpsilon: 1.5e-4,
  learningStartSteps: 200,
  epsilonDecaySteps: 1000,
  evaluationEverySteps: 250,
  evaluationEpisodes: 4,
  finalEvaluationEpisodes: 4,
  earlyStop: false,
  seed: 7,
};

describe('a run that is watched', () => {
  it.each([
    ['plain', {}],
    ['clipped double', { targetRule: 'clipped-double', steps: 2000 }],
    ['prioritized with 2-step returns', { replay: 'prioritized', nStep: 2, steps: 2000 }],
    ['ε-soft', { targetRule: 'expected', loss: 'huber', steps: 3000 }],
  ])('learns what it would have learned alone: %s', (name, changes) => {
    const config = resolveConfig({ ...LEARNING, ...changes });
    const { run, metrics } = completeRun(config);
    const found = studyRun('it', config);
    expect(found.finalGreedyMean).toBe(run.finalGreedyReturn);
    expect(found.end).toMatchObject(startValues(config, run.agent.q, run.step));
    expect(found.end!.meanQ).toBeCloseTo(metrics.at(-1)!.meanQ!, 1);
    if (name !== 'plain') return;
    // In this run there is something to see of everything.
    const { greedyFalls, rows, memory, corrections } = found.later!;
    const first = metrics.findIndex(({ greedyReturn }) => greedyReturn === 200);
    expect(found.firstPerfectStep).toBe(metrics[first].step);
    const {
      endingsInMemory: [pole, cart],
    } = metrics[first].diagnosis;
    expect(found.fallsByThen).toEqual({ pole, cart });
    const later = metrics.slice(first + 1);
    const evaluations = later.filter(({ greedyReturn }) => greedyReturn !== null);
    expect(greedyFalls.evaluations).toBe(evaluations.length);
    const imperfect = evaluations.filter(({ greedyReturn }) => greedyReturn !== 200);
    expect(greedyFalls.imperfect).toBe(imperfect.length);
    expect(imperfect.length).toBeGreaterThan(0);
    const { cartLeft, cartRight, poleLeft, poleRight } = greedyFalls.ends;
    const fallen = cartLeft + cartRight + poleLeft + poleRight;
    expect(fallen).toBeGreaterThanOrEqual(imperfect.length);
    expect(fallen).toBeLessThanOrEqual(4 * imperfect.length);
    const gaps = later.map(({ diagnosis }) => diagnosis.actionGap!).sort((a, b) => a - b);
    expect(rows.actionGap![1]).toBeCloseTo(gaps[Math.floor(gaps.length / 2)], 1);
    const above = later.filter(({ diagnosis }) => diagnosis.maxQ! > diagnosis.qCeiling!);
    expect(rows.aboveCeiling).toBeCloseTo(above.length / later.length, 3);
    expect(memory!.squaredPull).toBeGreaterThan(0);
    expect(corrections.corrected).toBeGreaterThan(0);
  });

  it('that is not a number any more has no end', () => {
    const found = studyRun('it', shortConfig({ learningRate: 10, loss: 'squared', optimizer: 'sgd' }));
    expect(found).toMatchObject({ finalGreedyMean: null, end: null });
    expect(found.divergedAtStep).toBeGreaterThan(0);
  });
});

const q = (network: Mlp) => new QNetwork(network, new HeapDevice());

/** Q(s, left) = 0, and Q(s, right) = weights · s + bias. */
function pushing(weights: readonly number[], bias: number): QFunction {
  const network = new Mlp([4, 2], 1, new HeapDevice());
  network.params.set([...weights.flatMap((weight) => [0, weight]), 0, bias]);
  return q(network);
}

describe('greedy falls', () => {
  const config = resolveConfig({ observationScale: [1, 1, 1, 1], evaluationEpisodes: 3, seed: 5 });
  const falls = (policy: QFunction) => {
    const env = environmentOf(config).createForEvaluation(
      new Generator(spawnStreams(5).evaluation.child(1000)),
    );
    const returns = [0, 1, 2].map(() => greedyEpisode(policy, env));
    const recorder = new GreedyFallsRecorder(config, policy);
    recorder.evaluated(1000, mean(returns));
    return recorder.summary();
  };
  const none = { cartLeft: 0, cartRight: 0, poleLeft: 0, poleRight: 0 };

  it('have a cause and a side', () => {
    // Pushed to the left, the cart leaves the pole behind on the right.
    expect(falls(q(fallingNetwork())).ends).toEqual({ ...none, poleRight: 3 });
    // The cart has to run after a pole that is held at an angle.
    expect(falls(pushing([0, 0, 1, 0.3], 0.05)).ends).toEqual({ ...none, cartLeft: 3 });
    expect(falls(pushing([0, 0, 1, 0.3], -0.05)).ends).toEqual({ ...none, cartRight: 3 });
    // The farther from the middle, the more it leans: it falls far out, but before the end of the track.
    const { poleLeft, poleRight } = falls(pushing([-0.15, 0, 1, 0.3], 0)).ends;
    expect(poleLeft + poleRight).toBe(3);
    expect(falls(pushing([0, 0, 1, 0.3], 0.05))).toMatchObject({
      evaluations: 1,
      imperfect: 1,
      severalFalls: 1,
      oneSided: 1,
    });
  });

  it('of a perfect evaluation are not looked for, only the gap', () => {
    const { actionGap, ...rest } = falls(q(balancingNetwork()));
    expect(rest).toEqual({
      evaluations: 1,
      imperfect: 0,
      ends: none,
      steps: null,
      severalFalls: 0,
      oneSided: 0,
    });
    expect(actionGap![1]).toBeGreaterThan(0);
  });

  it('are those of the evaluation itself, and of no other', () => {
    const recorder = new GreedyFallsRecorder(config, q(fallingNetwork()));
    expect(() => recorder.evaluated(1000, 499)).toThrow(
      'the evaluation at step 1000 of seed 5 was another one',
    );
  });
});

describe('values of initial states', () => {
  const config = (changes = {}) =>
    resolveConfig({ observationScale: [1, 1, 1, 1], gamma: 0.99, seed: 5, ...changes });

  it('are what Q says, and what comes of the greedy policy', () => {
    // Σ 0.99ᵗ over 500 steps.
    expect(startValues(config(), q(balancingNetwork()), 1000)).toMatchObject({
      greedy: 99.34,
      soft: null,
      lasting: 100,
      lastingAfterSlip: 100,
    });
    const { greedy, lasting, ...known } = startValues(config(), pushing([0, 0, 0, 0], 7), 1000);
    expect(known).toMatchObject({ q: 7, lastingAfterSlip: 0 });
    expect(lasting).toBe(0);
    expect(greedy).toBeGreaterThan(7);
    expect(greedy).toBeLessThan(10);
  });

  it('and of the policy that the target is about', () => {
    const soft = (targetEpsilon: number) =>
      startValues(config({ targetRule: 'expected', targetEpsilon }), q(balancingNetwork()), 1000).soft!;
    expect(soft(0)).toBe(99.34);
    expect(soft(0.5)).toBeLessThan(99.34);
    expect(soft(1)).toBeGreaterThan(15);
    expect(soft(1)).toBeLessThan(25);
  });

  it('and whether one step of the other action is forgiven', () => {
    const balancing = q(balancingNetwork());
    /** Balances as long as the pole turns no faster than it does by itself. */
    const touchy = {
      values: (observation: Float32Array) => balancing.values(observation),
      greedyAction: (observation: Float32Array) =>
        Math.abs(observation[3]) > 0.45 ? 0 : balancing.greedyAction(observation),
    } as unknown as QFunction;
    const { lasting, lastingAfterSlip } = startValues(config(), touchy, 1000);
    expect(lastingAfterSlip).toBeGreaterThan(0);
    expect(lastingAfterSlip).toBeLessThan(lasting - 5);
  });
});

describe('a look into the memory', () => {
  const config = shortConfig({ gamma: 0.9, targetSyncSteps: 150 });
  const run = new TrainingRun(config, { episodeEnded() {}, metricsTaken() {} }, { kernels: 'readable' });
  while (!run.finished) run.advance();
  const agent = run.agent as DqnAgent;

  it('gives every transition the error that an update would', () => {
    const { transitions } = agent.state().replay as unknown as {
      transitions: Record<'observations' | 'nextObservations', Float32Array> &
        Record<'actions' | 'rewards' | 'terminated', ArrayLike<number>>;
    };
    const [falls, others] = [[] as number[], [] as number[]];
    for (let k = 0; k < transitions.actions.length; k++) {
      const part = (name: 'observations' | 'nextObservations') => transitions[name].slice(4 * k, 4 * k + 4);
      // In the minibatch, which the kernels can reach.
      agent.batch.nextObservations.set(part('nextObservations'));
      const next = Math.max(...agent.target.forward(agent.batch.nextObservations, 1).slice(0, 2));
      const y = transitions.rewards[k] + (transitions.terminated[k] ? 0 : 0.9 * next);
      const error = Math.abs(y - agent.q.values(part('observations'))[transitions.actions[k]]);
      (transitions.terminated[k] ? falls : others).push(error);
    }
    const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
    const huber = (values: number[]) => sum(values.map((error) => Math.min(1, error)));
    const look = lookIntoMemory(run)!;
    expect(look.share).toBe(falls.length / (falls.length + others.length));
    expect(look.fallError).toBeCloseTo(sum(falls) / falls.length, 4);
    expect(look.otherError).toBeCloseTo(sum(others) / others.length, 4);
    expect(look.squaredPull).toBeCloseTo(sum(falls) / (sum(falls) + sum(others)), 4);
    expect(look.huberPull).toBeCloseTo(huber(falls) / (huber(falls) + huber(others)), 4);
  });

  it.each([{ nStep: 2 }, { replay: 'prioritized' }, { targetRule: 'clipped-double' }])(
    'is not taken where not all transitions are alike: %j',
    (changes) => {
      expect(lookIntoMemory(completeRun(shortConfig(changes)).run)).toBeNull();
    },
  );
});

describe('corrections', () => {
  const fall = { observation: new Float32Array(4), action: 1, reward: 1, terminated: true };
  /** An agent whose Q can be set, and what was done about its falls. */
  const watched = (changes = {}) => {
    const state = { q: 0 };
    const observe = vi.fn();
    const agent = { observe, q: { values: () => [0, state.q] } } as unknown as Agent;
    const run = { agent, step: 0 } as unknown as TrainingRun & { step: number };
    const watch = new FallWatch(run, resolveConfig({ gamma: 0.99, ...changes }));
    watch.begun = true;
    const falls = (step: number, q: number, named = {}) => {
      run.step = step;
      state.q = q;
      agent.observe({ ...fall, ...named } as never);
    };
    const reaches = (step: number, q: number) => {
      state.q = q;
      watch.reached(step);
      return watch.summary();
    };
    return { watch, observe, falls, reaches };
  };

  it('count when half of the error is gone in time', () => {
    const { falls, reaches } = watched();
    falls(10, 41);
    falls(20, 31);
    expect(reaches(10 + CORRECTION_STEPS - 1, 0)).toEqual({ large: 0, corrected: 0 });
    expect(reaches(10 + CORRECTION_STEPS, 21.1)).toEqual({ large: 1, corrected: 0 });
    expect(reaches(30 + CORRECTION_STEPS, 16)).toEqual({ large: 2, corrected: 1 });
    expect(reaches(1e6, 0)).toEqual({ large: 2, corrected: 1 });
  });

  it('are asked for of large errors only, by the largest return', () => {
    const plain = watched();
    plain.falls(0, 10);
    plain.falls(1, 12);
    expect(plain.reaches(1e6, 1).large).toBe(1);
    const signed = watched({ suttonBartoReward: true });
    signed.falls(0, -0.95, { reward: -1 });
    signed.falls(1, -0.85, { reward: -1 });
    expect(signed.reaches(1e6, -1).large).toBe(1);
  });

  it('are asked for of falls only, from when the watch begins, and the agent is told of everything', () => {
    const { watch, observe, falls, reaches } = watched();
    falls(0, 50, { terminated: false, truncated: true });
    watch.begun = false;
    falls(1, 50);
    expect(reaches(1e6, 50)).toEqual({ large: 0, corrected: 0 });
    expect(observe).toHaveBeenCalledTimes(2);
  });
});

describe('the report', () => {
  const nothing: Findings = {
    variant: 'default',
    seed: 0,
    finalGreedyMean: null,
    firstPerfectStep: null,
    stability: null,
    divergedAtStep: 300,
    fallsByThen: null,
    later: null,
    end: null,
  };
  const study: Study = { seeds: [0, 1], steps: 9000, variants: VARIANTS.slice(0, 1) };

  it('has something to say of runs of which nothing is known', () => {
    const text = studyFiles(study, [nothing, { ...nothing, seed: 1 }])['findings.md'];
    expect(text).not.toMatch(/NaN|undefined|null|Infinity/);
    expect(text).toContain('| default | 0 of 2 | never, for most | – | – | – |');
  });

  it('counts runs that end at the threshold', () => {
    const ended = [474.99, 475].map((finalGreedyMean, seed) => ({ ...nothing, seed, finalGreedyMean }));
    expect(studyFiles(study, ended)['findings.md']).toContain('| default | 1 of 2 |');
  });

  it('adds up counts and takes medians of the rest', () => {
    const found = studyRun('default', resolveConfig(LEARNING));
    const { greedyFalls, rows } = found.later!;
    const text = studyFiles(study, [found, found])['findings.md'];
    expect(text).toContain(`| default | ${2 * greedyFalls.imperfect} of ${2 * greedyFalls.evaluations} | `);
    expect(text).toContain(`| ${rows.maxQ!.map((value) => Number(value.toPrecision(3))).join(' · ')} |`);
  });
});

describe('the folder of a study', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'study-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const study: Study = { seeds: [0], steps: null, variants: VARIANTS };

  it('may be empty, or hold another study beside other files', () => {
    openStudy(folder).write('study.json', studyFiles(study, [])['study.json']);
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    openStudy(folder).write('findings.md', 'found');
    expect(readdirSync(folder).sort()).toEqual(['findings.md', 'notes.txt', 'study.json']);
  });

  it.each(['study.json', 'findings.md', 'notes.txt'])('may not hold %s of somebody else', (name) => {
    writeFileSync(join(folder, name), '{"seeds": "mine"}');
    expect(() => openStudy(folder)).toThrow(
      `${folder} contains other files, such as ${name}, and no study; choose another folder with --out`,
    );
  });
});

const FOLDER = new URL('../docs/reports/instability/', import.meta.url);

describe('docs/reports/instability', () => {
  const read = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8');
  const described = JSON.parse(read('study.json'));
  const study: Study = {
    seeds: parseSeeds(described.seeds),
    steps: described.steps,
    variants: VARIANTS.filter(({ name }) =>
      described.variants.some((known: { name: string }) => known.name === name),
    ),
  };
  const findings = () =>
    read('findings.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Findings);

  it('is of all variants as they are today', () => {
    expect(study.variants).toEqual(VARIANTS);
    expect(findings().map(({ variant, seed }) => `${variant} ${seed}`)).toEqual(
      VARIANTS.flatMap(({ name }) => study.seeds.map((seed) => `${name} ${seed}`)),
    );
    // A hyper-parameter that came later had its default.
    const { seed: _, ...defaults } = resolveConfig({});
    for (const variant of described.variants) variant.config = { ...defaults, ...variant.config };
    expect(described).toEqual(JSON.parse(studyFiles(study, [])['study.json']));
  });

  it('says what its findings say', () => {
    const { 'study.json': _, ...files } = studyFiles(study, findings());
    for (const [name, text] of Object.entries(files)) {
      // Not `toBe`, which would print a whole page where a single word differs.
      expect(text === read(name), `${name} differs; make the study again`).toBe(true);
    }
  });

  it('can be made again, byte for byte: the first run', () => {
    const [variant] = study.variants;
    const [seed] = study.seeds;
    const changes = study.steps === null ? { seed } : { seed, steps: study.steps };
    const line = JSON.stringify(studyRun(variant.name, variantConfig(variant, changes)));
    expect(line).toBe(read('findings.jsonl').split('\n')[0]);
  }, 180_000);
});
