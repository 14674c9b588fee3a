/** A task from a file, with all that the programs do for the built-in ones. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { transformWithOxc } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ProgramName,
  type ProgramResult,
  RUN_FILES,
  runFiles,
  runProgram,
  runSource,
} from './programs.ts';
import { expectSelfContainedSvg } from './svg-check.ts';

const GRID_WORLD = './examples/grid-world.ts';
const SHORT = [
  ...['--hidden-sizes', '8', '--batch-size', '8', '--learning-start-steps', '50', '--no-early-stop'],
  ...['--evaluation-every-steps', '100', '--evaluation-episodes', '2', '--final-evaluation-episodes', '3'],
];

let folder: string;
const path = (...names: string[]) => join(folder, ...names);
const read = (...names: string[]) => readFileSync(path(...names), 'utf8');

const source = readFileSync(GRID_WORLD, 'utf8').replace('../src/index.ts', resolve('src/index.ts'));
/** GridWorld as JavaScript, for bundled programs. Its picture, which is left out, is of the source. */
let javascript: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'own-task-'));
  const { code } = await transformWithOxc(source, 'grid-world.ts');
  javascript = code.replace(/^import \{ cellPicture \}.*$/m, '');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function outputOf(ended: Promise<ProgramResult>): Promise<string> {
  const { code, out, err } = await ended;
  expect(err).toBe('');
  expect(code).toBe(0);
  return out;
}

const succeed = (program: ProgramName, ...args: string[]) => outputOf(runProgram(program, ...args));

/** Loads a task in TypeScript under Node 20, too. */
const succeedFromSource = (program: ProgramName, ...args: string[]) => outputOf(runSource(program, ...args));

/** Writes another GridWorld outside of this project, and gives its path. */
function copyOfGridWorld(name: string, change: (text: string) => string = (text) => text): string {
  writeFileSync(path(name), change(javascript));
  return path(name);
}

