/**
 * Two links hang from a pivot, like a gymnast from a bar; bend the joint between them to swing the tip up.
 *
 * Source: R. S. Sutton, "Generalization in Reinforcement Learning: Successful Examples Using Sparse Coarse Coding", NIPS
 * 1996; the equations as corrected in R. S. Sutton & A. G. Barto, "Reinforcement Learning", 1998, Section 11.3. The order
 * of the operations, the integrator, the start, the rewards and the limits are those of Acrobot-v1 in Gymnasium 1.4.
 *
 * Deviations from Gymnasium: the first reset needs a seed or a generator, because no run starts from chance; sine and
 * cosine are our own (see `trigonometry.ts`), and in double precision also in the first observation of an episode; the
 * tip must rise one length of the first link above the pivot, which is 1 m there.
 */
import type { Generator } from '../../random.ts';
import type { SavedState, State } from '../../state.ts';
import type { Env, ResetOptions, StepResult } from '../env.ts';
import { InitialState } from '../initial-state.ts';
import { cos, MAX_ANGLE, sin } from '../trigonometry.ts';

export interface AcrobotOptions {
  /** m/s², default 9.8. */
  readonly gravity?: number;
  /** kg, default 1: of the link at the pivot. */
  readonly mass1?: number;
  /** kg, default 1: of the other link. */
  readonly mass2?: number;
  /** m, default 1: of the link at the pivot. */
  readonly length1?: number;
  /** m, default 1: of the other link. */
  readonly length2?: number;
  /** kg m², default 1: of each link about its centre of mass, which is in its middle. */
  readonly inertia?: number;
  /** N m, default 1: on the joint between the links, in either direction. */
  readonly torque?: number;
  /** Draws the initial states until a reset brings a seed. */
  readonly random?: Generator;
}

/** m/s². */
export const GRAVITY = 9.8;
/** kg, of each link. */
export const LINK_MASS = 1;
/** m, of each link. */
export const LINK_LENGTH = 1;
/** kg m², of each link about its centre of mass: twelve times that of a uniform rod. */
export const LINK_INERTIA = 1;
/** N m. */
export const TORQUE = 1;
/** s between two steps. */
export const STEP_SECONDS = 0.2;
/** rad/s, of the first link. */
export const MAX_SPEED_1 = 4 * Math.PI;
/** rad/s, of the second link against the first. */
export const MAX_SPEED_2 = 9 * Math.PI;

/** Each entry of the initial state is uniform between −START and START, unless a reset says otherwise. */
const START = 0.1;

/** Where the classical Runge-Kutta method looks at the derivatives: after so many seconds, and with what weight. */
const STAGE_SECONDS = [0, STEP_SECONDS / 2, STEP_SECONDS / 2, STEP_SECONDS];
const STAGE_WEIGHTS = [1, 2, 2, 1];

/** Acrobot without a time limit. */
export class Acrobot implements Env {
  /**
   * [theta1 (rad, 0 hangs down), theta2 (rad, of the second link against the first), theta1Dot, theta2Dot (rad/s)]; may be
   * written between steps.
   */
  readonly variables = new Float64Array(4);
  /** [cos theta1, sin theta1, cos theta2, sin theta2, theta1Dot, theta2Dot] */
  readonly #observation = new Float32Array(6);
  readonly #result: StepResult;
  readonly #gravity: number;
  readonly #mass1: number;
  readonly #mass2: number;
  readonly #length1: number;
  readonly #length2: number;
  readonly #inertia: number;
  readonly #torque: number;
  readonly #initialState: InitialState;
  /** Of the Runge-Kutta method: the state where derivatives are taken, these, and their weighted sum (4 each). */
  readonly #stage = new Float64Array(4);
  readonly #derivatives = new Float64Array(4);
  readonly #sum = new Float64Array(4);
  #started = false;

  /** Throws a RangeError for a constant that is not positive and finite. */
  constructor(options: AcrobotOptions = {}) {
    const {
      gravity = GRAVITY,
      mass1 = LINK_MASS,
      mass2 = LINK_MASS,
      length1 = LINK_LENGTH,
      length2 = LINK_LENGTH,
      inertia = LINK_INERTIA,
      torque = TORQUE,
      random,
    } = options;
    const constants = { gravity, mass1, mass2, length1, length2, inertia, torque };
    for (const [name, value] of Object.entries(constants)) {
      if (!(value > 0 && value < Infinity)) {
        throw new RangeError(`${name} is ${value}; expected a positive number`);
      }
    }
    this.#gravity = gravity;
    this.#mass1 = mass1;
    this.#mass2 = mass2;
    this.#length1 = length1;
    this.#length2 = length2;
    this.#inertia = inertia;
    this.#torque = torque;
    this.#initialState = new InitialState('Acrobot', -START, START, random);
    this.#result = { observation: this.#observation, reward: 0, terminated: false, truncated: false };
  }

