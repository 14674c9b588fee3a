/**
 * A training run, one named step at a time: the same calls in the same order as `TrainingRun.advance` and `DqnAgent.learn`
 * make them, with a stop between any two. For whoever wants to look at the numbers in between.
 */
import type { LearnMetrics } from '../agent/agent.ts';
import { DqnAgent } from '../agent/dqn.ts';
import type { TrainingRun } from './run.ts';

/** The steps of one update, which are the methods that `DqnAgent.learn` calls. */
export const LEARN_STEPS = [
  'sampleBatch',
  'computeTargets',
  'computeQValues',
  'computeLoss',
  'updatePriorities',
  'computeGradients',
  'clipGradients',
  'updateParameters',
] as const;
export type LearnStep = (typeof LEARN_STEPS)[number];

/**
 * The named steps of one pass through the loop of Algorithm 1.
 *
 *   learn      a whole update of an agent that is no `DqnAgent`
 *   finish     counts the step into its episode, and makes s′ the next s
 *   evaluate   one environment step of a greedy evaluation, or a row of metrics
 */
export type StepName = 'choose' | 'execute' | 'store' | LearnStep | 'learn' | 'sync' | 'finish' | 'evaluate';

/** Told of every update that a stepper makes. */
export interface UpdateObserver {
  /** The parameters are still what they were. */
  updateBegins(): void;
  /** The parameters were updated, and nobody has looked yet whether they are finite. */
  updateEnded(): void;
}

export class Stepper {
  readonly run: TrainingRun;
  /** What is next where something is half done; null elsewhere, where the run itself says it. */
  #underWay: StepName | null = null;
  readonly #observers: UpdateObserver[] = [];

  constructor(run: TrainingRun) {
    this.run = run;
  }

  /** What `advance` does next; null when the run is finished. */
  get next(): StepName | null {
    if (this.#underWay !== null) return this.#underWay;
    const { run } = this;
    if (run.finished) return null;
    if (run.updatesDue > 0) return this.#firstOfUpdate;
    return run.reportDue ? 'evaluate' : 'choose';
  }

  /** Whether nothing is half done: only then may the run be saved, or driven by `run.advance()`. */
  get atRest(): boolean {
    return this.#underWay === null;
  }

  observe(observer: UpdateObserver): void {
    this.#observers.push(observer);
  }

  /**
   * Takes one named step and returns its name.
   *
   * @throws DivergenceError as `TrainingRun.advance` does, and Error if the run is finished.
   */
  advance(): StepName {
    const step = this.next;
    if (step === null) throw new Error('the run is finished; there is no next step');
    this.#take(step);
    this.#underWay = this.#following(step);
    return step;
  }

  get #firstOfUpdate(): StepName {
    return this.run.agent instanceof DqnAgent ? LEARN_STEPS[0] : 'learn';
  }

  #take(step: StepName): void {
    const { run } = this;
    switch (step) {
      case 'choose':
      case 'execute':
      case 'store':
      case 'sync':
      case 'finish':
        run[step]();
        break;
      case 'evaluate':
        run.report();
        break;
      case 'learn':
        this.#beginUpdate();
        this.#endUpdate(run.agent.learn(run.step));
        break;
      default:
        this.#takeLearnStep(step);
    }
  }

  #takeLearnStep(step: LearnStep): void {
    const { run } = this;
    const { agent } = run;
    if (!(agent instanceof DqnAgent)) throw new Error(`this agent has no step of the name ${step}`);
    if (step === LEARN_STEPS[0]) this.#beginUpdate();
    agent[step](run.step);
    if (step === LEARN_STEPS[LEARN_STEPS.length - 1]) this.#endUpdate(agent.metrics);
  }

  #beginUpdate(): void {
    for (const observer of this.#observers) observer.updateBegins();
  }

  #endUpdate(metrics: Readonly<LearnMetrics>): void {
    for (const observer of this.#observers) observer.updateEnded();
    this.run.recordUpdate(metrics);
  }

  /** What comes after a step; null where nothing is half done then. */
  #following(step: StepName): StepName | null {
    switch (step) {
      case 'choose':
        return 'execute';
      case 'execute':
        return 'store';
      case 'sync':
        return 'finish';
      case 'finish':
      case 'evaluate':
        return null;
      case 'store':
        return this.run.updatesDue > 0 ? this.#firstOfUpdate : 'sync';
      case 'learn':
      case 'updateParameters':
        return this.run.updatesDue > 0 ? null : 'sync';
      default:
        return LEARN_STEPS[LEARN_STEPS.indexOf(step) + 1];
    }
  }
}
