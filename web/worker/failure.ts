/** Why something could not be done, in one line. */
import { oneLine } from '../one-line.ts';

/** A configuration was checked before, so a RangeError of the engine is about arrays that it has no room for. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error));
  const message = oneLine(error.message);
  return error instanceof RangeError
    ? `there is not enough memory (${message}); make replayCapacity, hiddenSizes or batchSize smaller`
    : message;
}
