/**
 * What is mutated, in parts, each with the tests that judge it: those of its own subject. Most tests reach the random numbers
 * and the kernels, and would take hours to say little more. Fewer tests can only find fewer mutants.
 */
import { readdirSync } from 'node:fs';

export interface MutationPart {
  readonly name: string;
  readonly sources: readonly string[];
  readonly tests: readonly string[];
}

/** Where Stryker keeps the results of a part, and finds them again. */
export const resultsOf = ({ name }: MutationPart) => `.stryker/${name}.json`;

const AGENT_STATE = 'test/agent/state.test.ts';
const DISTRIBUTIONAL = 'test/nn/distributional.test.ts';
/** What all public parts refuse. */
const REFUSALS = 'test/refusals.test.ts';

/** One source with the test of its name, and others. */
function file(path: string, ...tests: string[]): MutationPart {
  return { name: nameOf(path), sources: [`src/${path}.ts`], tests: [`test/${path}.test.ts`, ...tests] };
}

/** Sources that have no test of their name, or share one. */
function files(paths: readonly string[], ...tests: string[]): MutationPart {
  return { name: nameOf(paths[0]), sources: paths.map((path) => `src/${path}.ts`), tests };
}

const nameOf = (path: string) => path.replaceAll('/', '-');

/** All of them are judged by one test. */
const TARGET_RULES = readdirSync(new URL('../../src/agent', import.meta.url))
  .filter((name) => /^target-(?!rule)[\w-]+\.ts$/.test(name))
  .map((name) => `agent/${name.replace('.ts', '')}`);

export const MUTATION_PARTS: readonly MutationPart[] = [
  file('random', 'test/state.test.ts', REFUSALS),
  file('state'),

  file('env/cart-pole/cart-pole', 'test/env/state.test.ts'),
  file('env/acrobot/acrobot', 'test/env/state.test.ts'),
  file('env/mountain-car/mountain-car', 'test/env/state.test.ts'),
  file('env/breakout/breakout', 'test/env/state.test.ts'),
  files(
    ['env/environment', 'env/checked-env', 'env/options', 'env/env'],
    'test/env/environment.test.ts',
    'test/env/options.test.ts',
    'test/env/disturbed-env.test.ts',
    'test/config/config.test.ts',
  ),
  file('env/check-task'),
  file('env/disturbed-env'),
  files(['env/initial-state'], 'test/env/state.test.ts', 'test/env/cart-pole/cart-pole.test.ts'),
  file('env/registry'),
  file('env/scale-observation', 'test/env/state.test.ts'),
  file('env/time-limit', 'test/env/state.test.ts'),
  file('env/trigonometry'),

  file('nn/adam', 'test/nn/optimizer.test.ts'),
  file('nn/optimizer', 'test/nn/adam.test.ts', 'test/nn/rmsprop.test.ts', 'test/nn/sgd.test.ts', REFUSALS),
  file('nn/rmsprop', 'test/nn/optimizer.test.ts'),
  file('nn/sgd', 'test/nn/optimizer.test.ts'),
  file('nn/exponential'),
  file('nn/gradient-norm', REFUSALS),
  file('nn/initialization', REFUSALS),
  file('nn/losses'),
  file('nn/mlp', REFUSALS),
  files(['nn/dense-layers'], 'test/nn/mlp.test.ts', 'test/nn/dueling.test.ts', 'test/nn/noisy.test.ts'),
  file('nn/dueling', DISTRIBUTIONAL, 'test/agent/variants-golden.test.ts', REFUSALS),
  files(
    ['nn/network'],
    ...['mlp', 'dueling', 'noisy', 'distributional'].map((name) => `test/nn/${name}.test.ts`),
    REFUSALS,
  ),
  file('nn/build-network', 'test/nn/noisy.test.ts', DISTRIBUTIONAL, REFUSALS),
  file('nn/noise'),
  file('nn/noisy', 'test/agent/variants-golden.test.ts'),
  file('nn/categorical', DISTRIBUTIONAL, 'test/agent/variants-golden.test.ts'),
  file('nn/quantiles', DISTRIBUTIONAL, 'test/agent/variants-golden.test.ts'),
  files(['nn/distributional', 'nn/build-distribution'], DISTRIBUTIONAL),
  file('nn/kernels', 'test/nn/adam.test.ts'),
  file('nn/device'),
  files(['nn/simd/simd-kernels'], 'test/nn/simd.test.ts', 'test/nn/device.test.ts'),
  file('nn/safetensors'),
  file('nn/weights'),
  file('nn/layer-order', 'test/nn/weights.test.ts'),

  files(['agent/dqn-checks'], 'test/agent/dqn.test.ts', REFUSALS),
  file('agent/load-weights'),
  file('agent/dqn', AGENT_STATE, 'test/agent/dqn-golden.test.ts', 'test/silent-bugs.test.ts', REFUSALS),
  files(
    ['agent/clipped-double', 'agent/learner'],
    'test/agent/clipped-double.test.ts',
    'test/agent/dqn-golden.test.ts',
    AGENT_STATE,
    REFUSALS,
  ),
  file('agent/noisy', AGENT_STATE),
  file('agent/distributional', AGENT_STATE, 'test/agent/variants-golden.test.ts'),
  file('agent/tutorial', AGENT_STATE, REFUSALS),
  file('agent/q-function', 'test/agent/dqn.test.ts', 'test/agent/noisy.test.ts', REFUSALS),
  file('agent/exploration', AGENT_STATE, REFUSALS),
  file('agent/schedules', REFUSALS),
  file('agent/steps'),
  files(TARGET_RULES, 'test/agent/target-rules.test.ts'),
  file('agent/replay', AGENT_STATE, REFUSALS),
  file('agent/n-step-replay', AGENT_STATE, REFUSALS),
  file('agent/prioritized-replay', AGENT_STATE, REFUSALS),
  files(
    ['agent/transition', 'agent/transition-store'],
    'test/agent/transition-store.test.ts',
    'test/agent/replay.test.ts',
    'test/agent/clipped-double.test.ts',
    'test/agent/n-step-replay.test.ts',
    'test/agent/prioritized-replay.test.ts',
    AGENT_STATE,
    REFUSALS,
  ),
  file('agent/sum-tree'),
  file('agent/power'),

  file('experiment/files/checkpoint', 'test/experiment/files/checkpoint-byte-order.test.ts'),
  file('experiment/files/run-checkpoint'),
  file('experiment/files/crc32'),
  file('experiment/files/byte-order'),
];
