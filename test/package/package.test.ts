/** What `npm pack` makes, installed as a user installs it: into an empty project elsewhere, without the network. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import type { Browser } from 'playwright-core';
import { publint } from 'publint';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { presetConfig } from '../../src/config/presets.ts';
import { crc32Text } from '../../src/experiment/files/crc32.ts';
import { finishProgram, type ProgramResult } from '../programs.ts';
import { startBrowser } from '../web/e2e/browser.ts';
import { describeInBrowser, LabPage, TRAINING } from '../web/e2e/lab-page.ts';
import { checksumOf, createRun, finish } from '../web/e2e/node-run.ts';
import { servePage } from '../web/e2e/page-server.ts';

/** Milliseconds to build, pack and install it, on a busy machine, too. */
const PACKING = 180_000;

const MAX_TARBALL_BYTES = 850_000;
/** Compressed, of a bundle with all that loads at its start. */
const MAX_BUNDLE_BYTES = { agent: 14_000, run: 54_000 };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SETTINGS = { seed: 3, steps: 1500, learningStartSteps: 200, finalEvaluationEpisodes: 2 };
const FLAGS = ['--seed', '3', '--steps', '1500', '--learning-start-steps', '200'];
const SHORT = [...FLAGS, '--final-evaluation-episodes', '2'];

const run = promisify(execFile);

let folder: string;
let project: string;
let tarball: string;
let expected: string;

/** Of the installed package. */
const installed = (name = '') => join(project, 'node_modules', 'dqn.ts', name);
const filesOf = (path: string) =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));

/** Starts the command that the package installs, in the project. */
function startCommand(...args: string[]): ChildProcess {
  const { bin } = JSON.parse(readFileSync(installed('package.json'), 'utf8'));
  // As npm's link does, on every system.
  return spawn(process.execPath, [installed(bin['dqn.ts']), ...args], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
const dqn = (...args: string[]): Promise<ProgramResult> => finishProgram(startCommand(...args));

/** @returns its standard output. */
async function dqnDone(...args: string[]): Promise<string> {
  const { code, out, err } = await dqn(...args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'package-')));
  project = join(folder, 'project');
  cpSync(fileURLToPath(new URL('project', import.meta.url)), project, { recursive: true });
  const shell = process.platform === 'win32';
  await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: ROOT, shell });
  tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz'))!);
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: project, shell });
  expected = checksumOf(finish(createRun(presetConfig('default', SETTINGS))));
}, PACKING);
afterAll(() => rmSync(folder, { recursive: true }));

