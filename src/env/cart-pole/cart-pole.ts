/**
 * A pole stands on a cart; push the cart left or right so that the pole does not fall.
 *
 * Source: A. G. Barto, R. S. Sutton & C. W. Anderson, "Neuronlike adaptive elements that can solve difficult learning
 * control problems", IEEE Trans. Syst. Man Cybern. 13(5), 1983, without its friction; the equations in the form of
 * R. V. Florian, "Correct equations for the dynamics of the cart-pole system", 2005, eq. 23 and 24. The order of the
 * operations, the start, the rewards and the limits are those of CartPole in Gymnasium 1.4, so states agree to the last
 * bit wherever `sin` and `cos` do.
 *
 * Deviations from Gymnasium: the first reset needs a seed or a generator, because no run starts from chance; sine and
 * cosine are our own (see `trigonometry.ts`).
 */
import type { Generator } from '../../random.ts';
import type { SavedState, State } from '../../state.ts';
import type { Env, ResetOptions, StepResult } from '../env.ts';
import { InitialState } from '../initial-state.ts';
import { cos, sin } from '../trigonometry.ts';

export const KINEMATICS_INTEGRATORS = ['euler', 'semi-implicit euler'] as const;

const PHASES = ['before reset', 'balancing', 'fallen'] as const;

export interface CartPoleOptions {
  /** m/s², default 9.8. */
  readonly gravity?: number;
  /** kg, default 1. */
  readonly cartMass?: number;
  /** kg, default 0.1. */
  readonly poleMass?: number;
  /** m, default 0.5: from the pivot to the pole's centre of mass. The pole is twice as long. */
  readonly length?: number;
  /** N, default 10: of a push. */
  readonly force?: number;
  /** Reward 0 for each step and −1 for the fall, as Barto et al. had it, instead of 1 for each step. */
  readonly suttonBartoReward?: boolean;
  /** Default 'euler': positions move with the old velocities; 'semi-implicit euler': with the new ones. */
  readonly kinematicsIntegrator?: (typeof KINEMATICS_INTEGRATORS)[number];
  /** Draws the initial states until a reset brings a seed. */
  readonly random?: Generator;
}

/** m/s². */
export const GRAVITY = 9.8;
/** kg. */
export const CART_MASS = 1;
/** kg. */
export const POLE_MASS = 0.1;
/** m, from the pivot to the pole's centre of mass: the pole is twice as long. */
export const HALF_POLE_LENGTH = 0.5;
/** N. */
export const FORCE = 10;
/** s between two steps. */
export const STEP_SECONDS = 0.02;
/** m: the episode terminates when the cart is farther from the middle than this. */
export const X_THRESHOLD = 2.4;
/** rad, 12°: the episode terminates when the pole leans more than this. */
export const THETA_THRESHOLD = (12 * 2 * Math.PI) / 360;

/** Each entry of the initial state is uniform between −START and START, unless a reset says otherwise. */
const START = 0.05;

/** CartPole without a time limit. */
export class CartPole implements Env {
  /** [x (m), xDot (m/s), theta (rad from upright, clockwise positive), thetaDot (rad/s)]; may be written between steps. */
  readonly variables = new Float64Array(4);
  readonly #observation = new Float32Array(4);
  readonly #result: StepResult;
  readonly #stepReward: number;
  readonly #fallReward: number;
  readonly #rewardAfterFall: number;
  readonly #semiImplicit: boolean;
  readonly #gravity: number;
  readonly #poleMass: number;
  readonly #length: number;
  readonly #force: number;
  readonly #totalMass: number;
  readonly #poleMassLength: number;
  readonly #initialState: InitialState;
  #phase: (typeof PHASES)[number] = 'before reset';

