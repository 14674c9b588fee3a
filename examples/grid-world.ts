/**
 * A task of your own: find the way to the goal, around a pit.
 *
 *   npx tsx src/train.ts --env ./examples/grid-world.ts --steps 10000
 *   npx tsx src/play.ts runs/GridWorld_default_seed1
 *
 * Actions are up, right, down and left; a step costs 0.04, the pit 1 more, and the goal gives 1. Like the gridworld of
 * Russell & Norvig ("Artificial Intelligence", chapter 17), but without chance in its moves.
 */
import {
  cellPicture,
  type Env,
  type Generator,
  type SavedState,
  type StepResult,
  type Task,
} from '../src/index.ts';

const MAP = ['.....', '.##..', '..#x.', '.....', '.#..G'];
const [ROWS, COLUMNS] = [MAP.length, MAP[0].length];
const MOVES = [
  [-1, 0],
  [0, 1],
  [1, 0],
  [0, -1],
];

class GridWorld implements Env {
  #row = 0;
  #column = 0;
  readonly #random: Generator;
  readonly #result: StepResult = {
    observation: new Float32Array(2),
    reward: 0,
    terminated: false,
    truncated: false,
  };

  constructor(random: Generator) {
    this.#random = random;
  }

  reset(): Float32Array {
    do {
      this.#row = this.#random.integers(0, ROWS);
      this.#column = this.#random.integers(0, COLUMNS);
    } while (MAP[this.#row][this.#column] !== '.');
    return this.#observe();
  }

  step(action: number): StepResult {
    const [row, column] = [this.#row + MOVES[action][0], this.#column + MOVES[action][1]];
    if ((MAP[row]?.[column] ?? '#') !== '#') [this.#row, this.#column] = [row, column];
    const place = MAP[this.#row][this.#column];
    this.#result.reward = { G: 1, x: -1 }[place] ?? -0.04;
    this.#result.terminated = place === 'G' || place === 'x';
    this.#observe();
    return this.#result;
  }

  /** With these two, a run can be saved and resumed exactly. */
  state = () => ({ row: this.#row, column: this.#column, random: this.#random.state() });

  restore(saved: SavedState): void {
    this.#row = saved.integer('row', 0, ROWS - 1);
    this.#column = saved.integer('column', 0, COLUMNS - 1);
    this.#random.restore(saved.part('random'));
  }

  #observe(): Float32Array {
    this.#result.observation.set([this.#row, this.#column]);
    return this.#result.observation;
  }
}

const task: Task = {
  spec: {
    id: 'GridWorld',
    observationSize: 2,
    actionCount: 4,
    maxEpisodeSteps: 50,
    rewardThreshold: 0.7,
    maxReturn: null,
    observationNames: ['row', 'column'],
    actionNames: ['up', 'right', 'down', 'left'],
  },
  observationScale: [ROWS, COLUMNS],
  make: (random) => new GridWorld(random),
  loadPicture: async () =>
    cellPicture({
      rows: ROWS,
      columns: COLUMNS,
      kinds: {
        '#': { text: '▒▒', colour: 'faint' },
        x: { text: '××', style: 'red', colour: 'orange' },
        G: { text: '◎ ', style: 'green', colour: 'grid' },
        '@': { text: '██', style: 'cyan', colour: 'blue' },
      },
      draw: ([row, column]) =>
        MAP.map((line, r) => (r === row ? `${line.slice(0, column)}@${line.slice(column + 1)}` : line)),
    }),
};

export default task;
