/** One session of work in the folder of a sweep: the runs that it lacks, on all cores, with a look at how far they are. */
import { learningEnd } from '../../config/schedule.ts';
import { environmentOf } from '../../experiment/assembly.ts';
import type { KernelsName } from '../../nn/device.ts';
import { commandOf } from '../checkout.ts';
import type { FolderLock } from '../folder-lock.ts';
import { describeLearningEnd } from '../learning-end.ts';
import { describeSession } from '../machine.ts';
import { warnIfNotRepeatable } from '../repeatable.ts';
import { formatCount, formatDuration, StatusLine } from '../status-line.ts';
import type { SweepFolder } from './folder.ts';
import type { PlannedRun } from './plan.ts';
import { type PoolOptions, runAll, sharedProgress } from './pool.ts';
import { formatSweepLine, formatSweepTable, type SweepState } from './table.ts';

/** Milliseconds between two looks at the progress, and between two plain lines where there is no terminal. */
const LOOK_INTERVAL = 100;
const PLAIN_INTERVAL = 15_000;

const out = process.stdout;

export interface SessionOptions extends Pick<PoolOptions, 'workers' | 'stop' | 'checkpoints'> {
  /** The arguments of the program, which are kept in the folder. */
  readonly given: readonly string[];
  readonly kernels: KernelsName;
  readonly lock: FolderLock;
  /** Called when the folder holds one more run. */
  readonly onAdded?: () => void;
}

/** All variants take turns, so that a sweep that is stopped can say something about each of them. */
function bySeed(runs: readonly PlannedRun[]): PlannedRun[] {
  return [...runs].sort((a, b) => a.seed - b.seed);
}

/** Does the runs that are missing, or some of them if it is stopped. Afterwards the folder holds all that are done. */
export async function runMissing(
  folder: SweepFolder,
  { given, workers, kernels, stop, lock, checkpoints, onAdded = () => {} }: SessionOptions,
): Promise<void> {
  const { plan } = folder;
  const todo = bySeed(folder.remaining);
  const { length: runs } = folder.runs;
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
      ...(checkpoints && { checkpoints }),
      onFinished(planned, finished) {
        lock.check();
        folder.add(planned, finished);
        onAdded();
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
}
