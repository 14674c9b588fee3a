/** What `src/export.ts` does: writes a policy, or the course of a run, for other programs. */
import { basename, join, resolve } from 'node:path';
import { encodeOnnx } from '../experiment/files/onnx.ts';
import type { ExportArguments } from './export-arguments.ts';
import { makeFolder, writeFileAtomically } from './files.ts';
import { withTasks } from './load-task.ts';
import { openPolicy } from './open-policy.ts';
import { printable } from './printable.ts';
import { naming } from './reading.ts';
import { encodeEvents } from './tensorboard.ts';

export async function main({ path, onnx, tensorboard, ...flags }: ExportArguments): Promise<number> {
  const write = (file: string, bytes: Uint8Array) => {
    writeFileAtomically(file, bytes);
    process.stdout.write(`wrote ${printable(file)}\n`);
  };
  if (onnx !== undefined) {
    const { policy } = await withTasks(() => openPolicy(path, flags));
    write(
      onnx,
      naming(path, () => encodeOnnx(policy)),
    );
  }
  if (tensorboard !== undefined) {
    const bytes = await withTasks(() => encodeEvents(path));
    makeFolder(tensorboard);
    write(join(tensorboard, `events.out.tfevents.0.${basename(resolve(path))}`), bytes);
  }
  return 0;
}
