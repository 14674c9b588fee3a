/**
 * A training run, one named step at a time: the steps of `TrainingRun.act`, of each update that is due and of
 * `TrainingRun.conclude`. It is for looking at the numbers in between.
 */
import { type Step, stepsOf } from '../agent/steps.ts';
import type { TrainingRun } from './run.ts';

export class Stepper {
  readonly run: TrainingRun;
  readonly #act: readonly Step[];
  readonly #conclude: readonly Step[];
  /** The steps that it is in the middle of, and how many of them are taken; null where the run can be left. */
  #underWay: readonly Step[] | null = null;
  #taken = 0;
  readonly #beginnings: (() => void)[] = [];
  readonly #ends: (() => void)[] = [];

  constructor(run: TrainingRun) {
    this.run = run;
    this.#act = stepsOf(run, run.act);
    this.#conclude = stepsOf(run, run.conclude);
  }

  /**
   * The name of the step that `advance` takes next, or `measure` for one environment step of an evaluation or a row of metrics;
   * null when the run is finished.
   */
  get next(): string | null {
    if (this.atRest && this.run.finished) return null;
    if (this.atRest && this.run.measureDue) return 'measure';
    return this.#steps[this.#taken].name;
  }

  /** Whether nothing is half done: only then may the run be saved, or driven by `run.advance()`. */
  get atRest(): boolean {
    return this.#underWay === null;
  }

  /** Calls `begins` before the first step of each update, and `ends` after the last. */
  onUpdate(begins: () => void, ends: () => void): void {
    this.#beginnings.push(begins);
    this.#ends.push(ends);
  }

  /**
   * Takes one named step and returns its name.
   *
   * @throws DivergenceError as `TrainingRun.advance` does, and Error if the run is finished.
   */
  advance(): string {
    const { next } = this;
    if (next === null) throw new Error('the run is finished; there is no next step');
    if (next === 'measure') this.run.measure();
    else this.#take();
    return next;
  }

  get #steps(): readonly Step[] {
    const { agent, updatesDue } = this.run;
    return this.#underWay ?? (updatesDue > 0 ? agent.updateSteps : this.#act);
  }

  #take(): void {
    const { run } = this;
    const steps = this.#steps;
    const isUpdate = steps !== this.#act && steps !== this.#conclude;
    if (isUpdate && this.#taken === 0) for (const begins of this.#beginnings) begins();
    steps[this.#taken].take(run.step);
    this.#taken++;
    this.#underWay = steps;
    if (this.#taken < steps.length) return;
    this.#taken = 0;
    if (isUpdate) for (const ends of this.#ends) ends();
    if (isUpdate) run.recordUpdate(run.agent.metrics);
    this.#underWay = this.#following(steps);
  }

  /** What comes after these steps as a part of the same `advance` of the run; null where it can be left. */
  #following(steps: readonly Step[]): readonly Step[] | null {
    if (steps === this.#conclude) return null;
    if (this.run.updatesDue === 0) return this.#conclude;
    return steps === this.#act ? this.run.agent.updateSteps : null;
  }
}
