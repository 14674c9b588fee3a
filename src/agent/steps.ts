/** Takes a sequence of method calls apart, so that you can stop between any two of them. */

/** One call of a sequence. */
export interface Step {
  readonly name: string;
  /** Takes it, after environment step number `step`. */
  take(step: number): void;
}

/**
 * The steps that `sequence`, a method of `object`, consists of, in order.
 *
 * They are found by running it on a stand-in whose methods only record that they were called. So the order of the steps is
 * defined by the method itself, as plain calls, and nowhere else. Each step must leave its result in a field.
 */
export function stepsOf<T extends object>(object: T, sequence: (this: T, step: number) => unknown): Step[] {
  const steps: Step[] = [];
  const real: object = object;
  const standIn = new Proxy(object, {
    get(_, property) {
      const value = Reflect.get(real, property);
      if (typeof value !== 'function') return value;
      const take = (step: number) => Reflect.get(real, property).call(real, step);
      return () => {
        steps.push({ name: String(property), take });
      };
    },
  });
  sequence.call(standIn, 0);
  return steps;
}
