/** Riddles by number, so that a class can be given the same one, and in an order that nobody could guess. */
import { Generator } from '../../src/random.ts';

/** Riddle `number`, from 1: the cards of a shuffled deck, and when they are used up those of the next one. */
export function dealt<T>(cards: readonly T[], number: number): T {
  const deck = Math.floor((number - 1) / cards.length);
  const random = new Generator(deck);
  const order = [...cards];
  for (let k = order.length - 1; k > 0; k--) {
    const other = random.integers(0, k + 1);
    [order[k], order[other]] = [order[other], order[k]];
  }
  return order[(number - 1) % cards.length];
}

/** A seed of training for riddle `number`: one of those whose runs are in the report. */
export const seedOf = (seeds: readonly number[], number: number): number =>
  seeds[new Generator(number).integers(0, seeds.length)];
