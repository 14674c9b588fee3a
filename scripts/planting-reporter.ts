/** A reporter for Vitest that writes down which tests failed and why: what `planting.ts` reads. */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { SerializedError, TestModule } from 'vitest/node';
import type { Reporter } from 'vitest/reporters';

/** A test that failed. */
export interface Failure {
  /** From the root of the project. */
  readonly file: string;
  /** Behind the names of the groups around it; null where the file itself could not be loaded. */
  readonly test: string | null;
  /** The first line of the error. */
  readonly reason: string;
  /** Whether it saw something other than it expected; else something went wrong. */
  readonly isAssertion: boolean;
}

export default class PlantingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const failures = modules.flatMap((module) => {
      const file = relative(process.cwd(), module.moduleId);
      const tests = [...module.children.allTests('failed')];
      return [
        ...module.errors().map((error) => describe(file, null, error)),
        ...tests.map((test) => describe(file, test.fullName, test.result().errors?.[0])),
      ];
    });
    writeFileSync(process.env.PLANTING_REPORT as string, JSON.stringify(failures));
  }
}

/** A law of fast-check fails with what failed in it as the cause. */
function describe(file: string, test: string | null, error: SerializedError | undefined): Failure {
  const { cause } = error ?? {};
  const inner = cause as SerializedError | undefined;
  const { name = 'Error', message = '' } = inner ?? error ?? {};
  const [line] = message.split('\n', 1);
  return { file, test, reason: `${name}: ${line}`, isAssertion: name === 'AssertionError' };
}
