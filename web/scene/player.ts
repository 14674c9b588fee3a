/**
 * Plays episodes of a task one step at a time, for the agent, for a person, or by chance.
 *
 * The rewards are those of evaluations, so that returns of people and of every agent compare.
 */
import { argmax } from '../../src/agent/q-function.ts';
import type { Env } from '../../src/env/env.ts';
import { Environment } from '../../src/env/environment.ts';
import { taskNamed } from '../../src/env/registry.ts';
import { TimeLimit } from '../../src/env/time-limit.ts';
import type { PolicySettings } from '../../src/experiment/policy.ts';
import { Generator, SeedSequence } from '../../src/random.ts';
import type { EndWords, TaskView } from '../tasks/task-view.ts';
import { viewOf } from '../tasks/views.ts';
import { Steering } from './steering.ts';

/** `run` shows the training episode; where there is no training under way, the agent drives. */
export type Driver = 'run' | 'agent' | 'you' | 'chance';
export const DRIVERS: readonly Driver[] = ['run', 'agent', 'you', 'chance'];

/** A state of the training, which is shown in place of an episode of the player's own. */
export interface Watched {
  /** Not scaled. */
  readonly observation: Float32Array;
  /** Null if none is chosen yet. */
  readonly action: number | null;
  readonly caption: string;
  readonly isExploring: boolean;
}

/** A finished episode. */
export interface EpisodeRecord {
  /** What `reset({ seed })` started it from. */
  readonly seed: number;
  /** Everyone who acted, in the order in which they came. */
  readonly drivers: readonly Driver[];
  readonly steps: number;
  readonly return: number;
  readonly ending: EndWords;
  /** How often the learner struck. */
  readonly strikes: number;
}

/** What the player asks of a network: Q of a state that is not scaled. */
export interface StateValues {
  values(state: ArrayLike<number>): Float32Array;
}

/** The task, and what of it may be set. */
export type PlayedTask = Pick<PolicySettings, 'env' | 'envOptions' | 'maxEpisodeSteps'>;

/** Seeds are 0 … SEED_COUNT − 1: short enough to be typed into another program. */
const SEED_COUNT = 1_000_000;
/** How many actions `recentShare` looks at: single ones alternate too fast to be seen. */
const RECENT_ACTIONS = 5;

const nameOf = ({ env, envOptions = {}, maxEpisodeSteps = 0 }: PlayedTask) =>
  JSON.stringify([env, envOptions, maxEpisodeSteps]);

export class EpisodePlayer {
  /** The driver that was chosen; see `acting`. */
  driver: Driver = 'run';
  /** null as long as there is no network. */
  policy: StateValues | null = null;
  readonly steering = new Steering();
  view!: TaskView;
  /** Q(s, ·) as `look` found it; of no meaning without a network. */
  q!: Float32Array;
  /** s as an agent sees it, not scaled, and what it was one step before. */
  observation!: Float32Array;
  previous!: Float32Array;
  #playing = '';
  #environment!: Environment;
  #inner!: Env;
  #env!: TimeLimit;
  readonly #seeds: Generator;
  readonly #chance: Generator;
  #seed = 0;
  #drivers: Driver[] = [];
  #recent: number[] = [];
  #chanceAction = 0;
  #steps = 0;
  #return = 0;
  #strikes = 0;
  #ended: EpisodeRecord | null = null;
  #watched: Watched | null = null;

  /** Begins the first episode. Equal seeds give the same sequence of episodes. */
  constructor(task: PlayedTask, seed: number) {
    const [seeds, chance] = new SeedSequence(seed).spawn(2);
    this.#seeds = new Generator(seeds);
    this.#chance = new Generator(chance);
    this.play(task);
  }

