/** Refusals that cross from a thread to the program: of an error that crosses, only the text arrives, not its class. */
import { describeUsageError, UsageError } from './program.ts';

interface ThreadRefusal {
  readonly refusal: string;
}

/** The default export of a thread's module: does `work`, and lets an error that is meant for a person arrive as its one line. */
export function refusingInOneLine<A, T>(work: (argument: A) => Promise<T>): (argument: A) => Promise<T> {
  return async (argument) => {
    try {
      return await work(argument);
    } catch (error) {
      const refusal = describeUsageError(error);
      throw refusal === null ? error : ({ refusal } satisfies ThreadRefusal);
    }
  };
}

/** The error that a thread has thrown, as the program would have thrown it. */
export function errorOfThread(thrown: unknown): unknown {
  const { refusal } = Object(thrown) as Partial<ThreadRefusal>;
  return typeof refusal === 'string' ? new UsageError(refusal) : thrown;
}
