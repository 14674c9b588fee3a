/** The pictures of the introduction, made from real runs. `scripts/media.ts` lists them with the others. */
import { CartPole, STEP_SECONDS, THETA_THRESHOLD, X_THRESHOLD } from '../../src/env/cart-pole/cart-pole.ts';
import { drawSvg } from '../../src/env/cart-pole/picture-svg.ts';
import { Generator, Policy, recordGreedyEpisode } from '../../src/index.ts';
import { type Panel, type Point, panelsFigure } from './charts.ts';
import { learnFromOneFall } from './one-step.ts';
import { planeFigure } from './plane.ts';
import { curveOf } from './reports.ts';
import { lengthsOf, play, RULES } from './rules.ts';
import { trainTo, watch } from './runs.ts';
import { trainTable } from './table.ts';

const DEGREES = 180 / Math.PI;

/** A greedy episode of the default run of a seed, at a step of its training. */
function episodeAt(step: number, seed: number, start: number): string {
  const { run, agent } = trainTo(step, { seed });
  const env = run.environment.createUnscaledForEvaluation(new Generator(start));
  return drawSvg(recordGreedyEpisode(new Policy(agent.q, run.config), env, run.environment.spec));
}

/** Page 2: the four numbers in an episode of random pushes. */
function randomEpisode(): string {
  const env = new CartPole({ random: new Generator(1) });
  const seen = play(env, RULES.random, new Generator(2));
  const seconds = seen.length * STEP_SECONDS;
  const panel = (title: string, yLabel: string, d: number, limit: number, unit = 1): Panel => ({
    title,
    xLabel: 'seconds',
    yLabel,
    xDomain: [0, seconds],
    yDomain: [-1.25 * limit * unit, 1.25 * limit * unit],
    series: [{ name: title, points: seen.map((o, k): Point => [(k + 1) * STEP_SECONDS, o[d] * unit]) }],
    limits: [-limit * unit, limit * unit],
  });
  return panelsFigure('An episode of random pushes: the pole falls while the cart is still near the middle', [
    panel('where the cart is', 'metres', 0, X_THRESHOLD),
    panel('how far the pole leans', 'degrees', 2, THETA_THRESHOLD, DEGREES),
  ]);
}

/** Page 2: how long episodes of each rule last. */
function ruleLengths(): string {
  const series = Object.entries(RULES).map(([name, rule]) => {
    const lengths = lengthsOf(rule);
    const share = (k: number) => 100 * (1 - k / lengths.length);
    return { name, points: [[0, 100], ...lengths.map((length, k): Point => [length, share(k)])] as Point[] };
  });
  return panelsFigure('Of 1000 poles, how many still stand', [
    {
      title: '',
      xLabel: 'steps',
      yLabel: 'per cent that still stand',
      xDomain: [0, 500],
      yDomain: [0, 100],
      series,
    },
  ]);
}

/** Page 3: what a table and a network do where pole and cart may be, the cart standing in the middle. */
function tableAndNetwork(): string {
  const table = trainTable(10);
  const { run, agent } = trainTo(13_000);
  const policy = new Policy(agent.q, run.config);
  const cell = (state: readonly number[]) => table.cellOf(state);
  return planeFigure('What to do when the pole leans and turns, and the cart stands in the middle', [
    {
      title: 'a table with ten bins for each number',
      action: (state) => (table.visits[cell(state)] === 0 ? null : table.greedyAction(cell(state))),
    },
    { title: 'the network of the default run', action: (state) => policy.greedyAction(state) },
  ]);
}

/** Page 4: one transition, in which the pole fell, pulls at Q not only there. */
function oneStepDownhill(): string {
  const { before, afterOne, afterTen, degrees } = learnFromOneFall();
  return panelsFigure('Q after steps downhill on one transition, the last one before a fall', [
    {
      title: '',
      xLabel: 'how far the pole leans, degrees; all else as in that transition',
      yLabel: 'Q of the action taken',
      xDomain: [-12, 12],
      yDomain: [0, 6],
      series: [
        { name: 'before', points: before },
        { name: 'after 1 step', points: afterOne },
        { name: 'after 10 steps', points: afterTen },
      ],
      spot: [degrees, 1],
    },
  ]);
}

