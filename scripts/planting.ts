/** Puts bugs into copies of the project, one at a time, and runs tests there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Patch, patchText } from '../museum/patch.ts';
import { UsageError } from '../src/cli/program.ts';
import type { Failure } from './planting-reporter.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Of no use to tests, or too large to be copied. */
const LEFT_OUT = new Set(['.git', '.stryker', 'node_modules', 'runs', 'sweeps', 'dist']);
/** Milliseconds for each test file; tests that last longer are in a loop that has no end. */
const LONGEST = 120_000;

export interface Trial {
  readonly failures: readonly Failure[];
  /** Whether all tests came to their ends; else there are no failures. */
  readonly ended: boolean;
}

/** What is tried: a bug, and the tests that may see it. */
export interface PlantableBug {
  /** For messages. */
  readonly id: string;
  readonly patches: readonly Patch[];
  /** Test files, from the root of the project. */
  readonly tests: readonly string[];
  /** Of the one test in them that runs; without it, all do. */
  readonly testName?: string;
}

/** A copy of the project; its packages are those of the project itself. */
export class ProjectCopy {
  readonly #folder = new TemporaryFolder();
  readonly #path = this.#folder.path;
  readonly #stop: AbortSignal;
  #trials = 0;

  /** @param stop ends tests that are running. */
  constructor(stop: AbortSignal) {
    this.#stop = stop;
    cpSync(ROOT, this.#path, {
      recursive: true,
      filter: (source) => !LEFT_OUT.has(relative(ROOT, source)),
    });
    symlinkSync(join(ROOT, 'node_modules'), join(this.#path, 'node_modules'));
  }

  /**
   * Runs tests with a bug in the copy until one fails, and takes the bug out again.
   *
   * @param tests files, from the root of the project.
   * @param name of the one test to run; all without it.
   * @throws Error if the text of a patch is not found.
   */
  async try(patches: readonly Patch[], tests: readonly string[], name?: string): Promise<Trial> {
    const files = [...new Set(patches.map(({ file }) => file))];
    const originals = files.map((file) => readFileSync(join(this.#path, file), 'utf8'));
    files.forEach((file, k) => {
      const own = patches.filter((patch) => patch.file === file);
      writeFileSync(join(this.#path, file), own.reduce(patchText, originals[k]));
    });
    try {
      return await this.#run(tests, name);
    } finally {
      files.forEach((file, k) => {
        writeFileSync(join(this.#path, file), originals[k]);
      });
    }
  }

  remove(): void {
    this.#folder.remove();
  }

  async #run(tests: readonly string[], name?: string): Promise<Trial> {
    const report = join(this.#path, `trial-${this.#trials++}.json`);
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const args = [
      'run',
      '--project=computing',
      '--project=code',
      '--bail=1',
      '--reporter=./scripts/planting-reporter.ts',
      ...tests,
    ];
    if (name !== undefined) args.push(`--testNamePattern=${patternOf(name)}`);
    const child = spawn(process.execPath, [vitest, ...args], {
      cwd: this.#path,
      env: { ...process.env, PLANTING_REPORT: report },
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
    });
    let complaints = '';
    child.stderr.on('data', (chunk) => {
      complaints += chunk;
    });
    let ended = true;
    const kill = () => {
      ended = false;
      // With the workers and programs that it has started.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    };
    const timer = setTimeout(kill, LONGEST * tests.length);
    this.#stop.addEventListener('abort', kill);
    await once(child, 'close');
    clearTimeout(timer);
    this.#stop.removeEventListener('abort', kill);
    if (!ended) return { failures: [], ended };
    let failures: Failure[];
    try {
      failures = JSON.parse(readFileSync(report, 'utf8'));
    } catch {
      throw new Error(`vitest has left no report: ${complaints}`);
    }
    return { failures, ended };
  }
}

/** Vitest looks for a pattern in the names of groups and test, with single spaces between them. */
const patternOf = (name: string) => `^${name.replaceAll(' > ', ' ').replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`;

/** A test that is red anyway finds no bug. Throws a UsageError that says which one is. */
export async function checkGreen(tests: readonly string[], stop: AbortSignal): Promise<void> {
  const copy = new ProjectCopy(stop);
  try {
    const { failures, ended } = await copy.try([], tests);
    if (!ended) throw new UsageError('without any bug, the tests do not end');
    const [first] = failures;
    if (first) throw new UsageError(`without any bug, ${describeFailure(first)}; mend that first`);
  } finally {
    copy.remove();
  }
}

/**
 * Tries each bug by itself, some at a time, in copies that are removed in the end.
 *
 * @throws Error if the text of a patch is not found, or a test file does not load with it: that does not count as finding a bug.
 */
export async function tryEach<Bug extends PlantableBug>(
  bugs: readonly Bug[],
  { workers, stop }: { readonly workers: number; readonly stop: AbortSignal },
  onTried: (bug: Bug, trial: Trial) => void,
): Promise<Trial[]> {
  const trials: Trial[] = [];
  let next = 0;
  const work = async () => {
    const copy = new ProjectCopy(stop);
    try {
      for (let k = next++; k < bugs.length && !stop.aborted; k = next++) {
        const bug = bugs[k];
        const trial = await copy.try(bug.patches, bug.tests, bug.testName);
        const broken = trial.failures.find(({ test }) => test === null);
        if (broken) throw new Error(`with ${bug.id}, ${describeFailure(broken)}`);
        trials[k] = trial;
        onTried(bug, trial);
      }
    } finally {
      copy.remove();
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return trials;
}

export const describeFailure = ({ file, test, reason }: Failure) =>
  test === null ? `${file} does not load: ${reason}` : `"${test}" in ${file} fails: ${reason}`;
