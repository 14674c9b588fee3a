/** What `src/export.ts` does: writes a policy for other programs. */
import { encodeOnnx } from '../experiment/files/onnx.ts';
import type { ExportArguments } from './export-arguments.ts';
import { writeFileAtomically } from './files.ts';
import { withTasks } from './load-task.ts';
import { openPolicy } from './open-policy.ts';
import { printable } from './printable.ts';
import { naming } from './reading.ts';

export async function main({ path, onnx, ...flags }: ExportArguments, _stop: AbortSignal): Promise<number> {
  const { policy } = await withTasks(() => openPolicy(path, flags));
  writeFileAtomically(
    onnx,
    naming(path, () => encodeOnnx(policy)),
  );
  process.stdout.write(`wrote ${printable(onnx)}\n`);
  return 0;
}
