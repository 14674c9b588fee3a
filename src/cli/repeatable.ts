import type { Environment } from '../env/environment.ts';

/** Says so where runs of a task of the user's come out differently each time, which no file of the run would show. */
export function warnIfNotRepeatable(environment: Environment, out: { write(text: string): unknown }): void {
  if (environment.seemsRepeatable()) return;
  out.write(
    `runs are not reproducible: ${environment.spec.id} behaves differently with the same seed; draw everything random from the generator given to make()\n`,
  );
}
