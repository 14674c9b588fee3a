/** Returns of the last episodes, and of each driver. */
import { mean } from '../../src/experiment/evaluation.ts';
import type { Driver, EpisodeRecord } from './player.ts';

/** Episodes that the list shows; `scene.css` keeps room for as many. */
const SHOWN_EPISODES = 6;
/** Episodes over which a mean goes. */
export const MEAN_EPISODES = 20;

export interface Score {
  readonly episodes: number;
  readonly last: number;
  readonly best: number;
  /** Of the last `MEAN_EPISODES`. */
  readonly mean: number;
}

interface Tally {
  episodes: number;
  best: number;
  recent: readonly number[];
}

/** An episode with several drivers is in the list, but in no score. */
export class Scoreboard {
  readonly #tallies = new Map<Driver, Tally>();
  #recent: readonly EpisodeRecord[] = [];

  add(episode: EpisodeRecord): void {
    this.#recent = [episode, ...this.#recent].slice(0, SHOWN_EPISODES);
    if (episode.drivers.length > 1) return;
    const [driver] = episode.drivers;
    const { episodes, best, recent } = this.#tallies.get(driver) ?? { episodes: 0, best: 0, recent: [] };
    this.#tallies.set(driver, {
      episodes: episodes + 1,
      best: Math.max(best, episode.return),
      recent: [...recent, episode.return].slice(-MEAN_EPISODES),
    });
  }

  /** The last few episodes, the newest first. */
  get recent(): readonly EpisodeRecord[] {
    return this.#recent;
  }

  /** null before the first episode. */
  of(driver: Driver): Score | null {
    const tally = this.#tallies.get(driver);
    if (tally === undefined) return null;
    const { episodes, best, recent } = tally;
    return { episodes, best, last: recent[recent.length - 1], mean: mean(recent) };
  }

  /** For when another agent takes the place of the old one: its returns are not those of the new one. */
  forget(driver: Driver): void {
    this.#tallies.delete(driver);
    this.#recent = this.#recent.filter(({ drivers }) => !drivers.includes(driver));
  }

  clear(): void {
    this.#tallies.clear();
    this.#recent = [];
  }
}
