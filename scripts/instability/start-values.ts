/** Of which policy Q is the value: what it says of initial states beside what comes of them. */
import { type Config, type Env, environmentOf, Generator, mean, type QFunction } from '../../src/index.ts';
import { evaluationStream } from './greedy-episodes.ts';
import { rounded } from './ranges.ts';

/** Means over initial states of the last evaluation. Returns count 1 a step and end with the time limit. */
export interface StartValues {
  /** max_a Q(s, a) */
  readonly q: number;
  /** Σ γᵗ r of the greedy policy. */
  readonly greedy: number;
  /** The same of the policy that acts at random with probability `targetEpsilon`; null for other target rules. */
  readonly soft: number | null;
  /** Greedy episodes that last to the time limit, and those of them that also do if one step is the other action. */
  readonly lasting: number;
  readonly lastingAfterSlip: number;
}

const EPISODES = 100;
/** The step at which the other action is taken: the pole has long been caught, and there is much to lose. */
const SLIP_STEP = 100;

type Policy = (observation: Float32Array, step: number) => number;

export function startValues(config: Config, q: QFunction, lastStep: number): StartValues {
  const { gamma } = config;
  const createEnv = () => environmentOf(config).createForEvaluation(evaluationStream(config, lastStep));
  const episodes = (policy: Policy) => {
    const env = createEnv();
    return Array.from({ length: EPISODES }, () => playEpisode(env, policy, gamma));
  };
  const meanReturn = (policy: Policy) => rounded(mean(episodes(policy).map(({ discounted }) => discounted)));

  const starts = createEnv();
  const values = Array.from({ length: EPISODES }, () => Math.max(...q.values(starts.reset()).slice(0, 2)));
  const greedy: Policy = (observation) => q.greedyAction(observation);
  const slipping: Policy = (observation, step) =>
    step === SLIP_STEP ? 1 - q.greedyAction(observation) : q.greedyAction(observation);
  const unslipped = episodes(greedy);
  const slipped = episodes(slipping);
  return {
    q: rounded(mean(values)),
    greedy: rounded(mean(unslipped.map(({ discounted }) => discounted))),
    soft:
      config.algorithm === 'dqn' && config.targetRule === 'expected'
        ? meanReturn(softPolicy(q, config.targetEpsilon, new Generator(config.seed)))
        : null,
    lasting: unslipped.filter(({ lasted }) => lasted).length,
    lastingAfterSlip: unslipped.filter(({ lasted }, k) => lasted && slipped[k].lasted).length,
  };
}

function softPolicy(q: QFunction, epsilon: number, random: Generator): Policy {
  return (observation) => (random.random() < epsilon ? random.integers(0, 2) : q.greedyAction(observation));
}

function playEpisode(env: Env, policy: Policy, gamma: number) {
  let observation = env.reset();
  let discounted = 0;
  let discount = 1;
  for (let step = 0; ; step++) {
    const result = env.step(policy(observation, step));
    discounted += discount * result.reward;
    discount *= gamma;
    if (result.terminated || result.truncated) return { discounted, lasted: !result.terminated };
    observation = result.observation;
  }
}
