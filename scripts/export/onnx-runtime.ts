/**
 * What ONNX Runtime says of exported policies, compiled for this machine and to WebAssembly: the same actions as ours, and Q within 1e-6
 * of what is summed for it, on 1000 states of the task. Then Debian's python3-onnx checks the files, where it is installed.
 *
 *   npm install --no-save --ignore-scripts onnxruntime-node    # 288 MB; its script would fetch what graphics cards need
 *   npx tsx scripts/export/onnx-runtime.ts runs/CartPole-v1_default_seed1
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPolicy } from '../../src/cli/open-policy.ts';
import { encodeOnnx } from '../../src/experiment/files/onnx.ts';
import { withTemporaryFolder } from '../temporary-folder.ts';
import { type OnnxRuntime, onnxDifference } from './onnx-difference.ts';

const STATES = 1000;
const TOLERANCE = 1e-6;
const RUNTIMES = ['onnxruntime-web', 'onnxruntime-node'];
const DEBIANS_PYTHON = '/usr/bin/python3';
const CHECK = `
import onnx, sys
model = onnx.load(sys.argv[1])
onnx.checker.check_model(model, full_check=True)
print('python3-onnx', onnx.__version__, 'accepts it')
`;

async function load(name: string): Promise<OnnxRuntime | null> {
  try {
    const module = await import(name);
    return module.default ?? module;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    console.log(`${name} is not installed, so it was not asked`);
    return null;
  }
}

const runtimes = new Map<string, OnnxRuntime>();
for (const name of RUNTIMES) {
  const runtime = await load(name);
  if (runtime !== null) runtimes.set(name, runtime);
}

await withTemporaryFolder(async (folder) => {
  for (const path of process.argv.slice(2)) {
    const { policy } = openPolicy(path, {});
    for (const [name, runtime] of runtimes) {
      const { differentActions, largest } = await onnxDifference(policy, runtime, STATES);
      console.log(
        `${path}, ${name}: ${differentActions} of ${STATES} actions different, Q off by ${largest.toExponential(1)} at most`,
      );
      if (differentActions > 0 || !(largest <= TOLERANCE)) process.exitCode = 1;
    }
    const model = join(folder, 'policy.onnx');
    writeFileSync(model, encodeOnnx(policy));
    const { status, stdout, stderr } = spawnSync(DEBIANS_PYTHON, ['-c', CHECK, model], { encoding: 'utf8' });
    console.log(`${path}: ${(status === 0 ? stdout : (stderr ?? 'there is no python3-onnx')).trim()}`);
    if (status !== 0 && !stderr?.includes('ModuleNotFoundError')) process.exitCode = 1;
  }
});
