/** Who takes part: how to see whether a peer is installed, how to install it, and how to run it. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Peer {
  /** As `--only` takes it. */
  readonly name: string;
  /** As the table shows it. */
  readonly title: string;
  /** What to do where it is missing; empty if it never is. */
  readonly install: string;
  /** The program and its arguments for a workload file, or null where the peer is not installed. */
  command(workload: string): string[] | null;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Commands run in the root of the repository, where Node finds tsx. */
export const ROOT = here('../..');

/** A command for a script in TypeScript, or in JavaScript that imports TypeScript. */
export const nodeCommand = (script: string, ...args: string[]) => [
  process.execPath,
  '--import',
  'tsx',
  here(script),
  ...args,
];

function succeeds(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The first Python that has the module: in bench/peers/.venv, then any on the path (there may be several). */
function findPython(module: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = [here('.venv/bin/python'), ...folders.map((folder) => join(folder, 'python3'))];
  return candidates.find((path) => existsSync(path) && succeeds(path, '-c', `import ${module}`)) ?? null;
}

function pythonPeer(module: string, script: string, form: string, peer: Omit<Peer, 'command'>): Peer {
  return {
    ...peer,
    command(workload) {
      const python = findPython(module);
      return python === null ? null : [python, here(script), workload, form];
    },
  };
}

const VENV = 'python3 -m venv bench/peers/.venv && bench/peers/.venv/bin/pip install';
const TORCH = {
  install: `apt-get install python3-torch libopenblas0-pthread, or ${VENV} torch numpy`,
};
const GYMNASIUM = { install: `${VENV} gymnasium` };
const TFJS = { install: 'npm ci --prefix bench/peers/tfjs' };

function tfjsPeer(backend: string, peer: Omit<Peer, 'command'>): Peer {
  return {
    ...peer,
    command: (workload) =>
      existsSync(here('tfjs/node_modules/@tensorflow/tfjs'))
        ? nodeCommand('tfjs/index.mjs', workload, backend)
        : null,
  };
}

export const OURS: Peer = {
  name: 'ours',
  title: 'dqn.ts',
  install: '',
  command: (workload) => nodeCommand('ours/index.ts', workload, 'auto'),
};

export const PEERS: readonly Peer[] = [
  {
    name: 'readable',
    title: 'dqn.ts, readable kernels',
    install: '',
    command: (workload) => nodeCommand('ours/index.ts', workload, 'readable'),
  },
  pythonPeer('torch', 'python/pytorch.py', 'eager', {
    name: 'pytorch-eager',
    title: 'PyTorch, eager',
    ...TORCH,
  }),
  pythonPeer('torch', 'python/pytorch.py', 'scripted', {
    name: 'pytorch-scripted',
    title: 'PyTorch, scripted update',
    ...TORCH,
  }),
  pythonPeer('torch', 'python/pytorch.py', 'all-scripted', {
    name: 'pytorch-all-scripted',
    title: 'PyTorch, scripted update and sampling',
    ...TORCH,
  }),
  tfjsPeer('wasm', { name: 'tfjs-wasm', title: 'TensorFlow.js, wasm', ...TFJS }),
  tfjsPeer('cpu', { name: 'tfjs-cpu', title: 'TensorFlow.js, plain JS', ...TFJS }),
  {
    name: 'reinforcejs',
    title: 'REINFORCEjs',
    install:
      'it is not on npm under its name; put lib/rl.js of github.com/karpathy/reinforcejs into bench/peers/reinforcejs',
    command: (workload) =>
      existsSync(here('reinforcejs/rl.js')) ? nodeCommand('reinforcejs/index.mjs', workload) : null,
  },
  pythonPeer('gymnasium', 'python/gymnasium_env.py', 'single', {
    name: 'gymnasium',
    title: 'Gymnasium, one environment',
    ...GYMNASIUM,
  }),
  pythonPeer('gymnasium', 'python/gymnasium_env.py', 'vector', {
    name: 'gymnasium-vector',
    title: 'Gymnasium, 1024 at once in NumPy',
    ...GYMNASIUM,
  }),
  {
    name: 'c',
    title: 'C, the limit',
    install: 'apt-get install gcc libc6-dev',
    command: (workload) => (succeeds('gcc', '--version') ? nodeCommand('c/index.ts', workload) : null),
  },
];