describe('a task from a file', () => {
  beforeAll(async () => {
    const flags = ['--env', GRID_WORLD, ...SHORT, '--steps', '400', '--out', path('whole')];
    await succeedFromSource('train', ...flags);
  });

  test('leaves the folder that every run leaves, with the name of its file and a checksum', () => {
    expect(Object.keys(runFiles(path('whole')))).toEqual(RUN_FILES);
    expect(JSON.parse(read('whole', 'config.json'))).toMatchObject({
      env: GRID_WORLD,
      envChecksum: expect.stringMatching(/^[0-9a-f]{8}$/),
      maxEpisodeSteps: 50,
      observationScale: [5, 5],
    });
    expect(read('whole', 'metrics.csv').split('\n')[0]).toContain('ends_in_memory');
    expect(read('whole', 'curve.svg')).toContain('GridWorld · default · seed 1');
  });

  test('is resumed to the files of an unbroken run', async () => {
    const flags = ['--env', copyOfGridWorld('resumed.mjs'), ...SHORT];
    await succeed('train', ...flags, '--steps', '400', '--out', path('unbroken'));
    await succeed('train', ...flags, '--steps', '200', '--schedule-steps', '400', '--out', path('part'));
    await succeed('train', '--resume', path('part'), '--steps', '400');
    const { 'config.json': _, 'checkpoint.bin': __, ...part } = runFiles(path('part'));
    expect(runFiles(path('unbroken'))).toMatchObject(part);
    expect(read('unbroken', 'metrics.csv')).toBe(read('whole', 'metrics.csv'));
  });

  test('is played, in numbers and as a picture', async () => {
    const numbers = ['--env', copyOfGridWorld('played.mjs'), '--no-render', '--episodes', '3'];
    const out = await succeed('play', path('whole'), ...numbers);
    expect(out).toMatch(/3 episodes: mean return −?-?[\d.]+/);
    expect(out).toContain('the mean from which GridWorld counts as solved');
    await succeedFromSource('play', path('whole', 'best.safetensors'), '--svg', path('agent.svg'));
    expectSelfContainedSvg(read('agent.svg'));
  });

  test('is swept in worker threads', async () => {
    const task = ['--env', copyOfGridWorld('swept.mjs')];
    const sweep = [...task, ...SHORT, '--steps', '200', '--seeds', '0-2', '--out', path('sweep')];
    await succeed('sweep', ...sweep);
    expect(read('sweep', 'results.jsonl').trim().split('\n')).toHaveLength(3);
    expect(read('sweep', 'report.md')).toContain('3 runs on GridWorld');
    expect(await succeed('sweep', ...sweep)).toContain('holds all 3 runs already');
  });

  test('that no package.json of type "module" is above is swept in worker threads', async () => {
    writeFileSync(path('elsewhere.ts'), source);
    const sweep = ['--env', path('elsewhere.ts'), ...SHORT, '--steps', '100', '--seeds', '0'];
    await succeedFromSource('sweep', ...sweep, '--out', path('elsewhere'));
    expect(read('elsewhere', 'results.jsonl').trim().split('\n')).toHaveLength(1);
  });

  test('that has moved is found with --env, in --resume and in play', async () => {
    const [old, now] = ['before.mjs', 'after.mjs'].map((name) => copyOfGridWorld(name));
    const flags = ['--max-episode-steps', '30', '--steps', '100', '--schedule-steps', '200'];
    await succeed('train', '--env', old, ...SHORT, ...flags, '--out', path('moved'));
    rmSync(old);
    const config = path('moved', 'config.json');
    for (const command of [['train', '--resume'], ['play']] as [ProgramName][]) {
      const { code, err } = await runProgram(...command, path('moved'));
      expect(err).toBe(
        `error: ${config} names the task ${old}, which cannot be found from ${process.cwd()}; if it has moved, give its path with --env\n`,
      );
      expect(code).toBe(2);
    }
    await succeed('play', path('moved'), '--env', now, '--no-render', '--episodes', '1');
    await succeed('train', '--resume', path('moved'), '--env', now, '--steps', '200');
    expect(JSON.parse(readFileSync(config, 'utf8'))).toMatchObject({ env: now, maxEpisodeSteps: 30 });
    await succeed('train', '--resume', path('moved'), '--steps', '210');
    await succeed('play', path('moved'), '--no-render', '--episodes', '1');
  });

  test('with observations of another size cannot go on', async () => {
    const file = copyOfGridWorld('size.mjs');
    await succeed('train', '--env', file, ...SHORT, '--steps', '60', '--out', path('size'));
    copyOfGridWorld('size.mjs', (text) =>
      text
        .replace('new Float32Array(2)', 'new Float32Array(3)')
        .replace('observationSize: 2', 'observationSize: 3')
        .replace('observationScale: [ROWS, COLUMNS]', 'observationScale: [ROWS, COLUMNS, 1]')
        .replace('"row", "column"', '"row", "column", "none"'),
    );
    const { err } = await runProgram('train', '--resume', path('size'), '--steps', '70');
    expect(err).toContain('observationSize: the run has 2, the task now has 3; start a new run\n');
  });

  test('that throws in a worker thread is refused in one line', async () => {
    const file = copyOfGridWorld('thrower.mjs', (text) =>
      text.replace('step(action) {', "$& throw new Error('the door is locked');"),
    );
    const flags = ['--env', file, ...SHORT, '--steps', '100', '--seeds', '0', '--out', path('thrower')];
    const { code, err } = await runProgram('sweep', ...flags);
    expect(err).toMatch(
      /^error: step: step\(\) of GridWorld \(.*thrower\.mjs:\d+\) threw: the door is locked\n$/,
    );
    expect(code).toBe(2);
  });

  test('that has changed since its run began says so', async () => {
    const copy = copyOfGridWorld('changed.mjs');
    await succeed('train', '--env', copy, ...SHORT, '--steps', '60', '--out', path('changed'));
    copyOfGridWorld('changed.mjs', (text) => text.replace('-.04', '-.05'));
    const { code, err } = await runProgram('train', '--resume', path('changed'), '--steps', '70');
    expect(err).toMatch(
      /^warning: .*changed\.mjs has changed since the run began \(CRC-32 \w{8}, now \w{8}\): .*\n$/,
    );
    expect(code).toBe(0);
  });
});

