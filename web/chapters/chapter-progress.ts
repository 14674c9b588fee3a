/** What has been seen of each chapter since the page was last set to it. */
import type { Lab } from '../lab.ts';
import type { Chapter, Sight } from './chapter.ts';
import { isRunOf } from './set-page.ts';

export class ChapterProgress {
  readonly #sights = new Set<Sight>();
  /** To which the page was set last. */
  #chapter: Chapter | null = null;

  /** What was seen of a chapter before does not count any more; what is seen from now on does. */
  begin(chapter: Chapter): void {
    this.#chapter = chapter;
    for (const sight of chapter.sights) this.#sights.delete(sight);
  }

  /**
   * Notes what the lab shows now of the run of the chapter, and says whether any of it is new. Only what is done in a chapter counts:
   * after the page was set to it, in its run, while it is open.
   */
  look(lab: Lab, chapter: Chapter): boolean {
    const { sights, state } = chapter;
    if (chapter !== this.#chapter || !isRunOf(lab, state)) return false;
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
}
