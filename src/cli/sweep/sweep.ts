/** What `src/sweep.ts` does: trains many agents on all cores and compares them with statistics. */

import { type KernelsName, resolveKernels } from '../../nn/device.ts';
import { makeFolder } from '../files.ts';
import { type FolderLock, withFolderLock } from '../folder-lock.ts';
import { withTasks } from '../load-task.ts';
import { printable } from '../printable.ts';
import { search } from '../search/search.ts';
import { formatCount } from '../status-line.ts';
import { defaultFolder, type MergeArguments, type RunArguments, type SearchArguments } from './arguments.ts';
import { SweepFolder } from './folder.ts';
import { report } from './report-program.ts';
import { runMissing } from './session.ts';

const out = process.stdout;

async function run(
  { plan, shard, out: path, ...work }: RunArguments,
  kernels: KernelsName,
  stop: AbortSignal,
  lock: FolderLock,
): Promise<void> {
  const folder = await withTasks(() => SweepFolder.open(path, plan, shard, lock.wasAbandoned));
  if (folder.remaining.length === 0) {
    out.write(`${printable(path)} holds all ${formatCount(folder.runs.length)} runs already\n`);
    folder.save();
  } else {
    await runMissing(folder, { ...work, kernels, stop, lock });
  }
  if (folder.remaining.length > 0) out.write('stopped; run the same command to continue with the others\n');
  else await report(folder, stop);
}

async function merge({ merge: paths, out: path }: MergeArguments, stop: AbortSignal): Promise<void> {
  const parts = await withTasks(() => paths.map((part) => SweepFolder.read(part)));
  const [{ plan }] = parts;
  const target = path ?? defaultFolder(plan.name, null);
  // What is wrong with the parts shows before a folder is made.
  SweepFolder.join(parts, target);
  makeFolder(target);
  await withFolderLock(target, stop, async ({ wasAbandoned }) => {
    const there = await withTasks(() => SweepFolder.open(target, plan, null, wasAbandoned));
    const folder = SweepFolder.join([...parts, there], target);
    folder.save();
    await report(folder, stop);
  });
}

export async function main(
  args: RunArguments | SearchArguments | MergeArguments,
  stop: AbortSignal,
): Promise<number> {
  if ('merge' in args) {
    await merge(args, stop);
  } else if ('search' in args) {
    await search(args, stop);
  } else {
    const kernels = resolveKernels(args.kernels);
    makeFolder(args.out);
    await withFolderLock(args.out, stop, (lock) => run(args, kernels, stop, lock));
  }
  return 0;
}
