/**
 * Plays episodes of CartPole one step at a time, for the agent, for a person, or by chance.
 *
 * The rewards are those of evaluations, 1 for each step, so that returns of people and of every agent compare.
 */
import { argmax } from '../../src/agent/q-function.ts';
import { CartPole, X_THRESHOLD } from '../../src/env/cart-pole/cart-pole.ts';
import { taskNamed } from '../../src/env/registry.ts';
import type { EnvSpec } from '../../src/env/task.ts';
import { TimeLimit } from '../../src/env/time-limit.ts';
import { Generator, SeedSequence } from '../../src/random.ts';
import { type Action, Steering } from './steering.ts';

export type Driver = 'agent' | 'you' | 'chance';
export const DRIVERS: readonly Driver[] = ['agent', 'you', 'chance'];

/** The pole leaned too far, the cart left the track, or it went on to the limit of steps. */
export type Ending = 'fell' | 'left' | 'held';

/** A finished episode. */
export interface EpisodeRecord {
  /** What `reset({ seed })` started it from. */
  readonly seed: number;
  /** Everyone who pushed, in the order in which they came. */
  readonly drivers: readonly Driver[];
  readonly return: number;
  readonly ending: Ending;
  /** How often the learner struck the pole. */
  readonly strikes: number;
}

/** What the player asks of a network: Q of a state that is not scaled. */
export interface StateValues {
  values(state: ArrayLike<number>): Float32Array;
}

const ACTION_COUNT = 2;
/** Seeds are 0 … SEED_COUNT − 1: short enough to be typed into another program. */
const SEED_COUNT = 1_000_000;
/** How many pushes `pushShare` looks at: single ones alternate too fast to be seen. */
const RECENT_PUSHES = 5;

export class EpisodePlayer {
  /** The driver that was chosen; see `pushing`. */
  driver: Driver = 'agent';
  /** null as long as there is no network. */
  policy: StateValues | null = null;
  readonly steering = new Steering();
  /** Q(s, ·) as `look` found it; of no meaning without a network. */
  readonly q = new Float32Array(ACTION_COUNT);
  #spec!: EnvSpec;
  #cartPole!: CartPole;
  #env!: TimeLimit;
  readonly #seeds: Generator;
  readonly #chance: Generator;
  /** s as an agent sees it: the variables in float32. */
  readonly #observation = new Float32Array(4);
  #seed = 0;
  #drivers: Driver[] = [];
  #recent: number[] = [];
  #chancePush = 0;
  #return = 0;
  #strikes = 0;
  #ended: EpisodeRecord | null = null;

  /** Begins the first episode. Equal seeds give the same sequence of episodes. */
  constructor(env: string, seed: number) {
    const [seeds, chance] = new SeedSequence(seed).spawn(2);
    this.#seeds = new Generator(seeds);
    this.#chance = new Generator(chance);
    this.play(env);
  }

  /** Begins an episode in the environment of this name. */
  play(env: string): void {
    this.#spec = taskNamed(env).spec;
    this.#cartPole = new CartPole();
    this.#env = new TimeLimit(this.#cartPole, this.#spec.maxEpisodeSteps);
    this.begin();
  }

  get env(): string {
    return this.#spec.id;
  }

  /** Steps after which an episode has been held. */
  get limit(): number {
    return this.#spec.maxEpisodeSteps;
  }

  /** [x (m), xDot (m/s), theta (rad), thetaDot (rad/s)] now: a live view. */
  get state(): Readonly<Float64Array> {
    return this.#cartPole.variables;
  }

  get seed(): number {
    return this.#seed;
  }

  /** Sum of the rewards of this episode so far. */
  get episodeReturn(): number {
    return this.#return;
  }

  /** This episode, once it is over. */
  get ended(): EpisodeRecord | null {
    return this.#ended;
  }

  /** Who really pushes: without a network it is chance in place of the agent. */
  get pushing(): Driver {
    return this.driver === 'agent' && this.policy === null ? 'chance' : this.driver;
  }

  /** Whether nothing can happen before a person has pressed a direction. */
  get waiting(): boolean {
    return this.#ended === null && this.driver === 'you' && this.steering.direction === null;
  }

  /** The push that comes next; null where there is none. For the agent it is of the last `look`. */
  get action(): Action | null {
    if (this.#ended !== null) return null;
    const { pushing } = this;
    if (pushing === 'you') return this.steering.direction;
    return (pushing === 'agent' ? argmax(this.q, 0, ACTION_COUNT) : this.#chancePush) as Action;
  }

  /** Changes the driver where the cart is; a person then begins with a new press. */
  drive(driver: Driver): void {
    if (driver === this.driver) return;
    this.driver = driver;
    this.steering.forget();
  }

  /** Gives up the episode under way, if there is one, and starts from the next seed. */
  begin(): void {
    this.#seed = this.#seeds.integers(0, SEED_COUNT);
    this.#env.reset({ seed: this.#seed });
    this.#chancePush = this.#chance.integers(0, ACTION_COUNT);
    this.#drivers = [];
    this.#recent = [];
    this.#return = 0;
    this.#strikes = 0;
    this.#ended = null;
    this.steering.forget();
  }

  /** Finds Q(s, ·) with the parameters that the network has now. */
  look(): void {
    if (this.policy === null) return;
    this.#observation.set(this.#cartPole.variables);
    const values = this.policy.values(this.#observation);
    for (let a = 0; a < ACTION_COUNT; a++) this.q[a] = values[a];
  }

  /** One step of the environment, if it can be taken. Returns the episode if this was its last. */
  step(): EpisodeRecord | null {
    this.look();
    const { action, pushing } = this;
    if (action === null) return null;
    if (!this.#drivers.includes(pushing)) this.#drivers.push(pushing);
    this.#recent = [...this.#recent.slice(1 - RECENT_PUSHES), action];
    const { reward, terminated, truncated } = this.#env.step(action);
    this.#return += reward;
    this.#chancePush = this.#chance.integers(0, ACTION_COUNT);
    if (terminated || truncated) this.#ended = this.#record(terminated);
    return this.#ended;
  }

  /** Strikes the pole, which changes its angular velocity by `change` (rad/s, clockwise positive) and nothing else. */
  strike(change: number): void {
    if (this.#ended !== null) return;
    this.#cartPole.variables[3] += change;
    this.#strikes++;
  }

  /** Which part of the last few pushes went this way, from 0 to 1. */
  pushShare(action: Action): number {
    return this.#recent.filter((push) => push === action).length / RECENT_PUSHES;
  }

  #record(terminated: boolean): EpisodeRecord {
    const left = Math.abs(this.#cartPole.variables[0]) > X_THRESHOLD;
    return {
      seed: this.#seed,
      drivers: this.#drivers,
      return: this.#return,
      ending: terminated ? (left ? 'left' : 'fell') : 'held',
      strikes: this.#strikes,
    };
  }
}
