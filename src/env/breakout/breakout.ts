/**
 * Breakout on a screen of 10 × 10 cells: a ball, a paddle that keeps it in play, and a wall of three rows of bricks.
 *
 * Source: the game of that name in MinAtar (K. Young & T. Tian, "MinAtar: An Atari-Inspired Testbed for Thorough and
 * Reproducible Reinforcement Learning Experiments", 2019), written from its rules and from recorded games. Sticky actions
 * are those of M. C. Machado et al., "Revisiting the Arcade Learning Environment", JAIR 2018.
 *
 * Deviations from MinAtar: the random numbers are this project's, each episode begins as if `stay` had been the last action,
 * and of its six actions only the three that do something are here.
 */
import { Generator } from '../../random.ts';
import type { SavedState, State } from '../../state.ts';
import type { Env, ResetOptions, StepResult } from '../env.ts';

export interface BreakoutOptions {
  /** Probability that a step repeats the last action, whatever the agent chose; default 0.1. */
  readonly stickyActions?: number;
  /** Draws the sides on which the ball starts and the steps that repeat an action, until a reset brings a seed. */
  readonly random: Generator;
}

export const STICKY_ACTIONS = 0.1;

/** Rows and columns of the screen, counted from the top left. */
export const SIZE = 10;
/** The paddle's row, in which the ball is lost. */
export const BOTTOM = SIZE - 1;
/** The wall, when it is whole. */
export const FIRST_BRICK_ROW = 1;
export const BRICK_ROWS = 3;

/** What can be seen in a cell, each in a channel of its own. */
export const CHANNELS = ['paddle', 'ball', 'trail', 'brick'] as const;
const [PADDLE, BALL, TRAIL, BRICK] = CHANNELS.keys();

/** Where the entry of a cell and a channel stands in an observation. */
export const entryOf = (row: number, column: number, channel: number) =>
  (row * SIZE + column) * CHANNELS.length + channel;

export const OBSERVATION_SIZE = SIZE * SIZE * CHANNELS.length;

const START_ROW = 3;
const START_PADDLE = 4;

/** Columns by which each action moves the paddle. */
const MOVES = [0, -1, 1];
const STAY = 0;

const clampColumn = (column: number) => Math.min(Math.max(column, 0), SIZE - 1);