describe('a module that is no task', () => {
  const module = (name: string, text: string): string => {
    writeFileSync(path(name), text);
    return path(name);
  };
  const SPEC =
    "{ id: 'Own', observationSize: 1, actionCount: 2, maxEpisodeSteps: 9, rewardThreshold: null, maxReturn: null }";
  const task = (name: string, body: string) =>
    module(
      name,
      `export default { spec: ${SPEC}, make: () => ({ reset: () => new Float32Array(1), ${body} }) };`,
    );
  const good =
    'step: () => ({ observation: new Float32Array(1), reward: 1, terminated: true, truncated: false })';

  test.each([
    ['that is not there', () => path('nowhere.mjs'), /nowhere\.mjs: there is no such file or folder/],
    [
      'with a wrong import',
      () => module('import.ts', "import './nowhere.ts'; export default {};"),
      /import\.ts cannot be loaded: Cannot find module '[^'\\]*nowhere\.ts'[^\\]*\n$/,
    ],
    [
      'but data',
      () => module('zero.csv', '0,0'),
      /zero\.csv is not a module; name a JavaScript or TypeScript file whose default export is a task\n$/,
    ],
    ['with a syntax error', () => module('broken.mjs', 'export default {'), /broken\.mjs cannot be loaded: /],
    [
      'that throws',
      () => module('throws.mjs', "throw new Error('not today');"),
      /throws\.mjs cannot be loaded: not today/,
    ],
    [
      'without a default export',
      () => module('none.mjs', 'export const a = 1;'),
      /none\.mjs has no default export/,
    ],
    [
      'that exports something else',
      () => module('other.mjs', 'export default 7;'),
      /other\.mjs: task: got 7, expected an object/,
    ],
    [
      'with a wrong spec',
      () => module('spec.mjs', 'export default { spec: { id: 1 } };'),
      /spec\.mjs: spec\.id: got 1, expected/,
    ],
    [
      'whose observations do not fit',
      () =>
        module(
          'size.mjs',
          `export default { spec: ${SPEC}, make: () => ({ reset: () => new Float32Array(2), step() {} }) };`,
        ),
      /observation: reset\(\) of Own \(.*size\.mjs\) returned 2 entries, expected 1/,
    ],
  ])('%s is refused in one line', async (_, make, message) => {
    const file = make();
    const run = file.endsWith('.ts') ? runSource : runProgram;
    const { code, err } = await run('train', '--env', file, ...SHORT, '--out', path('refused'));
    expect(err).toMatch(message);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });

  test('because it throws after a while leaves the tables, the best weights and the last checkpoint', async () => {
    const file = task(
      'late.mjs',
      `n: 0, state: () => ({}), restore() {}, step() {
      if (++this.n > 120) throw new Error('the door is locked');
      return { observation: new Float32Array(1), reward: 1, terminated: false };
    }`,
    );
    const { code, err } = await runProgram(
      'train',
      '--env',
      file,
      ...SHORT,
      '--checkpoint-every',
      '50',
      '--out',
      path('late'),
    );
    expect(err).toMatch(
      /^error: .*step\(\) of Own \(.*late\.mjs:2\) threw: the door is locked; .* the last good checkpoint, of step 100, .*\n$/,
    );
    expect(code).toBe(2);
    for (const name of ['episodes.csv', 'metrics.csv', 'checkpoint.bin', 'best.safetensors']) {
      expect(read('late', name).length).toBeGreaterThan(0);
    }
  });

  test('because it cannot be saved trains all the same, and says that it cannot be resumed', async () => {
    const file = task('unsaved.mjs', good);
    const out = await succeed('train', '--env', file, ...SHORT, '--steps', '100', '--out', path('unsaved'));
    expect(out).toContain(
      'no checkpoints: the environment has no state() and restore(), so this run cannot be resumed',
    );
    const { code, err } = await runProgram('train', '--resume', path('unsaved'));
    expect(err).toContain(
      'has no checkpoint.bin, because the environment has no state() and restore(); start a new run',
    );
    expect(code).toBe(2);
  });

  test('but a name only is refused with the names that there are', async () => {
    const { err } = await runProgram('train', '--env', 'Pendulum-v1');
    expect(err).toContain('--env: got "Pendulum-v1", expected one of CartPole-v0');
  });
});

test('another physics is one flag away, in training and in play', async () => {
  const options = ['--env-options', 'gravity=20,length=0.7', '--max-episode-steps', '30'];
  await succeed('train', ...options, ...SHORT, '--steps', '100', '--out', path('heavy'));
  expect(JSON.parse(read('heavy', 'config.json'))).toMatchObject({
    envOptions: { gravity: 20, length: 0.7, force: 10 },
    maxEpisodeSteps: 30,
  });
  const play = (...args: string[]) =>
    succeed('play', path('heavy'), '--json', '--episodes', '3', ...args).then(
      (out) => JSON.parse(out).returns,
    );
  expect(await play()).not.toEqual(await play('--env-options', 'gravity=1'));
  expect(Math.max(...(await play('--env-options', 'gravity=0.001,force=0.001')))).toBe(30);
  const { err } = await runProgram('play', path('heavy'), '--env-options', 'gravty=1');
  expect(err).toContain('CartPole-v1 has no option "gravty"');
});