/** Page 5: 64 transitions in a row, and 64 drawn from the memory. */
function twoBatches(): string {
  const { run, agent } = trainTo(5000 - 64);
  const row: Point[] = [];
  const place = ([x, , theta]: ArrayLike<number> & Iterable<number>): Point => [
    2.4 * x,
    0.2095 * DEGREES * theta,
  ];
  watch(run, 5000, () => row.push(place(run.transition.nextObservation)));
  agent.sampleBatch();
  const { observations, size } = agent.batch;
  const drawn = Array.from({ length: size }, (_, b) => place(observations.slice(4 * b, 4 * b + 4)));
  const panel = (title: string, points: readonly Point[]): Panel => ({
    title,
    xLabel: 'where the cart is, metres',
    yLabel: 'how far the pole leans, degrees',
    xDomain: [-2.4, 2.4],
    yDomain: [-12, 12],
    series: [{ name: title, points, mark: 'dots' }],
  });
  return panelsFigure('Two ways to choose 64 of 5000 transitions', [
    panel('the last 64', row),
    panel('64 drawn at random', drawn),
  ]);
}

/** Page 6: what the two networks say of a pole that stands upright and still, step by step. */
function movingTarget(): string {
  const panel = (title: string, changes: Readonly<Record<string, unknown>>, top: number): Panel => {
    const { run, agent } = trainTo(1000, changes);
    const { batch } = agent;
    const [learning, target]: Point[][] = [[], []];
    watch(run, 2000, (step) => {
      batch.observations.fill(0, 0, 4);
      const largest = (network: typeof agent.online) =>
        Math.max(...network.forward(batch.observations, 1).slice(0, 2));
      learning.push([step, largest(agent.online)]);
      target.push([step, largest(agent.target)]);
    });
    return {
      title,
      xLabel: 'environment steps',
      yLabel: 'largest Q, pole upright and still',
      xDomain: [1000, 2000],
      yDomain: [0, top],
      series: [
        { name: 'the network that learns', points: learning },
        { name: 'the target network', points: target },
      ],
    };
  };
  return panelsFigure('The first 1000 updates', [
    panel('a copy every 100 steps', {}, 12),
    panel('a copy every step', { targetSyncSteps: 1 }, 1800),
  ]);
}

/** Page 7: the errors of one minibatch before and after the update that it is for. */
function errorsOfAMinibatch(): string {
  const { run, agent } = trainTo(1000);
  run.act();
  agent.sampleBatch();
  agent.computeTargets();
  agent.computeQValues();
  agent.computeLoss();
  const before = agent.tdError.slice();
  agent.computeGradients();
  agent.updateParameters(run.step);
  agent.computeQValues();
  agent.computeLoss();
  const after = agent.tdError;
  const points = (errors: Float32Array) => Array.from(errors, (error, b): Point => [b, error]);
  return panelsFigure('δ of the 64 transitions of the first update', [
    {
      title: '',
      xLabel: 'transition of the minibatch',
      yLabel: 'δ = y − Q(s, a; θ)',
      xDomain: [-1, 64],
      yDomain: [0, 1.5],
      series: [
        { name: 'before', points: points(before), mark: 'dots' },
        { name: 'after', points: points(after), mark: 'dots' },
      ],
    },
  ]);
}

/** Page 8: greedy evaluations of two presets. */
function wavering(): string {
  const evaluations = (preset: string): Point[] => {
    const { steps, greedyReturns } = curveOf('stability', preset, 0);
    return steps.map((step, k) => [step, greedyReturns[k]]);
  };
  return panelsFigure('Greedy return while learning, seed 0', [
    {
      title: '',
      xLabel: 'environment steps',
      yLabel: 'mean return of 20 episodes',
      xDomain: [0, 50_000],
      yDomain: [0, 500],
      series: ['default', 'steady'].map((name) => ({ name, points: evaluations(name) })),
      limits: [475],
    },
  ]);
}

/** File names below `docs/media/introduction` and how their content is made. */
export const PICTURES: Readonly<Record<string, () => string>> = {
  '1-untrained.svg': () => episodeAt(0, 1, 0),
  '1-after-2000-steps.svg': () => episodeAt(2000, 1, 0),
  '2-random-episode.svg': randomEpisode,
  '2-rules.svg': ruleLengths,
  '3-table.svg': tableAndNetwork,
  '4-one-step.svg': oneStepDownhill,
  '5-batches.svg': twoBatches,
  '6-target.svg': movingTarget,
  '7-errors.svg': errorsOfAMinibatch,
  '8-wavering.svg': wavering,
  '8-runaway.svg': () => episodeAt(4000, 0, 0),
};
