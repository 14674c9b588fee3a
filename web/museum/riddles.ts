/** The riddles of hidden bugs: bugs that a statistic gives away, and runs that have none. */
import type { GuessFacts, MuseumExhibit } from '../../museum/exhibit.ts';
import { dealt, seedOf } from './deck.ts';

/** A bug that can be guessed. */
export type Suspect = MuseumExhibit & { readonly guess: GuessFacts };

export interface Riddle {
  /** Null where the agent is right. */
  readonly culprit: Suspect | null;
  /** A suspect with the settings of the run: what is known of the correct agent with them is its. */
  readonly like: Suspect;
  readonly seed: number;
}

export const suspectsOf = (exhibits: readonly MuseumExhibit[]): readonly Suspect[] =>
  exhibits.filter((exhibit): exhibit is Suspect => exhibit.guess !== null && exhibit.isTrainable);

/** @param number from 1. */
export function riddleOf(suspects: readonly Suspect[], number: number): Riddle {
  const settings = new Map(suspects.map((like) => [JSON.stringify([like.preset, like.changes]), like]));
  const cards = [
    ...suspects.map((culprit) => ({ culprit, like: culprit })),
    ...[...settings.values()].map((like) => ({ culprit: null, like })),
  ];
  const card = dealt(cards, number);
  return { ...card, seed: seedOf(card.like.seeds, number) };
}
