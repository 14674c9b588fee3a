/**
 * A car in a valley is too weak to climb the hill on the right: it must first drive away from its goal to gain speed.
 *
 * Source: A. W. Moore, "Efficient Memory-based Learning for Robot Control", PhD thesis, Cambridge 1990; the equations in
 * the form of R. S. Sutton & A. G. Barto, "Reinforcement Learning", 1998, Example 8.2. The order of the operations, the
 * start, the rewards and the limits are those of MountainCar-v0 in Gymnasium 1.4, so states agree to the last bit
 * wherever `cos` does.
 *
 * Deviations from Gymnasium: the first reset needs a seed or a generator, because no run starts from chance; the cosine is
 * our own (see `trigonometry.ts`).
 */
import type { Generator } from '../../random.ts';
import type { SavedState, State } from '../../state.ts';
import type { Env, ResetOptions, StepResult } from '../env.ts';
import { InitialState } from '../initial-state.ts';
import { cos } from '../trigonometry.ts';

export interface MountainCarOptions {
  /** Change of the velocity by one step of driving, default 0.001. */
  readonly force?: number;
  /** Change of the velocity by one step where the hill is steepest, default 0.0025. */
  readonly gravity?: number;
  /** Velocity with which the goal must be passed at least, default 0. */
  readonly goalVelocity?: number;
  /** Draws the initial states until a reset brings a seed. */
  readonly random?: Generator;
}

// Positions have no unit, and velocities are positions per step. The height of the hill is sin(3 · position).
export const FORCE = 0.001;
export const GRAVITY = 0.0025;
export const GOAL_VELOCITY = 0;
/** Of a wall, which takes all velocity from a car that runs into it. */
export const MIN_POSITION = -1.2;
/** No car comes farther than this. */
export const MAX_POSITION = 0.6;
/** In both directions. */
export const MAX_SPEED = 0.07;
/** The episode terminates from here on. */
export const GOAL_POSITION = 0.5;

/** The initial position is uniform between these, unless a reset says otherwise; the initial velocity is 0. */
const START_LOW = -0.6;
const START_HIGH = -0.4;

/** MountainCar without a time limit. */
export class MountainCar implements Env {
  /** [position, velocity]; may be written between steps. */
  readonly variables = new Float64Array(2);
  readonly #observation = new Float32Array(2);
  readonly #result: StepResult;
  readonly #force: number;
  readonly #gravity: number;
  readonly #goalVelocity: number;
  readonly #initialState: InitialState;
  #started = false;

  /** Throws a RangeError unless force and gravity are positive, and the goal velocity is at least 0. */
  constructor(options: MountainCarOptions = {}) {
    const { force = FORCE, gravity = GRAVITY, goalVelocity = GOAL_VELOCITY, random } = options;
    for (const [name, value] of Object.entries({ force, gravity })) {
      if (!(value > 0 && value < Infinity)) {
        throw new RangeError(`${name} is ${value}; expected a positive number`);
      }
    }
    if (!(goalVelocity >= 0 && goalVelocity < Infinity)) {
      throw new RangeError(`goalVelocity is ${goalVelocity}; expected a number from 0`);
    }
    this.#force = force;
    this.#gravity = gravity;
    this.#goalVelocity = goalVelocity;
    this.#initialState = new InitialState('MountainCar', START_LOW, START_HIGH, random);
    this.#result = { observation: this.#observation, reward: -1, terminated: false, truncated: false };
  }

  /**
   * Draws the position from uniform(low, high), sets the velocity to 0, and returns the observation.
   *
   * Throws an Error at a first reset that has neither a seed nor a generator, a RangeError for bounds out of order.
   */
  reset(options?: ResetOptions): Float32Array {
    this.#initialState.draw(this.variables, 1, options);
    this.variables[1] = 0;
    this.#started = true;
    this.#observe();
    return this.#observation;
  }

  /**
   * Drives to the left (action 0), not at all (1) or to the right (2); the reward is always −1, `truncated` always false.
   *
   * Steps past the goal continue the motion. Throws a RangeError for another action and an Error before the first reset.
   */
  step(action: number): StepResult {
    if (action !== 0 && action !== 1 && action !== 2) {
      throw new RangeError(`action is ${action}; give 0 (drive left), 1 (coast) or 2 (drive right)`);
    }
    if (!this.#started) throw new Error('step before reset; call reset() first');
    this.#move((action - 1) * this.#force);
    this.#observe();

    const result = this.#result;
    result.reward = -1;
    result.terminated = this.variables[0] >= GOAL_POSITION && this.variables[1] >= this.#goalVelocity;
    result.truncated = false;
    return result;
  }

  /** One Euler step, the position with the new velocity. */
  #move(push: number): void {
    const variables = this.variables;
    const pushed = variables[1] + (push + cos(3 * variables[0]) * -this.#gravity);
    const velocity = Math.min(Math.max(pushed, -MAX_SPEED), MAX_SPEED);
    const position = Math.min(Math.max(variables[0] + velocity, MIN_POSITION), MAX_POSITION);
    variables[0] = position;
    variables[1] = position === MIN_POSITION && velocity < 0 ? 0 : velocity;
  }

  #observe(): void {
    this.#observation[0] = this.variables[0];
    this.#observation[1] = this.variables[1];
  }

  // --- saving and restoring ---

  /** With the random stream of the initial states, which is null before there is one. */
  state(): State {
    return { variables: this.variables, started: this.#started, random: this.#initialState.state() };
  }

  restore(saved: SavedState): void {
    saved.copyInto('variables', this.variables);
    this.#started = saved.boolean('started');
    this.#initialState.restore(saved.partOrNull('random'));
  }
}
