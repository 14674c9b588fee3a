/** Finding on disk what a run is to branch from. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Parent, readParent } from '../experiment/files/parent.ts';
import type { KernelsChoice } from '../nn/device.ts';
import { refuseOtherFormat } from './other-format.ts';
import { UsageError } from './program.ts';
import { isThere, readParsed } from './reading.ts';
import { FILES, MAX_CHECKPOINT_BYTES } from './run-folder.ts';

/** The file at a path, or of the run folder there: its checkpoint or, where a run had none, its weights. */
function parentFile(path: string): string {
  if (!statSync(path).isDirectory()) return path;
  const file = [FILES.checkpoint, FILES.weights].map((name) => join(path, name)).find(isThere);
  if (file !== undefined) return file;
  throw new UsageError(
    `${path} has no ${FILES.checkpoint} and no ${FILES.weights}; name a run folder, a checkpoint or a weights file`,
  );
}

/**
 * @param bug what is in this program.
 * @throws UsageError that names the file and what is wrong with it; errors of the file system pass through.
 */
export function openParent(
  path: string,
  kernels: KernelsChoice,
  bug: string | null,
): { readonly file: string; readonly parent: Parent } {
  const file = parentFile(path);
  refuseOtherFormat(file);
  const parent = readParsed(file, MAX_CHECKPOINT_BYTES, (bytes) => readParent(bytes, kernels, bug));
  return { file, parent };
}
