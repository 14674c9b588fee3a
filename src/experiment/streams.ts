/**
 * The random streams of a run, all spawned from one master seed as NumPy's `SeedSequence.spawn` does.
 *
 * Each part draws from its own, so that evaluating more often, say, leaves training as it was.
 */
import { SeedSequence } from '../random.ts';

export interface Streams {
  /** Initial states of the training episodes. */
  readonly environment: SeedSequence;
  /** Random actions. */
  readonly exploration: SeedSequence;
  /** Minibatches. */
  readonly replay: SeedSequence;
  /** Initial weights. */
  readonly initialization: SeedSequence;
  /** Initial states of the evaluation episodes; an evaluation at step t uses the child t of it. */
  readonly evaluation: SeedSequence;
}

/**
 * The streams of a run, as NumPy's `SeedSequence(seed).spawn(5)`. Throws a RangeError unless the seed is an integer from 0 to 2^53 − 1.
 *
 * The order is part of the meaning of a seed: new streams go to the end.
 */
export function spawnStreams(seed: number): Streams {
  const [environment, exploration, replay, initialization, evaluation] = new SeedSequence(seed).spawn(5);
  return { environment, exploration, replay, initialization, evaluation };
}
