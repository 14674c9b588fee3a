/**
 * `npm run same-bytes`: trains, plays, sweeps and resumes the same under several versions of Node, under Bun and Deno, and compares
 * the SHA-256 of every file that they leave. The runtimes come from the npm registry, and stay in `node_modules/.cache`.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatLine, formatTitles } from '../../bench/table.ts';
import { createCommand, UsageError } from '../../src/cli/program.ts';
import { start } from '../../src/cli/start.ts';
import { withTemporaryFolder } from '../temporary-folder.ts';
import { runToTheEnd } from './programs.ts';

interface Options {
  readonly runtimes: string;
}

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/runtimes/', import.meta.url));

const STEPS = 600;
const SHORT = [
  ...['--hidden-sizes', '16,16', '--batch-size', '16'],
  ...['--evaluation-every-steps', '200', '--evaluation-episodes', '2', '--final-evaluation-episodes', '3'],
];
const DQN = [...SHORT, '--steps', `${STEPS}`, '--learning-start-steps', '50'];

/** Between them they use every part that a configuration can name. */
const RUNS: readonly (readonly [name: string, flags: readonly string[]])[] = [
  ['default', DQN],
  ['double, dueling, prioritized', [...DQN, ...flags('double', 'prioritized'), '--network', 'dueling']],
  [
    'expected, 3-step, Huber, Polyak, clipped gradient',
    [
      ...[...DQN, ...flags('expected', 'uniform'), '--n-step', '3', '--loss', 'huber'],
      ...['--target-sync-steps', '1', '--target-tau', '0.01', '--max-gradient-norm', '1'],
    ],
  ],
  ['clipped double, 2-step, 0/−1 reward', [...DQN, '--preset', 'robust']],
  [
    'clipped double, prioritized, small memory, RMSprop',
    [
      ...[...DQN, ...flags('clipped-double', 'prioritized'), '--replay-capacity', '200'],
      ...['--optimizer', 'rmsprop'],
    ],
  ],
  ['RMSprop of Graves, v0', [...DQN, '--optimizer', 'rmsprop-graves', '--env', 'CartPole-v0']],
  ['SGD with momentum', [...DQN, '--optimizer', 'sgd', '--sgd-momentum', '0.9', '--loss', 'huber']],
  ['Rainbow', [...DQN, '--preset', 'rainbow', '--atoms', '11']],
  ['quantiles of noisy heads', [...DQN, '--preset', 'qr-dqn', '--quantiles', '5', '--noisy-layers', 'heads']],
  ['Munchausen', [...DQN, '--preset', 'munchausen']],
  ['mellowmax', [...DQN, '--target-rule', 'mellowmax']],
  ['tutorial', [...SHORT, '--steps', `${STEPS}`, '--preset', 'tutorial']],
];

function flags(targetRule: string, replay: string): string[] {
  return ['--target-rule', targetRule, '--replay', replay];
}

/** Half a run, which each version brings to its end. */
const HALF = [...DQN, '--steps', `${STEPS / 2}`, '--replay', 'prioritized', '--n-step', '2'];

const SWEEP = [...DQN, '--seeds', '0-2', '--workers', '2'];
/** The files of a sweep that hold no time and no machine. */
const SWEEP_FILES = ['results.jsonl', 'curves.jsonl'];

interface Runtime {
  readonly name: string;
  /** What runs TypeScript. */
  readonly command: readonly string[];
}

/** Where a runtime is found on npm, and in its package. */
interface Source {
  readonly specifier: string;
  readonly file: string;
  /** What stands between the binary and a module in TypeScript. */
  readonly flags: readonly string[];
}

const { platform, arch } = process;
const exe = platform === 'win32' ? '.exe' : '';

/** Of `bun`, `deno`, one of them with a version such as `deno@2`, or a version of Node such as `24`. */
function sourceOf(runtime: string): Source {
  const [name, version = 'latest'] = runtime.split('@');
  if (name === 'bun') {
    const system = platform === 'win32' ? 'windows' : platform;
    const specifier = `@oven/bun-${system}-${arch === 'arm64' ? 'aarch64' : arch}@${version}`;
    return { specifier, file: `bin/bun${exe}`, flags: [] };
  }
  if (name === 'deno') {
    const specifier = `@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}@${version}`;
    return { specifier, file: `deno${exe}`, flags: ['run', '--allow-all'] };
  }
  return {
    specifier: `node-${platform === 'win32' ? 'win' : platform}-${arch}@${name}`,
    file: `bin/node${exe}`,
    flags: ['--import', 'tsx'],
  };
}

