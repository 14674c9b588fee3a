/** What has been seen of each chapter since the page was last set to it. */
import type { Lab } from '../lab.ts';
import type { Chapter, Sight } from './chapter.ts';
import { isRunOf } from './set-page.ts';

export class ChapterProgress {
  readonly #sights = new Set<Sight>();

  /** Notes what the lab shows now of the run of the chapter, and says whether any of it is new. Other runs prove nothing. */
  look(lab: Lab, { sights, state }: Chapter): boolean {
    if (!isRunOf(lab, state)) return false;
    const fresh = sights.filter((sight) => !this.#sights.has(sight) && sight.isSeen(lab));
    for (const sight of fresh) this.#sights.add(sight);
    return fresh.length > 0;
  }

  has(sight: Sight): boolean {
    return this.#sights.has(sight);
  }

  hasAll({ sights }: Chapter): boolean {
    return sights.every((sight) => this.has(sight));
  }

  forget({ sights }: Chapter): void {
    for (const sight of sights) this.#sights.delete(sight);
  }
}