describe('the tarball', () => {
  test('is small', () => {
    expect(readFileSync(tarball).length).toBeLessThanOrEqual(MAX_TARBALL_BYTES);
  });

  test('holds the library, the programs and the lab, and nothing else', () => {
    const names = filesOf(installed());
    const kind = (name: string) => name.replace(/(?<=^dist\/(?:bin|lib|web)\/).*?(?=(?:\.d)?\.\w+$)/, '*');
    expect([...new Set(names.map((name) => kind(name.replace('.js.map', '.map'))))].sort()).toEqual([
      'LICENSE',
      'README.md',
      'dist/bin/*.js',
      'dist/bin/*.md',
      'dist/lib/*.d.ts',
      'dist/lib/*.js',
      'dist/lib/*.map',
      'dist/web/*.br',
      'dist/web/*.md',
      'package.json',
    ]);
  });

  test('has a declaration with its docstrings, and a map with its source, beside each module of the library', () => {
    const names = filesOf(installed('dist/lib'));
    const modules = names.filter((name) => extname(name) === '.js').map((name) => name.slice(0, -3));
    expect(modules.length).toBeGreaterThan(80);
    expect(names.sort()).toEqual(
      modules.flatMap((name) => [`${name}.d.ts`, `${name}.js`, `${name}.js.map`]).sort(),
    );
    for (const name of modules) {
      const { sourcesContent } = JSON.parse(readFileSync(installed(`dist/lib/${name}.js.map`), 'utf8'));
      expect(sourcesContent).toEqual([readFileSync(join(ROOT, `src/${name}.ts`), 'utf8')]);
    }
    expect(readFileSync(installed('dist/lib/experiment/create-dqn.d.ts'), 'utf8')).toContain(
      'A DQN agent with random weights and an empty memory. Equal options make equal agents, bit for bit.',
    );
  });

  test('brings no other package along, but the licences of those that are bundled', () => {
    expect(filesOf(join(project, 'node_modules')).filter((name) => !name.startsWith('dqn.ts/'))).toEqual(
      process.platform === 'win32' ? expect.anything() : ['.package-lock.json'],
    );
    expect(readFileSync(installed('dist/bin/licenses.md'), 'utf8')).toMatch(/^## commander - .*\(MIT\)$/m);
    expect(readFileSync(installed('dist/web/licenses.md'), 'utf8')).toMatch(/^## d3-shape - .*\(ISC\)$/m);
  });

  test('has nothing that publint or attw find fault with', async () => {
    const bytes = readFileSync(tarball);
    const { messages } = await publint({ pack: { tarball: new Uint8Array(bytes).buffer }, strict: true });
    expect(messages).toEqual([]);
    const result = await checkPackage(createPackageFromTarballData(new Uint8Array(bytes)));
    // For ES modules only, as attw's own profile `esm-only` has it.
    const resolutions = ['node10', 'node16-cjs'];
    const problems = 'problems' in result ? result.problems : ['has no types'];
    expect(
      problems.filter(
        (p) => typeof p === 'string' || !('resolutionKind' in p) || !resolutions.includes(p.resolutionKind),
      ),
    ).toEqual([]);
  });
});

describe('the library', () => {
  test('is compiled into a strict project without an error', async () => {
    await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc')], { cwd: project });
  });

  test('trains in plain Node to the weights that the source comes to', async () => {
    const { stdout } = await run(process.execPath, ['node.js', JSON.stringify(SETTINGS)], { cwd: project });
    expect(crc32Text(Uint8Array.from(JSON.parse(stdout)))).toBe(expected);
  });

  test.each(['agent', 'run'] as const)('a bundle of %s.js is small', async (name) => {
    const { output } = await bundle({ lib: { entry: join(project, `${name}.js`), formats: ['es'] } });
    const chunks = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file]] : [])));
    const atStart = new Set([`${name}.js`]);
    for (const fileName of atStart) for (const other of chunks.get(fileName)!.imports) atStart.add(other);
    const bytes = [...atStart].map((fileName) => gzipSync(chunks.get(fileName)!.code).length);
    expect(bytes.reduce((a, b) => a + b)).toBeLessThanOrEqual(MAX_BUNDLE_BYTES[name]);
  });
});

interface Bundle {
  readonly lib?: { readonly entry: string; readonly formats: ['es'] };
  readonly outDir?: string;
}

async function bundle(options: Bundle): Promise<Rolldown.RolldownOutput> {
  const result = await build({
    configFile: false,
    root: project,
    base: './',
    logLevel: 'warn',
    build: { target: 'es2023', write: options.outDir !== undefined, emptyOutDir: true, ...options },
  });
  return (Array.isArray(result) ? result[0] : result) as Rolldown.RolldownOutput;
}

