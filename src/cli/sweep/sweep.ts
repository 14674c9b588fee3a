/** What `src/sweep.ts` does: trains many agents on all cores and compares them with statistics. */

import { learningEnd } from '../../config/schedule.ts';
import { environmentOf } from '../../experiment/assembly.ts';
import type { VariantSummary } from '../../experiment/comparison.ts';
import { median } from '../../experiment/statistics.ts';
import { type KernelsName, resolveKernels } from '../../nn/device.ts';
import { commandOf } from '../checkout.ts';
import { makeFolder } from '../files.ts';
import { type FolderLock, withFolderLock } from '../folder-lock.ts';
import { describeLearningEnd } from '../learning-end.ts';
import { withTasks } from '../load-task.ts';
import { describeSession } from '../machine.ts';
import { printable } from '../printable.ts';
import { warnIfNotRepeatable } from '../repeatable.ts';
import { formatCount, formatDuration, StatusLine } from '../status-line.ts';
import { withThreads } from '../threads.ts';
import { defaultFolder, type MergeArguments, type RunArguments } from './arguments.ts';
import { SweepFolder } from './folder.ts';
import type { PlannedRun } from './plan.ts';
import { runAll, sharedProgress } from './pool.ts';
import { type Report, writeReport } from './report.ts';
import { formatSweepLine, formatSweepTable, type SweepState } from './table.ts';

/** Milliseconds between two looks at the progress, and between two plain lines where there is no terminal. */
const LOOK_INTERVAL = 100;
const PLAIN_INTERVAL = 15_000;

const out = process.stdout;

/** All variants take turns, so that a sweep that is stopped can say something about each of them. */
function bySeed(runs: readonly PlannedRun[]): PlannedRun[] {
  return [...runs].sort((a, b) => a.seed - b.seed);
}

async function run(
  { given, plan, shard, workers, out: path }: RunArguments,
  kernels: KernelsName,
  stop: AbortSignal,
  lock: FolderLock,
): Promise<void> {
  const folder = await withTasks(() => SweepFolder.open(path, plan, shard, lock.wasAbandoned));
  const todo = bySeed(folder.remaining);
  const { length: runs } = folder.runs;
  if (todo.length === 0) {
    out.write(`${printable(path)} holds all ${formatCount(runs)} runs already\n`);
    folder.save();
    await report(folder, stop);
    return;
  }
  folder.begin(describeSession([...commandOf('sweep'), ...given], new Date()));
  const done = runs === todo.length ? '' : `, ${formatCount(runs - todo.length)} of them done before`;
  out.write(`${plan.name}: ${formatCount(runs)} runs${done} · ${kernels} kernels\n`);

  const idle = plan.variants.filter(({ config }) => learningEnd(config) !== null);
  if (idle.length > 0) {
    const [{ name, config }] = idle;
    const others = idle.length > 1 ? ` and ${idle.length - 1} more` : '';
    out.write(`${name}${others}: ${describeLearningEnd(config)}\n`);
  }
  warnIfNotRepeatable(environmentOf(plan.variants[0].config), out);

  const progress = sharedProgress(todo.length);
  const start = performance.now();
  const state = (): SweepState => ({
    name: plan.name,
    workers,
    elapsed: (performance.now() - start) / 1000,
    runs,
    variants: folder.finishedByVariant(),
    unfinished: todo.flatMap((planned, slot) =>
      folder.finished(planned) ? [] : [{ ...planned, step: progress[slot] }],
    ),
  });
  const status = new StatusLine(out, PLAIN_INTERVAL);
  const timer = setInterval(() => {
    status.show(
      () => formatSweepLine(state()),
      (screen) => formatSweepTable(state(), screen),
    );
  }, LOOK_INTERVAL);
  try {
    await runAll(todo, {
      workers,
      kernels,
      stop,
      progress,
      onFinished(planned, finished) {
        lock.check();
        folder.add(planned, finished);
      },
    });
  } finally {
    clearInterval(timer);
    status.clear();
    lock.check();
    folder.end();
  }
  const { length: missing } = folder.remaining;
  out.write(
    `${formatCount(runs - missing)} of ${formatCount(runs)} runs done, ${formatDuration((performance.now() - start) / 1000)}\n`,
  );
  if (missing > 0) out.write('stopped; run the same command to continue with the others\n');
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

/** A part of a sweep would say little; its report is that of the whole. */
async function report(folder: SweepFolder, stop: AbortSignal): Promise<void> {
  if (folder.shard !== null) {
    out.write(
      `files in ${printable(folder.path)}; join them when all parts are done: ${commandOf('sweep').join(' ')} --merge <folders>\n`,
    );
    return;
  }
  const thread = new URL('./report-thread.ts', import.meta.url);
  const report = await withThreads(thread, 1, stop, async (call) => (await call(folder.path)) as Report);
  if (report === null) {
    out.write('stopped before the report was made; the same command makes it\n');
    return;
  }
  writeReport(folder.path, report);
  for (const summary of report.summaries) out.write(`${describe(summary)}\n`);
  const path = printable(folder.path);
  out.write(`report: ${path}/report.md, ${path}/report.html\n`);
}

function describe(summary: VariantSummary): string {
  const { name, endsSolved, endsPerfect, finalReturn, firstPerfectSteps, stability } = summary;
  const middle = median(firstPerfectSteps);
  const ends = [
    ...(endsSolved === null ? [] : [`${endsSolved.count} of ${endsSolved.of} end solved`]),
    ...(endsPerfect === null ? [] : [`${endsPerfect.count} perfect`]),
  ];
  // A task that says neither has no first perfect evaluation.
  if (ends.length === 0) return `${name}: final return ${finalReturn.value.toFixed(2)}`;
  return [
    `${name}: ${ends.join(', ')}`,
    `first perfect evaluation: ${Number.isFinite(middle) ? `median ${formatCount(middle)} steps` : 'none for most'}`,
    ...(stability === null ? [] : [`stability ${stability.value.toFixed(3)}`]),
  ].join(' · ');
}

export async function main(args: RunArguments | MergeArguments, stop: AbortSignal): Promise<number> {
  if ('merge' in args) {
    await merge(args, stop);
  } else {
    const kernels = resolveKernels(args.kernels);
    makeFolder(args.out);
    await withFolderLock(args.out, stop, (lock) => run(args, kernels, stop, lock));
  }
  return 0;
}
