/**
 * Rules that a person might think of for CartPole, and how long they keep the pole up.
 *
 *   npx tsx scripts/introduction/rules.ts
 */
import { CartPole } from '../../src/env/cart-pole/cart-pole.ts';
import { Generator, SeedSequence } from '../../src/random.ts';

/** An action from what is seen: [x, xDot, theta, thetaDot]. */
type Rule = (observation: Float32Array, random: Generator) => number;

export const RULES = {
  random: (_, random) => random.integers(0, 2),
  right: () => 1,
  lean: ([, , theta]) => (theta > 0 ? 1 : 0),
  'lean and turn': ([, , theta, thetaDot]) => (theta + thetaDot > 0 ? 1 : 0),
} as const satisfies Record<string, Rule>;

/** An answer to what page 2 asks its readers to find. */
export const WITH_THE_CART: Rule = ([x, xDot, theta, thetaDot]) =>
  theta + thetaDot / 4 + x / 20 + xDot / 5 > 0 ? 1 : 0;

const EPISODES = 1000;
const MAX_STEPS = 500;

/** The lengths of so many episodes, from the shortest to the longest. */
export function lengthsOf(rule: Rule, episodes = EPISODES): number[] {
  const [starts, actions] = new SeedSequence(1).spawn(2).map((stream) => new Generator(stream));
  const env = new CartPole({ random: starts });
  const lengths = Array.from({ length: episodes }, () => play(env, rule, actions).length);
  return lengths.sort((a, b) => a - b);
}

/** Every observation of an episode but the first. */
export function play(env: CartPole, rule: Rule, random: Generator): Float32Array[] {
  const seen: Float32Array[] = [];
  let observation = env.reset();
  while (seen.length < MAX_STEPS) {
    const result = env.step(rule(observation, random));
    observation = result.observation;
    seen.push(observation.slice());
    if (result.terminated) break;
  }
  return seen;
}

/** What each rule is worth, as a table in Markdown. */
export function describeRules(): string {
  const rows = Object.entries(RULES).map(([name, rule]) => {
    const lengths = lengthsOf(rule);
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    const complete = lengths.filter((length) => length === MAX_STEPS).length;
    return `| ${name} | ${mean.toFixed(1)} | ${lengths[0]} | ${lengths.at(-1)} | ${complete} |`;
  });
  return [
    `| rule | mean length | shortest | longest | lasted ${MAX_STEPS} steps |`,
    '|---|--:|--:|--:|--:|',
    ...rows,
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) console.log(describeRules());