/** Breakout without a time limit. The ball moves by one cell diagonally in each step. */
export class Breakout implements Env {
  /** Column. */
  #paddle = START_PADDLE;
  #ballRow = START_ROW;
  #ballColumn = 0;
  /** Where the ball was one step before. */
  #trailRow = START_ROW;
  #trailColumn = 0;
  #isFalling = true;
  #isGoingRight = true;
  /** Whether the last step led into a brick: until one does not, bricks neither count nor stop the ball. */
  #isInWall = false;
  /** (BRICK_ROWS, SIZE), 1 where there is a brick. */
  readonly #bricks = new Uint8Array(BRICK_ROWS * SIZE);
  #lastAction = STAY;
  #started = false;
  #random: Generator;
  readonly #stickyActions: number;
  readonly #observation = new Float32Array(OBSERVATION_SIZE);
  readonly #result: StepResult = {
    observation: this.#observation,
    reward: 0,
    terminated: false,
    truncated: false,
  };

  /** Throws a RangeError unless `stickyActions` is a probability. */
  constructor({ stickyActions = STICKY_ACTIONS, random }: BreakoutOptions) {
    if (!(stickyActions >= 0 && stickyActions <= 1)) {
      throw new RangeError(`stickyActions is ${stickyActions}; expected a probability from 0 to 1`);
    }
    this.#stickyActions = stickyActions;
    this.#random = random;
  }

  /** Builds the wall, puts the ball at the left or right edge, each half of the time, and returns the observation. */
  reset(options?: ResetOptions): Float32Array {
    if (options?.seed !== undefined) this.#random = new Generator(options.seed);
    this.#isGoingRight = this.#random.integers(0, 2) === 0;
    this.#isFalling = true;
    this.#isInWall = false;
    this.#paddle = START_PADDLE;
    this.#ballRow = START_ROW;
    this.#ballColumn = this.#isGoingRight ? 0 : SIZE - 1;
    this.#trailRow = this.#ballRow;
    this.#trailColumn = this.#ballColumn;
    this.#bricks.fill(1);
    this.#lastAction = STAY;
    this.#started = true;
    this.#observe();
    return this.#observation;
  }

  /**
   * Leaves the paddle (action 0) or moves it to the left (1) or right (2). The reward is 1 for a brick, else 0; the game
   * ends when the ball is lost.
   *
   * Steps after the end change nothing. Throws a RangeError for another action and an Error before the first reset.
   */
  step(action: number): StepResult {
    if (action !== 0 && action !== 1 && action !== 2) {
      throw new RangeError(`action is ${action}; expected 0 (stay), 1 (left) or 2 (right)`);
    }
    if (!this.#started) throw new Error('step before reset; call reset() first');
    const result = this.#result;
    result.reward = 0;
    if (this.#ballRow !== BOTTOM) {
      if (this.#random.random() >= this.#stickyActions) this.#lastAction = action;
      this.#paddle = clampColumn(this.#paddle + MOVES[this.#lastAction]);
      result.reward = this.#moveBall();
      this.#observe();
    }
    result.terminated = this.#ballRow === BOTTOM;
    result.truncated = false;
    return result;
  }

  /** Gives the reward. */
  #moveBall(): number {
    const row = this.#ballRow;
    const column = this.#ballColumn;
    const ahead = column + (this.#isGoingRight ? 1 : -1);
    const nextColumn = clampColumn(ahead);
    if (nextColumn !== ahead) this.#isGoingRight = !this.#isGoingRight;
    const below = row + (this.#isFalling ? 1 : -1);
    // Whatever the ball bounces off but the ceiling, which it may touch, sends it back into the row from which it came.
    let nextRow = below;
    let reward = 0;
    const brick = (below - FIRST_BRICK_ROW) * SIZE + nextColumn;
    const meetsBrick = this.#bricks[brick] === 1;
    if (below < 0) {
      nextRow = 0;
      this.#isFalling = true;
    } else if (meetsBrick && !this.#isInWall) {
      reward = 1;
      this.#bricks[brick] = 0;
      nextRow = row;
      this.#isFalling = !this.#isFalling;
    } else if (below === BOTTOM) {
      if (!this.#bricks.includes(1)) this.#bricks.fill(1);
      if (this.#paddle === column || this.#paddle === nextColumn) {
        nextRow = row;
        this.#isFalling = false;
        if (this.#paddle !== column) this.#isGoingRight = !this.#isGoingRight;
      }
    }
    this.#isInWall = meetsBrick;
    this.#trailRow = row;
    this.#trailColumn = column;
    this.#ballRow = nextRow;
    this.#ballColumn = nextColumn;
    return reward;
  }

  #observe(): void {
    const observation = this.#observation;
    observation.fill(0);
    observation[entryOf(BOTTOM, this.#paddle, PADDLE)] = 1;
    observation[entryOf(this.#ballRow, this.#ballColumn, BALL)] = 1;
    observation[entryOf(this.#trailRow, this.#trailColumn, TRAIL)] = 1;
    const wall = entryOf(FIRST_BRICK_ROW, 0, BRICK);
    for (let k = 0; k < this.#bricks.length; k++) observation[wall + k * CHANNELS.length] = this.#bricks[k];
  }

  // --- saving and restoring ---

  state(): State {
    return {
      started: this.#started,
      paddle: this.#paddle,
      ballRow: this.#ballRow,
      ballColumn: this.#ballColumn,
      trailRow: this.#trailRow,
      trailColumn: this.#trailColumn,
      falling: this.#isFalling,
      goingRight: this.#isGoingRight,
      inWall: this.#isInWall,
      bricks: this.#bricks,
      lastAction: this.#lastAction,
      random: this.#random.state(),
    };
  }

  restore(saved: SavedState): void {
    this.#started = saved.boolean('started');
    this.#paddle = saved.integer('paddle', 0, SIZE - 1);
    this.#ballRow = saved.integer('ballRow', 0, BOTTOM);
    this.#ballColumn = saved.integer('ballColumn', 0, SIZE - 1);
    this.#trailRow = saved.integer('trailRow', 0, BOTTOM - 1);
    this.#trailColumn = saved.integer('trailColumn', 0, SIZE - 1);
    this.#isFalling = saved.boolean('falling');
    this.#isGoingRight = saved.boolean('goingRight');
    this.#isInWall = saved.boolean('inWall');
    saved.copyInto('bricks', this.#bricks, 0, 1);
    this.#lastAction = saved.integer('lastAction', 0, MOVES.length - 1);
    this.#random.restore(saved.part('random'));
    this.#observe();
  }
}