  /**
   * Draws theta1, theta2, theta1Dot and theta2Dot, in this order, from uniform(low, high), rounds them to float32, and
   * returns the observation.
   *
   * Throws an Error at a first reset that has neither a seed nor a generator, a RangeError for bounds out of order.
   */
  reset(options?: ResetOptions): Float32Array {
    const variables = this.variables;
    this.#initialState.draw(variables, 4, options);
    for (let k = 0; k < 4; k++) variables[k] = Math.fround(variables[k]);
    this.#started = true;
    this.#observe();
    return this.#observation;
  }

  /**
   * A torque of −1 (action 0), 0 (1) or 1 N m (2) on the joint for 0.2 s; `truncated` is always false.
   *
   * The reward is 0 once the tip is high enough, else −1. Steps past termination continue the motion. Throws a
   * RangeError for another action and an Error before the first reset.
   */
  step(action: number): StepResult {
    if (action !== 0 && action !== 1 && action !== 2) {
      throw new RangeError(`action is ${action}; give 0 (torque −1), 1 (none) or 2 (torque 1)`);
    }
    if (!this.#started) throw new Error('step before reset; call reset() first');
    this.#move((action - 1) * this.#torque);
    this.#observe();

    const result = this.#result;
    const theta1 = this.variables[0];
    const theta2 = this.variables[1];
    result.terminated = -this.#length1 * cos(theta1) - this.#length2 * cos(theta2 + theta1) > this.#length1;
    result.reward = result.terminated ? 0 : -1;
    result.truncated = false;
    return result;
  }

  /** One step of the classical Runge-Kutta method of order 4 under a torque (N m). */
  #move(torque: number): void {
    const variables = this.variables;
    const stage = this.#stage;
    const derivatives = this.#derivatives;
    const sum = this.#sum;
    derivatives.fill(0);
    sum.fill(0);
    for (let s = 0; s < 4; s++) {
      for (let k = 0; k < 4; k++) stage[k] = variables[k] + STAGE_SECONDS[s] * derivatives[k];
      this.#differentiate(torque);
      for (let k = 0; k < 4; k++) sum[k] += STAGE_WEIGHTS[s] * derivatives[k];
    }
    for (let k = 0; k < 4; k++) variables[k] += (STEP_SECONDS / 6) * sum[k];
    variables[0] = wrap(variables[0]);
    variables[1] = wrap(variables[1]);
    variables[2] = clamp(variables[2], MAX_SPEED_1);
    variables[3] = clamp(variables[3], MAX_SPEED_2);
  }

  /** The derivatives of `#stage` by time, in `#derivatives`; d1, d2, phi1 and phi2 are those of the book. */
  #differentiate(torque: number): void {
    const theta1 = this.#stage[0];
    const theta2 = this.#stage[1];
    const theta1Dot = this.#stage[2];
    const theta2Dot = this.#stage[3];
    const gravity = this.#gravity;
    const mass1 = this.#mass1;
    const mass2 = this.#mass2;
    const length1 = this.#length1;
    const inertia = this.#inertia;
    const centre1 = this.#length1 / 2;
    const centre2 = this.#length2 / 2;
    const cosTheta2 = cos(theta2);
    const sinTheta2 = sin(theta2);

    const d1 =
      mass1 * (centre1 * centre1) +
      mass2 * (length1 * length1 + centre2 * centre2 + 2 * length1 * centre2 * cosTheta2) +
      inertia +
      inertia;
    const d2 = mass2 * (centre2 * centre2 + length1 * centre2 * cosTheta2) + inertia;
    const phi2 = mass2 * centre2 * gravity * cos(theta1 + theta2 - Math.PI / 2);
    const phi1 =
      -mass2 * length1 * centre2 * (theta2Dot * theta2Dot) * sinTheta2 -
      2 * mass2 * length1 * centre2 * theta2Dot * theta1Dot * sinTheta2 +
      (mass1 * centre1 + mass2 * length1) * gravity * cos(theta1 - Math.PI / 2) +
      phi2;
    const theta2Acceleration =
      (torque + (d2 / d1) * phi1 - mass2 * length1 * centre2 * (theta1Dot * theta1Dot) * sinTheta2 - phi2) /
      (mass2 * (centre2 * centre2) + inertia - (d2 * d2) / d1);

    const derivatives = this.#derivatives;
    derivatives[0] = theta1Dot;
    derivatives[1] = theta2Dot;
    derivatives[2] = -(d2 * theta2Acceleration + phi1) / d1;
    derivatives[3] = theta2Acceleration;
  }

  #observe(): void {
    const observation = this.#observation;
    const variables = this.variables;
    observation[0] = cos(variables[0]);
    observation[1] = sin(variables[0]);
    observation[2] = cos(variables[1]);
    observation[3] = sin(variables[1]);
    observation[4] = variables[2];
    observation[5] = variables[3];
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

/** The same angle between −π and π, by whole turns as in Gymnasium; NaN beyond the angles of `trigonometry.ts`. */
function wrap(angle: number): number {
  if (!(Math.abs(angle) <= MAX_ANGLE)) return NaN;
  let wrapped = angle;
  while (wrapped > Math.PI) wrapped -= 2 * Math.PI;
  while (wrapped < -Math.PI) wrapped += 2 * Math.PI;
  return wrapped;
}

const clamp = (value: number, bound: number) => Math.min(Math.max(value, -bound), bound);