/** A runtime from the cache or from npm. */
async function fetchRuntime(runtime: string): Promise<Runtime> {
  const { specifier, file, flags } = sourceOf(runtime);
  const place = join(CACHE, runtime);
  const binary = join(place, file);
  if (!existsSync(binary)) {
    mkdirSync(CACHE, { recursive: true });
    await withTemporaryFolder((folder, temporary) => {
      const run = (command: string, ...args: string[]) =>
        // On Windows, npm is not a program of its own.
        execFileSync(command, args, {
          cwd: folder,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'inherit'],
          shell: platform === 'win32',
        });
      const archive = run('npm', 'pack', '--silent', specifier).trim();
      run('tar', '-xzf', archive);
      chmodSync(join(folder, 'package', file), 0o755);
      temporary.keep('package', place);
    }, CACHE);
  }
  const [said] = execFileSync(binary, ['--version'], { encoding: 'utf8' }).split('\n');
  const name = /^\d/.test(said) ? `bun ${said}` : said.replace(/ \(.*/, '').replace(/^v/, 'node ');
  return { name, command: [binary, ...flags] };
}

/** SHA-256 of each file, by run and name of the file. */
async function digests({ command }: Runtime, half: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  await withTemporaryFolder(async (temporary) => {
    const [path, sweep] = [join(temporary, 'run'), join(temporary, 'sweep')];
    const options = { runtime: command };
    const take = (run: string, folder = path, files: readonly string[] = readdirSync(folder).sort()) => {
      for (const file of files) {
        const digest = createHash('sha256').update(readFileSync(join(folder, file)));
        found.set(`${run}: ${file}`, digest.digest('hex'));
      }
    };
    for (const [name, run] of RUNS) {
      for (const kernels of ['simd', 'readable']) {
        const train = ['train', ...run, '--checkpoint-every', '200', '--kernels', kernels] as const;
        await runToTheEnd([...train, '--overwrite', '--out', path], options);
        take(`${name}, ${kernels}`);
      }
    }
    cpSync(half, path, { recursive: true, force: true });
    await runToTheEnd(['train', '--resume', path, '--steps', `${STEPS}`], options);
    await runToTheEnd(['play', path, '--svg', join(path, 'episode.svg')], options);
    take(RESUMED);
    await runToTheEnd(['sweep', ...SWEEP, '--out', sweep], options);
    take('sweep', sweep, SWEEP_FILES);
  });
  return found;
}

const RESUMED = 'begun by the first, resumed and played';

const COLUMNS = [
  { title: 'runtime', width: 16 },
  { title: 'files', width: 7 },
  { title: 'different', width: 11 },
  { title: '  SHA-256 of all files', width: 0 },
];

/** Of the digests of a runtime: what is different from the first one, or from itself with other kernels. */
function differences(digests: ReadonlyMap<string, string>, first: ReadonlyMap<string, string>): string[] {
  const keys = new Set([...digests.keys(), ...first.keys()]);
  return [...keys].filter((key) => {
    const withSimd = digests.get(key.replace(', readable:', ', simd:'));
    return digests.get(key) !== first.get(key) || digests.get(key) !== withSimd;
  });
}

function digestOfAll(digests: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [key, digest] of digests) hash.update(`${key} ${digest}\n`);
  return hash.digest('hex').slice(0, 16);
}

await start(async (stop) => {
  const command = createCommand('same-bytes')
    .description('Trains under several runtimes and compares every byte.')
    .option('--runtimes <list>', 'Versions of Node as npm knows them, bun, deno.', '20,22,24,26,bun,deno')
    .parse();
  const { runtimes } = command.opts<Options>();
  if (!/^[\w.@]+(,[\w.@]+)*$/.test(runtimes)) {
    throw new UsageError(`--runtimes: got ${JSON.stringify(runtimes)}, expected a list such as 20,22.4,bun`);
  }
  const fetched: Runtime[] = [];
  for (const runtime of runtimes.split(',')) fetched.push(await fetchRuntime(runtime));
  process.stdout.write(`${formatTitles(COLUMNS)}\n`);
  return await withTemporaryFolder(async (half) => {
    await runToTheEnd(['train', ...HALF, '--overwrite', '--out', half], { runtime: fetched[0].command });
    let first: ReadonlyMap<string, string> | null = null;
    let faults = 0;
    for (const runtime of fetched) {
      if (stop.aborted) break;
      const found = await digests(runtime, half);
      first ??= found;
      const different = differences(found, first);
      const cells = [runtime.name, String(found.size), String(different.length), `  ${digestOfAll(found)}`];
      process.stdout.write(`${formatLine(COLUMNS, cells)}\n`);
      for (const name of different) process.stdout.write(`DIFFERENT: ${name}\n`);
      faults += different.length;
    }
    return faults === 0 ? 0 : 1;
  });
});