  /** Begins an episode of this task unless it is the one that is played, and says whether it did. */
  play(task: PlayedTask): boolean {
    const playing = nameOf(task);
    if (playing === this.#playing) return false;
    this.#playing = playing;
    const environment = new Environment(taskNamed(task.env), task);
    const { task: played, options, spec } = environment;
    this.#environment = environment;
    // Its random numbers are those of the seed of each episode.
    const make = played.makeForEvaluation ?? played.make;
    this.#inner = make.call(played, new Generator(0), options);
    this.#env = new TimeLimit(this.#inner, spec.maxEpisodeSteps);
    this.view = viewOf(task.env);
    this.q = new Float32Array(spec.actionCount);
    this.observation = new Float32Array(spec.observationSize);
    this.previous = new Float32Array(spec.observationSize);
    this.begin();
    return true;
  }

  /** Steps after which an episode is truncated. */
  get limit(): number {
    return this.#environment.spec.maxEpisodeSteps;
  }

  get seed(): number {
    return this.#seed;
  }

  /** Of this episode so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Sum of the rewards of this episode so far. */
  get episodeReturn(): number {
    return this.#return;
  }

  /** This episode, once it is over. */
  get ended(): EpisodeRecord | null {
    return this.#ended;
  }

  /** What is shown of the training; null if it is an episode of the player's own. */
  get watched(): Watched | null {
    return this.#watched;
  }

  /** Shows a state of the training; null goes on with an episode of the player's own. */
  watch(watched: Watched | null): void {
    const wasWatching = this.#watched !== null;
    this.#watched = watched;
    if (watched === null) {
      if (wasWatching) this.begin();
      return;
    }
    this.#ended = null;
    this.previous.set(watched.observation);
    this.#see(watched.observation);
  }

  /** Who really acts: without a network it is chance in place of the agent. */
  get acting(): Driver {
    if (this.#watched !== null) return 'run';
    if (this.driver === 'you' || this.driver === 'chance') return this.driver;
    return this.policy === null ? 'chance' : 'agent';
  }

  /** Whether nothing can happen before a person has pressed a key. */
  get waiting(): boolean {
    return this.#ended === null && this.driver === 'you' && this.steering.action === null;
  }

  /** The action that comes next; null where there is none. For the agent it is of the last `look`. */
  get action(): number | null {
    if (this.#watched !== null) return this.#watched.action;
    if (this.#ended !== null) return null;
    const { acting } = this;
    if (acting === 'you') return this.steering.action;
    return acting === 'agent' ? argmax(this.q, 0, this.q.length) : this.#chanceAction;
  }

  /** Changes the driver in the middle of an episode; a person then begins with a new press. */
  drive(driver: Driver): void {
    if (driver === this.driver) return;
    this.driver = driver;
    this.steering.forget();
  }

  /** Gives up the episode under way, if there is one, and starts from the next seed. */
  begin(): void {
    this.#seed = this.#seeds.integers(0, SEED_COUNT);
    this.#see(this.#env.reset({ seed: this.#seed }));
    this.previous.set(this.observation);
    this.#drawChance();
    this.#drivers = [];
    this.#recent = [];
    this.#steps = 0;
    this.#return = 0;
    this.#strikes = 0;
    this.#ended = null;
    this.steering.begin(this.view.actions);
  }

  /** Finds Q(s, ·) with the parameters that the network has now. */
  look(): void {
    if (this.policy !== null) this.q.set(this.policy.values(this.observation));
  }

  /** One step of the environment, if it can be taken. Returns the episode if this was its last. */
  step(): EpisodeRecord | null {
    this.look();
    const { action, acting } = this;
    if (action === null) return null;
    if (!this.#drivers.includes(acting)) this.#drivers.push(acting);
    this.#recent = [...this.#recent.slice(1 - RECENT_ACTIONS), action];
    this.steering.taken();
    const { observation, reward, terminated, truncated } = this.#env.step(action);
    this.previous.set(this.observation);
    this.#see(observation);
    this.#steps++;
    this.#return += reward;
    this.#drawChance();
    if (terminated || truncated) this.#ended = this.#record(terminated);
    return this.#ended;
  }

  /** A blow as `Task.push` has it; it can be seen at once. */
  strike(size: number): void {
    const { push } = this.#environment.task;
    const { strike } = this.view;
    if (this.#watched !== null || this.#ended !== null || push === undefined || strike === null) return;
    push.strike(this.#inner, size);
    this.observation[strike.entry] += size;
    this.#strikes++;
  }

  /** Which part of the last few actions was this one, from 0 to 1. */
  recentShare(action: number): number {
    if (this.#watched !== null) return Number(this.#watched.action === action);
    return this.#recent.filter((recent) => recent === action).length / RECENT_ACTIONS;
  }

  #see(observation: Float32Array): void {
    this.observation.set(observation);
  }

  #drawChance(): void {
    this.#chanceAction = this.#chance.integers(0, this.q.length);
  }

  #record(terminated: boolean): EpisodeRecord {
    const { endings, timeLimit } = this.view;
    return {
      seed: this.#seed,
      drivers: this.#drivers,
      steps: this.#steps,
      return: this.#return,
      ending: terminated ? endings[this.#environment.diagnosis.endingOf(this.observation)] : timeLimit,
      strikes: this.#strikes,
    };
  }
}
