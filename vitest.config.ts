import { defineConfig } from 'vitest/config';

const THE_PAGE = ['test/web/build.test.ts', 'test/web/e2e/**/*.test.ts', 'test/package/*.test.ts'];

/** On Windows a signal ends a program, which cannot hear it. */
const SIGNALS = process.platform === 'win32' ? ['test/signals.test.ts'] : [];

/** What computes: these tests change nothing outside themselves, so that they can share what is loaded. */
const COMPUTING = ['agent', 'config', 'drawing', 'env', 'experiment', 'figures', 'nn'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

const common = { setupFiles: ['test/setup.ts'], testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    // Of two cores vitest would leave one idle.
    maxWorkers: '100%',
    projects: [
      { test: { ...common, name: 'computing', include: COMPUTING, isolate: false } },
      {
        test: {
          ...common,
          name: 'code',
          include: ['test/**/*.test.ts'],
          exclude: [...COMPUTING, ...THE_PAGE, ...SIGNALS],
          globalSetup: ['test/bundled-programs.ts'],
        },
      },
      {
        test: {
          ...common,
          name: 'page',
          include: THE_PAGE,
          testTimeout: 180_000,
          globalSetup: ['test/web/e2e/global-setup.ts'],
          // After the others and one file at a time: a browser trains in one process and draws in another.
          sequence: { groupOrder: 1 },
          maxWorkers: 1,
        },
      },
    ],
  },
});