describe('the command', () => {
  test('says its version and its programs', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(await dqnDone('--version')).toBe(`${version}\n`);
    expect(await dqnDone('--help')).toMatch(
      /^ {2}train .*\n {2}play .*\n {2}sweep .*\n {2}compare .*\n {2}export .*\n {2}lab /m,
    );
    expect(await dqn('trian')).toEqual({
      code: 2,
      out: '',
      err: "error: unknown command 'trian' (Did you mean train?); see --help\n",
    });
    expect((await dqn()).err).toBe(
      'error: expected a command: train, play, sweep, compare, export, lab; see --help\n',
    );
  });

  test('has the help of the programs in the source, with its own name in the examples', async () => {
    for (const program of ['train', 'play', 'sweep']) {
      const args = [program, '--help'];
      const source = await finishProgram(
        spawn(process.execPath, ['--import', 'tsx', `src/${program}.ts`, '--help'], { cwd: ROOT }),
      );
      const own = source.out.replaceAll(`npx tsx src/${program}.ts`, `npx dqn.ts ${program}`);
      expect(own).toContain(`npx dqn.ts ${program}`);
      expect(await dqnDone(...args)).toBe(own);
    }
  });

  test('trains to the weights that the source comes to, resumes and plays', async () => {
    const out = await dqnDone('train', ...SHORT, '--out', 'run');
    expect(out).toContain(
      `weights ${expected} (CRC-32 of weights.safetensors)\nplay it: npx dqn.ts play run\n`,
    );
    await dqnDone('train', '--resume', 'run', '--steps', '1600');
    expect(await dqnDone('play', 'run', '--episodes', '2', '--no-render')).toContain(
      '2 episodes: mean return ',
    );
  });

  test('trains a task of its own in JavaScript, in this thread and in others, and in TypeScript where Node can', async () => {
    const train = ['train', ...SHORT, '--out'];
    expect(await dqnDone(...train, 'own-run', '--env', './task.js')).toContain(
      'training OwnPole · default · seed 3',
    );
    const seeds = ['--seeds', '0-1', '--workers', '2'];
    const sweep = ['sweep', '--steps', '300', '--final-evaluation-episodes', '2', ...seeds];
    expect(await dqnDone(...sweep, '--env', './task.js', '--out', 'own-sweep')).toContain('2 of 2 runs done');
    expect(readFileSync(join(project, 'own-sweep', 'report.md'), 'utf8')).toContain(
      'npx dqn.ts sweep --steps 300 --final-evaluation-episodes 2 --seeds 0-1 --workers 2 --env ./task.js',
    );
    const typescript = await dqn(...train, 'ts-run', '--env', './task.ts', '--json');
    if ('typescript' in process.features && process.features.typescript) expect(typescript.code).toBe(0);
    else {
      expect(typescript.err).toBe(
        `error: ./task.ts cannot be loaded: Node ${process.version} cannot run TypeScript by itself; give it JavaScript, or use Node 22.18 or later\n`,
      );
    }
  });

  test('refuses the bugs of the museum, which are put into the source', async () => {
    const { code, err } = await dqn('train', '--bug', 'no-terminal-mask');
    expect({ code, err }).toEqual({
      code: 2,
      err: 'error: --bug: got "no-terminal-mask", but the package does not hold the source that bugs are put into; in a checkout of it run npx tsx src/train.ts --bug no-terminal-mask\n',
    });
  });
});

describeInBrowser('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser(inject('browser')!);
  });
  afterAll(() => browser.close());

  test('a bundle of it trains in the main thread and in a worker to the weights that the source comes to', async () => {
    const outDir = join(folder, 'bundle');
    await bundle({ outDir });
    const server = await servePage(outDir);
    const page = await browser.newPage();
    await page.goto(server.address);
    for (const name of ['trainHere', 'trainInWorker']) {
      const weights = await page.evaluate(`${name}(${JSON.stringify(SETTINGS)})`);
      expect(crc32Text(Uint8Array.from(weights as number[]))).toBe(expected);
    }
    await page.close();
    server.close();
  });

  test('the lab that the command serves trains to them, too', async () => {
    const server = startCommand('lab');
    onTestFinished(() => void server.kill('SIGKILL'));
    const [line] = await once(server.stdout!, 'data');
    const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(String(line))![0];
    const settings = Object.entries(SETTINGS).map(([name, value]) => `${name}=${value}`);
    const lab = await LabPage.open(browser, { address, hash: `#preset=default&${settings.join('&')}` });
    await lab.button('Train').click();
    await lab.reached('Finished', TRAINING);
    expect(await lab.checksum.textContent()).toBe(expected);
    const command = lab.pane('controls').getByText('npx dqn.ts train --preset default --seed 3 --steps 1500');
    expect(await command.count()).toBe(1);
    expect((await fetch(`${address}package.json`)).status).toBe(404);
    await lab.page.context().close();
    lab.check();
    server.kill('SIGINT');
    const [code] = await once(server, 'close');
    expect(code).toBe(process.platform === 'win32' ? null : 130);
  });
});
