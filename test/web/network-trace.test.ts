/** A transition's way through the network and back is that of the agent, and every sum on it comes out to the last bit. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Config, resolveConfig } from '../../src/config/config.ts';
import { type Inspection, Inspector, type UpdateInspection } from '../../src/experiment/inspection.ts';
import { TrainingRun } from '../../src/experiment/run.ts';
import { Stepper } from '../../src/experiment/stepper.ts';
import { parameterAt } from '../../web/network/parameters.ts';
import { gradientSum, slopeSum, unitSum } from '../../web/network/sums.ts';
import { type Ways, waysOf } from '../../web/network/trace.ts';
import { bits } from '../nn/compare.ts';

const SMALL = { hiddenSizes: [7, 5], batchSize: 6, learningStartSteps: 20, replayCapacity: 100 };
const config = (changes: object): Config => resolveConfig({ ...SMALL, ...changes });

const AGENTS: readonly (readonly [string, Config])[] = [
  ['DQN', config({})],
  ['a dueling network with n-step returns', config({ network: 'dueling', nStep: 3 })],
  ['noisy heads', config({ noisyLayers: 'heads' })],
  ['noisy layers, dueling', config({ noisyLayers: 'all', network: 'dueling' })],
  ['prioritized replay', config({ replay: 'prioritized', targetRule: 'double', loss: 'huber' })],
  ['Munchausen', config({ targetRule: 'munchausen' })],
  ['C51', config({ distribution: 'categorical', atoms: 11 })],
  ['QR-DQN', config({ distribution: 'quantile', quantiles: 9, loss: 'huber', huberDelta: 0.3 })],
  [
    'Rainbow',
    config({
      distribution: 'categorical',
      atoms: 11,
      network: 'dueling',
      noisyLayers: 'heads',
      targetRule: 'double',
      replay: 'prioritized',
      nStep: 3,
    }),
  ],
  ['two learners', config({ targetRule: 'clipped-double' })],
  ['another optimizer', config({ optimizer: 'rmsprop' })],
  ['the tutorial', resolveConfig({ algorithm: 'tutorial', hiddenSizes: [7, 5], batchSize: 6 })],
];

/** Where the third update has its gradient, before it is clipped. */
function lookAt(of: Config): Inspection {
  const stepper = new Stepper(new TrainingRun(of, { episodeEnded() {}, metricsTaken() {} }));
  const inspector = new Inspector(stepper);
  while (stepper.advance() !== 'computeGradients' || stepper.run.updates < 2);
  return inspector.look();
}

const values = (of: ArrayLike<number>) => bits(Float32Array.from(of));

describe.each(AGENTS)('%s', (_, of) => {
  let inspection: Inspection;
  let all: readonly Ways[];
  beforeAll(() => {
    inspection = lookAt(of);
    all = inspection.learners.map((learner) => waysOf(of, learner) as Ways);
  });

  it('gives each transition the values that the agent has', () => {
    for (const [k, ways] of all.entries()) {
      const { size, actionCount: A, ...update } = inspection.learners[k].update as UpdateInspection;
      for (let b = 0; b < size; b++) {
        const row = (of: Float32Array) => values(of.subarray(b * A, (b + 1) * A));
        expect(values(ways.learningWay(b).q)).toEqual(row(update.q));
        expect(values(ways.nextWay(b).q)).toEqual(row(update.qNextTarget));
      }
    }
  });

  it('knows which layers have noise', () => {
    const noisy = of.algorithm === 'dqn' ? of.noisyLayers : 'none';
    const expected = { none: [false, false, false], heads: [false, false, true], all: [true, true, true] };
    expect(all[0].layers.map((_, layer) => all[0].hasNoise(layer))).toEqual(expected[noisy]);
  });

  it('every unit says what its products add up to', () => {
    for (const ways of all) {
      for (const way of [ways.learningWay(0), ways.nextWay(ways.size - 1)]) {
        for (const [layer, { outputs }] of ways.layers.entries()) {
          const isHidden = layer < ways.layers.length - 1;
          const sums = Array.from({ length: outputs }, (_, unit) => unitSum(ways.layers, way, layer, unit));
          const said = sums.map(({ total }) => (isHidden ? Math.max(0, total) : total));
          expect(values(said)).toEqual(values(way.levels[layer + 1]));
        }
      }
    }
  });

  it('every slope is what its products add up to, or nothing behind a unit that is off', () => {
    for (const ways of all) {
      const way = ways.learningWay(1 % ways.size);
      for (const [layer, { outputs }] of ways.layers.slice(0, -1).entries()) {
        const sums = Array.from({ length: outputs }, (_, unit) => slopeSum(ways.layers, way, layer, unit));
        const slopes = sums.map(({ total }, unit) => (way.levels[layer + 1][unit] > 0 ? total : 0));
        expect(values(slopes)).toEqual(values(way.slopes[layer]));
        expect(slopes.some((slope) => slope !== 0)).toBe(true);
      }
    }
  });

  it('every gradient is what the shares of the transitions add up to', () => {
    for (const [learner, ways] of all.entries()) {
      const { grads } = inspection.learners[learner];
      const gradients = Array.from(grads, (_, k) => {
        const parameter = parameterAt(ways.layers, k, grads.length);
        return gradientSum(ways.learningWays, parameter).total * ways.factor(parameter);
      });
      expect(values(gradients)).toEqual(values(grads));
    }
  });
});
