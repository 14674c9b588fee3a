/** Where on the screen something is. */
import { CHANNELS, entryOf, SIZE } from '../../../src/env/breakout/breakout.ts';

export type Channel = (typeof CHANNELS)[number];

/** The first cell of a channel that is 1; null if none is. */
export function cellOf(
  observation: ArrayLike<number>,
  channel: Channel,
): { row: number; column: number } | null {
  const [cell] = cellsOf(observation, channel);
  return cell ?? null;
}

export function* cellsOf(observation: ArrayLike<number>, channel: Channel) {
  const c = CHANNELS.indexOf(channel);
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      if (observation[entryOf(row, column, c)] === 1) yield { row, column };
    }
  }
}
