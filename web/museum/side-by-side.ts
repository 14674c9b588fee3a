/** Trains the correct agent and then the one with a bug, from the same seed: the first stays in the curves for comparison. */
import type { MuseumExhibit } from '../../museum/exhibit.ts';
import type { Lab } from '../lab.ts';
import { configOf } from './settings.ts';

export type Stage = 'idle' | 'right' | 'wrong' | 'done' | 'interrupted';

export class SideBySide {
  readonly #lab: Lab;
  readonly #show: (stage: Stage) => void;
  #bug: string | null = null;
  #stage: Stage = 'idle';
  /** Whether the run that starts now is one of the two. */
  #isStarting = false;

  /** @param show hears how far it is. */
  constructor(lab: Lab, show: (stage: Stage) => void) {
    this.#lab = lab;
    this.#show = show;
    lab.on('started', () => {
      if (!this.#isStarting) this.#enter(this.#isUnderWay ? 'interrupted' : 'idle');
    });
    lab.on('phase', () => this.#phaseChanged());
  }

  begin(exhibit: MuseumExhibit): void {
    this.#bug = exhibit.id;
    this.#lab.choose(exhibit.preset, configOf(exhibit, exhibit.seeds[0]));
    this.#train(null);
    this.#enter('right');
  }

  get #isUnderWay(): boolean {
    return this.#stage === 'right' || this.#stage === 'wrong';
  }

  #phaseChanged(): void {
    const { phase } = this.#lab.run;
    if (!this.#isUnderWay || (phase !== 'finished' && phase !== 'failed')) return;
    if (this.#stage === 'wrong') this.#enter('done');
    else if (phase === 'failed') this.#enter('interrupted');
    else {
      this.#train(this.#bug);
      this.#enter('wrong');
    }
  }

  #train(bug: string | null): void {
    this.#isStarting = true;
    this.#lab.start(bug === null ? null : { bug, isSecret: false });
    this.#isStarting = false;
    // Beyond its end, so that it ends as it does in Node.
    this.#lab.trainUntil(Infinity);
  }

  #enter(stage: Stage): void {
    this.#stage = stage;
    this.#show(stage);
  }
}
