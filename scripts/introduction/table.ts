/**
 * Q-learning with a table (Watkins 1989) on CartPole: each of the four numbers is sorted into bins, and every cell has a Q
 * for each action. It learns from as many steps as the network does, and explores as much.
 *
 *   npx tsx scripts/introduction/table.ts [bins]
 */
import { CartPole } from '../../src/env/cart-pole/cart-pole.ts';
import { Generator, SeedSequence } from '../../src/random.ts';

const STEPS = 50_000;
const EPISODE_STEPS = 500;
const GAMMA = 0.995;
const LEARNING_RATE = 0.5;
/** The bins are of equal width between minus and plus these; what lies beyond is in the outermost. */
const BOUNDS = [2.4, 3, 0.2095, 3.5];

export class Table {
  readonly bins: number;
  /** Q of both actions in each cell. */
  readonly q: Float64Array;
  /** Steps that began in each cell. */
  readonly visits: Uint32Array;

  constructor(bins: number) {
    this.bins = bins;
    this.q = new Float64Array(2 * bins ** 4);
    this.visits = new Uint32Array(bins ** 4);
  }

  /** The number of the cell that an observation falls into. */
  cellOf(observation: ArrayLike<number>): number {
    const { bins } = this;
    return BOUNDS.reduce((cell, bound, d) => {
      const bin = Math.floor(((observation[d] / bound + 1) / 2) * bins);
      return cell * bins + Math.max(0, Math.min(bins - 1, bin));
    }, 0);
  }

  greedyAction(cell: number): number {
    return this.q[2 * cell + 1] > this.q[2 * cell] ? 1 : 0;
  }

  /** Moves Q of one cell and action some way towards the target. */
  learn(cell: number, action: number, reward: number, nextCell: number, terminated: boolean): void {
    const nextValue = terminated ? 0 : Math.max(this.q[2 * nextCell], this.q[2 * nextCell + 1]);
    const target = reward + GAMMA * nextValue;
    this.q[2 * cell + action] += LEARNING_RATE * (target - this.q[2 * cell + action]);
  }
}

/** A table after so many steps of training with seed 1. */
export function trainTable(bins: number, steps = STEPS): Table {
  const table = new Table(bins);
  const [starts, exploration] = new SeedSequence(1).spawn(2).map((stream) => new Generator(stream));
  const env = new CartPole({ random: starts });
  let cell = table.cellOf(env.reset());
  let episodeSteps = 0;
  for (let step = 0; step < steps; step++) {
    const epsilon = step < 5000 ? 1 - 0.95 * (step / 5000) : 0.05;
    const explores = exploration.random() < epsilon;
    const action = explores ? exploration.integers(0, 2) : table.greedyAction(cell);
    const { observation, reward, terminated } = env.step(action);
    const nextCell = table.cellOf(observation);
    table.visits[cell]++;
    table.learn(cell, action, reward, nextCell, terminated);
    episodeSteps++;
    if (terminated || episodeSteps === EPISODE_STEPS) episodeSteps = 0;
    cell = episodeSteps === 0 ? table.cellOf(env.reset()) : nextCell;
  }
  return table;
}

/** The mean return of 100 greedy episodes. */
function evaluate(table: Table): number {
  const env = new CartPole({ random: new Generator(new SeedSequence(1).child(4)) });
  let rewards = 0;
  for (let episode = 0; episode < 100; episode++) {
    let observation = env.reset();
    for (let t = 0; t < EPISODE_STEPS; t++) {
      const result = env.step(table.greedyAction(table.cellOf(observation)));
      rewards += result.reward;
      if (result.terminated) break;
      observation = result.observation;
    }
  }
  return rewards / 100;
}

/** What became of tables with so many bins, as a table in Markdown. */
export function describeTables(bins: readonly number[]): string {
  const rows = bins.map((count) => {
    const table = trainTable(count);
    const visits = table.visits.filter((times) => times > 0).sort();
    const median = visits[Math.floor(visits.length / 2)];
    return `| ${count} | ${count ** 4} | ${visits.length} | ${median} | ${evaluate(table).toFixed(1)} |`;
  });
  return [
    '| bins | cells | visited | visits per visited cell (median) | mean return |',
    '|--:|--:|--:|--:|--:|',
    ...rows,
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) console.log(describeTables([Number(process.argv[2] ?? 10)]));
