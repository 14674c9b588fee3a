/**
 * Mutation testing: small bugs are put into the source one at a time, and the tests must notice each of them. What is mutated,
 * and which tests judge it, is in `scripts/reliability/mutation-parts.ts`; `npm run mutation` adds it to these settings for each part.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts' },
  // For each mutant only the tests that reach it, those of its own file first (see the configuration of Vitest).
  coverageAnalysis: 'perTest',

  // Not needed by any of the tests; a copy of the rest is mutated. The page of the checkpoint format is read by a test.
  ignorePatterns: ['.stryker', 'bench', 'runs', 'sweeps', 'coverage', 'dist', 'docs/media', 'docs/reports'],
  tempDirName: '.stryker/sandbox',
  // No test looks at types, and the comments that this would add would change files that are compared as text.
  disableTypeChecks: false,
  // Stryker would read it with TypeScript's programming interface, which TypeScript 7 does not have. It need not be
  // rewritten, since it refers to no other file.
  tsconfigFile: 'none',

  // An endless loop is usually seen by its number of turns, a hundred times that of the right program. The time is for those
  // that are not: that of the tests and 10 s more, because a busy machine must not look like a bug found.
  timeoutMS: 10_000,
  timeoutFactor: 1,
  // For the first run of all tests, on a busy machine.
  dryRunTimeoutMinutes: 10,

  // Results of earlier runs stay where neither the mutated code nor its test files have changed.
  incremental: true,

  reporters: ['progress'],
};
