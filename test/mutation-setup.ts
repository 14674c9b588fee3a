/** Only for mutation testing: what would take time there, or tell lies. */
import fc from 'fast-check';
import { afterAll, beforeEach } from 'vitest';

/** That a mutant fails is enough; nobody looks for the smallest example of it. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });

/** A worker thread has the source as it was, so a difference to the main thread says nothing about the mutant. */
const ACROSS_THREADS = 'goes on in the main thread as a worker thread left it';

beforeEach(({ task, skip }) => {
  if (task.name === ACROSS_THREADS) skip();
});

interface Coverage {
  static: object;
  perTest: object;
}

/** What Stryker's code in the mutated files writes to. It keeps hold of the first `mutantCoverage` that it sees. */
const stryker = (globalThis as { __stryker__?: { mutantCoverage?: Coverage; counting?: Coverage } })
  .__stryker__;

// Stryker takes how often each mutant was reached from every test file, and adds it up. Where the files share a thread, the
// counts of earlier files would be added again and again, and an endless loop be noticed only by the clock. So each file gives
// a copy of its own counts away, and the next one begins at 0. Hooks run in reverse order: this one before Stryker's.
if (stryker?.counting) stryker.mutantCoverage = stryker.counting;
afterAll(() => {
  if (!stryker?.mutantCoverage) return;
  const counting = stryker.mutantCoverage;
  stryker.mutantCoverage = { ...counting };
  stryker.counting = counting;
  counting.static = {};
  counting.perTest = {};
});
