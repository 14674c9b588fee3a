/** What `sweep.ts --search` does: rung after rung, each a sweep of the candidates that are left, and a report on all of them. */
import { type KernelsName, resolveKernels } from '../../nn/device.ts';
import { makeFolder } from '../files.ts';
import { type FolderLock, withFolderLock } from '../folder-lock.ts';
import { printable } from '../printable.ts';
import { formatCount } from '../status-line.ts';
import type { SearchArguments } from '../sweep/arguments.ts';
import { SweepFolder } from '../sweep/folder.ts';
import type { PlannedRun, SweepPlan } from '../sweep/plan.ts';
import { writeReport } from '../sweep/report.ts';
import { report } from '../sweep/report-program.ts';
import { runMissing, type SessionOptions } from '../sweep/session.ts';
import type { RunCheckpoints } from '../sweep/worker.ts';
import { CONFIRM, SearchFolder } from './folder.ts';
import { outcomeOf, type RungOutcome } from './outcome.ts';
import { confirmationPlan, rungPlan } from './plan.ts';
import { candidatesTable, FIGURES, makeSearchReport } from './report.ts';

const out = process.stdout;

/** Of the sweep of one stage, beside its plan. */
interface StageWork extends Pick<SessionOptions, 'checkpoints'> {
  readonly onAdded?: (folder: SweepFolder) => void;
}

export async function search(args: SearchArguments, stop: AbortSignal): Promise<void> {
  makeFolder(args.out);
  const kernels = resolveKernels(args.kernels);
  // Parts lock their own folders.
  if (args.shard !== null) await new Search(args, kernels, stop, null).run();
  else await withFolderLock(args.out, stop, (lock) => new Search(args, kernels, stop, lock).run());
}

class Search {
  readonly #args: SearchArguments;
  readonly #kernels: KernelsName;
  readonly #stop: AbortSignal;
  /** Of the whole folder; null in a part. */
  readonly #lock: FolderLock | null;
  readonly #folder: SearchFolder;

  constructor(args: SearchArguments, kernels: KernelsName, stop: AbortSignal, lock: FolderLock | null) {
    this.#args = args;
    this.#kernels = kernels;
    this.#stop = stop;
    this.#lock = lock;
    this.#folder = new SearchFolder(args.out, args.search, lock?.wasAbandoned ?? true);
    if (lock !== null) this.#folder.removeLeftOvers();
  }

  async run(): Promise<void> {
    const { search, confirm } = this.#args;
    if (search.rungs.length > 1) this.#folder.makeCheckpoints();
    const outcomes: RungOutcome[] = [];
    const sweeps: SweepFolder[] = [];
    let numbers: readonly number[] = search.candidates.map((_, number) => number);
    for (const [k, rung] of search.rungs.entries()) {
      const sweep = await this.#finishRung(k, numbers);
      if (sweep === null) return;
      const outcome = outcomeOf(rung, numbers, sweep);
      outcomes.push(outcome);
      sweeps.push(sweep);
      const next = search.rungs.at(k + 1)?.candidates ?? 0;
      numbers = outcome.best.slice(0, next).sort((a, b) => a - b);
      this.#folder.retain(numbers);
    }
    this.#folder.removeCheckpoints();
    const [winner] = outcomes[outcomes.length - 1].best;
    const confirmation =
      confirm === 0 ? null : await this.#finish(CONFIRM, confirmationPlan(search, winner, confirm), {});
    if (confirm > 0 && confirmation === null) return;
    if (this.#lock === null)
      out.write('all parts are done; the same command without --shard writes the report\n');
    else await this.#report(this.#lock, outcomes, sweeps, confirmation);
  }

  async #report(
    lock: FolderLock,
    outcomes: readonly RungOutcome[],
    sweeps: readonly SweepFolder[],
    confirmation: SweepFolder | null,
  ): Promise<void> {
    if (confirmation !== null) await report(confirmation, this.#stop);
    if (this.#stop.aborted) return;
    const { search } = this.#args;
    const all = confirmation === null ? sweeps : [...sweeps, confirmation];
    const sessions = all.flatMap((sweep) => sweep.sessions);
    const { summary, ...found } = makeSearchReport(search, outcomes, confirmation, sessions);
    lock.check();
    this.#folder.writeCandidates(candidatesTable(search, outcomes));
    writeReport(this.#folder.path, found, FIGURES);
    for (const line of summary) out.write(`${printable(line)}\n`);
    const path = printable(this.#folder.path);
    out.write(`report: ${path}/report.md, ${path}/report.html\n`);
  }

  #finishRung(k: number, numbers: readonly number[]): Promise<SweepFolder | null> {
    const { search } = this.#args;
    const rung = search.rungs[k];
    const plan = rungPlan(search, k, numbers);
    const next = search.rungs.at(k + 1);
    const fileOf = ({ variant, seed }: PlannedRun) =>
      this.#folder.checkpoint(numbers[plan.variants.indexOf(variant)], seed);
    const checkpoints = (run: PlannedRun): RunCheckpoints => ({
      from: search.rungs.length > 1 ? fileOf(run) : null,
      to: next === undefined ? null : fileOf(run),
    });
    return this.#finish(`rung-${k + 1}`, plan, {
      checkpoints,
      onAdded: (folder) => {
        // A part does not know what the others have found.
        if (next === undefined || this.#lock === null) return;
        const dropped = outcomeOf(rung, numbers, folder).best.slice(next.candidates);
        if (dropped.length > 0) this.#folder.retain(numbers.filter((number) => !dropped.includes(number)));
      },
    });
  }

  /** The complete sweep of a stage; null if it was stopped, or other parts are missing. */
  async #finish(name: string, plan: SweepPlan, work: StageWork): Promise<SweepFolder | null> {
    if (this.#folder.done(name, plan).remaining.length > 0) {
      const path = this.#folder.stage(name, this.#args.shard);
      makeFolder(path);
      if (this.#lock !== null) await this.#runStage(name, plan, this.#lock, work);
      else await withFolderLock(path, this.#stop, (lock) => this.#runStage(name, plan, lock, work));
    }
    const done = this.#folder.done(name, plan);
    const { length: missing } = done.remaining;
    if (missing > 0) {
      const parts = `${name}: ${formatCount(missing)} runs of other parts are missing; run the same command again when they are done\n`;
      out.write(this.#stop.aborted ? 'stopped; run the same command to continue\n' : parts);
      return null;
    }
    // What parts have done is put together.
    if (this.#lock !== null) done.save();
    return done;
  }

  async #runStage(name: string, plan: SweepPlan, lock: FolderLock, work: StageWork): Promise<void> {
    const { given, workers, shard } = this.#args;
    const own = SweepFolder.open(this.#folder.stage(name, shard), plan, shard, lock.wasAbandoned);
    // Without parts, whatever parts have done need not be done again.
    const folder = shard === null ? this.#folder.done(name, plan) : own;
    if (folder.remaining.length === 0) return;
    const { checkpoints, onAdded } = work;
    await runMissing(folder, {
      ...{ given, workers, kernels: this.#kernels, stop: this.#stop, lock },
      ...(checkpoints && { checkpoints }),
      ...(onAdded && { onAdded: () => onAdded(folder) }),
    });
  }
}