  /** Throws a RangeError for an unknown integrator, or a constant that is not positive and finite. */
  constructor(options: CartPoleOptions = {}) {
    const { suttonBartoReward = false, kinematicsIntegrator = 'euler', random } = options;
    const {
      gravity = GRAVITY,
      cartMass = CART_MASS,
      poleMass = POLE_MASS,
      length = HALF_POLE_LENGTH,
      force = FORCE,
    } = options;
    for (const [name, value] of Object.entries({ gravity, cartMass, poleMass, length, force })) {
      if (!(value > 0 && value < Infinity)) {
        throw new RangeError(`${name} is ${value}; expected a positive number`);
      }
    }
    if (!KINEMATICS_INTEGRATORS.includes(kinematicsIntegrator)) {
      throw new RangeError(
        `kinematicsIntegrator is ${kinematicsIntegrator}; give one of ${KINEMATICS_INTEGRATORS.join(', ')}`,
      );
    }
    this.#gravity = gravity;
    this.#poleMass = poleMass;
    this.#length = length;
    this.#force = force;
    this.#totalMass = poleMass + cartMass;
    this.#poleMassLength = poleMass * length;
    this.#stepReward = suttonBartoReward ? 0 : 1;
    this.#fallReward = suttonBartoReward ? -1 : 1;
    this.#rewardAfterFall = suttonBartoReward ? -1 : 0;
    this.#semiImplicit = kinematicsIntegrator === 'semi-implicit euler';
    this.#initialState = new InitialState('CartPole', -START, START, random);
    this.#result = { observation: this.#observation, reward: 0, terminated: false, truncated: false };
  }

  /**
   * Draws x, xDot, theta and thetaDot, in this order, from uniform(low, high), and returns the observation.
   *
   * Throws an Error at a first reset that has neither a seed nor a generator, a RangeError for bounds out of order.
   */
  reset(options?: ResetOptions): Float32Array {
    this.#initialState.draw(this.variables, 4, options);
    this.#phase = 'balancing';
    this.#observe();
    return this.#observation;
  }

  /**
   * Pushes to the left (action 0) or right (action 1) for 0.02 s; `truncated` is always false.
   *
   * Steps past termination continue the motion; they earn 0, or −1 with `suttonBartoReward`, while the pole is down.
   * Throws a RangeError for another action and an Error before the first reset.
   */
  step(action: number): StepResult {
    // Free of branches on the action, here and in the force: a random one is mispredicted every other time.
    if ((action & 1) !== action) {
      throw new RangeError(`action is ${action}; give 0 (push left) or 1 (push right)`);
    }
    if (this.#phase === 'before reset') throw new Error('step before reset; call reset() first');
    this.#move((2 * action - 1) * this.#force);
    this.#observe();

    const result = this.#result;
    const x = this.variables[0];
    const theta = this.variables[2];
    const fell = x < -X_THRESHOLD || x > X_THRESHOLD || theta < -THETA_THRESHOLD || theta > THETA_THRESHOLD;
    if (!fell) {
      result.reward = this.#stepReward;
    } else {
      result.reward = this.#phase === 'balancing' ? this.#fallReward : this.#rewardAfterFall;
      this.#phase = 'fallen';
    }
    result.terminated = fell;
    result.truncated = false;
    return result;
  }

  /** One Euler step under a horizontal force (N). */
  #move(force: number): void {
    const variables = this.variables;
    const x = variables[0];
    const xDot = variables[1];
    const theta = variables[2];
    const thetaDot = variables[3];
    const sinTheta = sin(theta);
    const cosTheta = cos(theta);

    const totalMass = this.#totalMass;
    const poleMassLength = this.#poleMassLength;
    const push = (force + poleMassLength * (thetaDot * thetaDot) * sinTheta) / totalMass;
    const thetaAcceleration =
      (this.#gravity * sinTheta - cosTheta * push) /
      (this.#length * (4 / 3 - (this.#poleMass * (cosTheta * cosTheta)) / totalMass));
    const xAcceleration = push - (poleMassLength * thetaAcceleration * cosTheta) / totalMass;

    const newXDot = xDot + STEP_SECONDS * xAcceleration;
    const newThetaDot = thetaDot + STEP_SECONDS * thetaAcceleration;
    variables[0] = x + STEP_SECONDS * (this.#semiImplicit ? newXDot : xDot);
    variables[1] = newXDot;
    variables[2] = theta + STEP_SECONDS * (this.#semiImplicit ? newThetaDot : thetaDot);
    variables[3] = newThetaDot;
  }

  #observe(): void {
    const observation = this.#observation;
    const variables = this.variables;
    observation[0] = variables[0];
    observation[1] = variables[1];
    observation[2] = variables[2];
    observation[3] = variables[3];
  }

  // --- saving and restoring ---

  /** With the random stream of the initial states, which is null before there is one. */
  state(): State {
    return { variables: this.variables, phase: this.#phase, random: this.#initialState.state() };
  }

  restore(saved: SavedState): void {
    saved.copyInto('variables', this.variables);
    this.#phase = saved.choice('phase', PHASES);
    this.#initialState.restore(saved.partOrNull('random'));
  }
}
