/** Where the training is to be seen: the step of the film, or of a run that stands still the place at which it does. */
import { argmax } from '../../src/agent/q-function.ts';
import type { Lab } from '../lab.ts';
import { Film } from './film.ts';
import type { Watched } from './player.ts';

/** From how many steps between two pictures on single actions cannot be followed. */
const TOO_FAST = 4;

export class TrainingView {
  readonly #lab: Lab;
  readonly #film = new Film();

  constructor(lab: Lab) {
    this.#lab = lab;
    lab.on('started', () => this.#film.clear());
    lab.on('progress', () => {
      if (lab.run.footage !== null) this.#film.add(lab.run.footage, performance.now());
    });
  }

  /** Null where there is no training under way, or none that can be shown. */
  at(now: number): Watched | null {
    const { shown, pastStep, inspection, next } = this.#lab;
    const { phase, config } = this.#lab.run;
    if (shown === 'weights' || pastStep !== null || (phase !== 'running' && phase !== 'paused')) return null;
    const unscaled = (observation: Float32Array) =>
      observation.map((value, d) => value * config.observationScale[d]);
    if (inspection !== null && (next === 'choose' || next === 'execute')) {
      const { observation, action } = inspection.transition;
      const isChosen = next === 'execute';
      const isExploring = action !== argmax(inspection.q, 0, inspection.q.length);
      return {
        observation: unscaled(observation),
        action: isChosen ? action : null,
        caption: isChosen ? captionOf(Number(isExploring), 1) : 'Training has paused',
        isExploring: isChosen && isExploring,
      };
    }
    const frame = this.#film.at(phase === 'paused' ? Number.POSITIVE_INFINITY : now);
    if (frame === null) return null;
    const { observation, action, exploring, steps } = frame;
    return {
      observation: unscaled(observation),
      action,
      caption: captionOf(exploring, steps),
      isExploring: exploring >= 0.5,
    };
  }
}

function captionOf(exploring: number, steps: number): string {
  if (steps > TOO_FAST) return `Training: ${Math.round(100 * exploring)} % exploring`;
  return exploring >= 0.5 ? 'Training: exploring' : 'Training: greedy action';
}
