/** Environments that stop and go on. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Acrobot } from '../../src/env/acrobot/acrobot.ts';
import { Breakout } from '../../src/env/breakout/breakout.ts';
import { CartPole } from '../../src/env/cart-pole/cart-pole.ts';
import type { Env } from '../../src/env/env.ts';
import { MountainCar } from '../../src/env/mountain-car/mountain-car.ts';
import { ScaleObservation } from '../../src/env/scale-observation.ts';
import { TimeLimit } from '../../src/env/time-limit.ts';
import { Generator } from '../../src/random.ts';
import type { Stateful } from '../../src/state.ts';
import { seeds } from '../arbitraries.ts';
import { PROBES, ProbeEnv } from '../probe-environments.ts';
import { copyOfState, expectRefusals, handOver } from '../stateful.ts';

const SCALE = [2.4, 3, 0.21, 2];

/** What is done, one after the other: an action, or the start of a new episode. */
const doings = fc.array(fc.constantFrom('left', 'right', 'right', 'reset'), { maxLength: 40 });

/** What there is to do in it, so that a probe of one action gets no other. */
type SavedEnv = Env & Stateful & { readonly actionCount?: number };

const makers: [string, (seed: number) => SavedEnv][] = [
  ['CartPole', (seed) => new CartPole({ random: new Generator(seed) })],
  // −1 for the fall and after it, so that one can see which of the two a step was.
  [
    'CartPole, Sutton & Barto',
    (seed) => new CartPole({ random: new Generator(seed), suttonBartoReward: true }),
  ],
  ['MountainCar', (seed) => new MountainCar({ random: new Generator(seed) })],
  ['Acrobot', (seed) => new Acrobot({ random: new Generator(seed) })],
  ['Breakout', (seed) => new Breakout({ random: new Generator(seed), stickyActions: 0.3 })],
  ['TimeLimit', (seed) => new TimeLimit(new CartPole({ random: new Generator(seed) }), 7)],
  [
    'ScaleObservation',
    (seed) => new ScaleObservation(new TimeLimit(new CartPole({ random: new Generator(seed) }), 7), SCALE),
  ],
  ...PROBES.map((probe): [string, (seed: number) => SavedEnv] => [
    `the probe ${probe.name}`,
    (seed) => new ProbeEnv(probe, new Generator(seed)),
  ]),
];

/** Does it all and gives everything that comes out. Every step of a finished probe is that of its last state again. */
function play(env: SavedEnv, doing: readonly string[]): unknown[] {
  return doing.map((what) => {
    if (what === 'reset') return [...env.reset()];
    const result = env.step(what === 'right' && env.actionCount !== 1 ? 1 : 0);
    return { ...result, observation: [...result.observation] };
  });
}

describe.each(makers)('%s', (_, make) => {
  it('goes on exactly as if it had never stopped, also in an environment that was in use', () => {
    fc.assert(
      fc.property(seeds, doings, doings, doings, (seed, before, elsewhere, after) => {
        const env = make(seed);
        env.reset();
        play(env, before);
        const other = make(seed + 1);
        other.reset();
        play(other, elsewhere);
        handOver(env, other);
        expect(play(other, after)).toEqual(play(env, after));
        expect(other.state()).toEqual(env.state());
      }),
    );
  });
});

describe('CartPole', () => {
  it('before its first reset stays as it is, with a random stream or without', () => {
    const random = new Generator(3);
    random.random();
    const other = new CartPole({ random: new Generator(4) });
    other.reset();
    handOver(new CartPole({ random }), other);
    expect(() => other.step(0)).toThrow('step before reset');
    expect([...other.reset()]).toEqual([...new CartPole({ random }).reset()]);
    handOver(new CartPole(), other);
    expect(() => other.reset()).toThrow('no random stream');
  });

  it('that fell is still fallen', () => {
    const env = new CartPole({ suttonBartoReward: true });
    env.reset({ seed: 5 });
    while (!env.step(0).terminated);
    const other = new CartPole({ suttonBartoReward: true });
    handOver(env, other);
    expect(other.state()).toMatchObject({ phase: 'fallen' });
    expect(other.step(0).reward).toBe(-1);
  });

  it('continues with the stream of the last seed, also where there was none yet', () => {
    const env = new CartPole();
    env.reset({ seed: 5 });
    const other = new CartPole();
    handOver(env, other);
    expect([...other.reset()]).toEqual([...env.reset()]);
  });

  it('refuses what cannot be its state', () => {
    const env = new CartPole({ random: new Generator(1) });
    env.reset();
    expectRefusals(() => new CartPole(), copyOfState(env), [
      ['phase', 'flying', 'phase is "flying"; expected one of before reset, balancing, fallen'],
      ['random.increment[0]', 0, 'random.increment is'],
    ]);
    expectRefusals(() => new CartPole(), copyOfState(new CartPole()));
  });
});

describe.each([
  ['MountainCar', MountainCar],
  ['Acrobot', Acrobot],
] as const)('%s', (_, Kind) => {
  it('before its first reset stays as it is', () => {
    const other = new Kind({ random: new Generator(4) });
    other.reset();
    handOver(new Kind(), other);
    expect(() => other.step(0)).toThrow('step before reset');
    expect(() => other.reset()).toThrow('no random stream');
  });

  it('refuses what cannot be its state', () => {
    const env = new Kind({ random: new Generator(1) });
    env.reset();
    expectRefusals(() => new Kind(), copyOfState(env), [['random.increment[0]', 0, 'random.increment is']]);
    expectRefusals(() => new Kind(), copyOfState(new Kind()));
  });
});

describe('Breakout', () => {
  const make = () => new Breakout({ random: new Generator(4) });

  it('before its first reset stays as it is', () => {
    const other = make();
    other.reset();
    handOver(make(), other);
    expect(() => other.step(0)).toThrow('step before reset');
    expect([...other.reset()]).toEqual([...make().reset()]);
  });

  it('that is over still shows where the ball was lost', () => {
    const env = make();
    env.reset();
    while (!env.step(0).terminated);
    const other = make();
    other.reset();
    handOver(env, other);
    expect(other.step(0)).toEqual({ ...env.step(0), reward: 0, terminated: true });
  });

  it('refuses what cannot be its state', () => {
    const env = make();
    env.reset();
    expectRefusals(make, copyOfState(env), [
      ['paddle', 10, 'paddle is 10; expected an integer from 0 to 9'],
      ['ballRow', 10, 'ballRow is 10'],
      ['ballColumn', -1, 'ballColumn is -1'],
      ['ballColumn', 10, 'ballColumn is 10; expected an integer from 0 to 9'],
      ['trailRow', 9, 'trailRow is 9; expected an integer from 0 to 8'],
      ['trailColumn', 10, 'trailColumn is 10'],
      ['bricks[29]', 2, 'bricks[29] is 2; expected a number from 0 to 1'],
      ['lastAction', 3, 'lastAction is 3; expected an integer from 0 to 2'],
    ]);
  });
});

it('TimeLimit and ScaleObservation refuse what cannot be their state', () => {
  const make = () => new ScaleObservation(new TimeLimit(new CartPole(), 9), SCALE);
  const env = make();
  env.reset({ seed: 0 });
  env.step(0);
  expectRefusals(make, copyOfState(env), [
    ['elapsedSteps', -1, 'elapsedSteps is -1; expected an integer from 0'],
    ['elapsedSteps', 0.5, 'elapsedSteps is 0.5'],
    ['env.phase', '', 'env.phase is ""'],
  ]);
});
