/**
 * `npm run same-bytes`: trains the same short runs under several versions of Node and compares the SHA-256 of every file that
 * they leave. The versions come from the npm registry, and stay in `node_modules/.cache`.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatLine, formatTitles } from '../../bench/table.ts';
import { createCommand, UsageError } from '../../src/cli/program.ts';
import { start } from '../../src/cli/start.ts';
import { withTemporaryFolder } from '../temporary-folder.ts';
import { runToTheEnd } from './programs.ts';

interface Options {
  readonly versions: string;
}

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/nodes/', import.meta.url));

const STEPS = 600;
const SHORT = [
  ...['--hidden-sizes', '16,16', '--batch-size', '16', '--checkpoint-every', '200'],
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
  ['tutorial', [...SHORT, '--steps', `${STEPS}`, '--preset', 'tutorial']],
];

function flags(targetRule: string, replay: string): string[] {
  return ['--target-rule', targetRule, '--replay', replay];
}

/** Half a run, which each version brings to its end. */
const HALF = [...DQN, '--steps', `${STEPS / 2}`, '--replay', 'prioritized', '--n-step', '2'];

interface NodeVersion {
  readonly name: string;
  readonly binary: string;
}

/** The binary of a version such as `24`, from the cache or from npm. */
async function fetchNode(version: string): Promise<NodeVersion> {
  const { platform, arch } = process;
  const place = join(CACHE, version);
  const binary = join(place, 'bin', platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(binary)) {
    mkdirSync(CACHE, { recursive: true });
    await withTemporaryFolder((folder, temporary) => {
      const run = (command: string, ...args: string[]) =>
        execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
      const archive = run('npm', 'pack', '--silent', `node-${platform}-${arch}@${version}`).trim();
      run('tar', '-xzf', archive);
      temporary.keep('package', place);
    }, CACHE);
  }
  return { name: execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim(), binary };
}

/** SHA-256 of each file, by run and name of the file. */
async function digests({ binary }: NodeVersion, half: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, 'run');
    const options = { node: [binary] };
    const take = (run: string) => {
      for (const file of readdirSync(path).sort()) {
        const digest = createHash('sha256').update(readFileSync(join(path, file)));
        found.set(`${run}: ${file}`, digest.digest('hex'));
      }
    };
    for (const [name, run] of RUNS) {
      for (const kernels of ['simd', 'readable']) {
        await runToTheEnd(['train', ...run, '--kernels', kernels, '--overwrite', '--out', path], options);
        take(`${name}, ${kernels}`);
      }
    }
    cpSync(half, path, { recursive: true, force: true });
    await runToTheEnd(['train', '--resume', path, '--steps', `${STEPS}`], options);
    take(RESUMED);
  });
  return found;
}

const RESUMED = 'begun by the first version and resumed';

const COLUMNS = [
  { title: 'Node', width: 14 },
  { title: 'files', width: 7 },
  { title: 'different', width: 11 },
  { title: '  SHA-256 of all files', width: 0 },
];

/** Of the digests of a version: what is different from the first version, or from itself with other kernels. */
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
    .description('Trains under several versions of Node and compares every byte.')
    .option('--versions <list>', 'Versions of Node as npm knows them.', '20,22,24,25,26')
    .parse();
  const { versions } = command.opts<Options>();
  if (!/^[\w.]+(,[\w.]+)*$/.test(versions)) {
    throw new UsageError(`--versions: got ${JSON.stringify(versions)}, expected a list such as 20,22.4`);
  }
  const nodes: NodeVersion[] = [];
  for (const version of versions.split(',')) nodes.push(await fetchNode(version));
  process.stdout.write(`${formatTitles(COLUMNS)}\n`);
  return await withTemporaryFolder(async (half) => {
    await runToTheEnd(['train', ...HALF, '--overwrite', '--out', half], { node: [nodes[0].binary] });
    let first: ReadonlyMap<string, string> | null = null;
    let faults = 0;
    for (const node of nodes) {
      if (stop.aborted) break;
      const found = await digests(node, half);
      first ??= found;
      const different = differences(found, first);
      const cells = [node.name, String(found.size), String(different.length), `  ${digestOfAll(found)}`];
      process.stdout.write(`${formatLine(COLUMNS, cells)}\n`);
      for (const name of different) process.stdout.write(`DIFFERENT: ${name}\n`);
      faults += different.length;
    }
    return faults === 0 ? 0 : 1;
  });
});
