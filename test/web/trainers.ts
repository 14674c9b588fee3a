/** A trainer in the hands of a test: its time is the test's, and what it says is kept. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunFolder } from '../../src/cli/run-folder.ts';
import type { Config } from '../../src/config/config.ts';
import { environmentOf } from '../../src/experiment/assembly.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/experiment/files/checkpoint.ts';
import { encodePolicy } from '../../src/experiment/files/policy-file.ts';
import { encodeRunCheckpoint } from '../../src/experiment/files/run-checkpoint.ts';
import { CurveRecorder } from '../../src/experiment/learning-curve.ts';
import type { EpisodeRow, MetricsRow } from '../../src/experiment/metrics.ts';
import { TrainingRun } from '../../src/experiment/run.ts';
import type { ConfigChanges, Report, RequestBody, SavedRun, Speed, StepGoal } from '../../web/messages.ts';
import { type Time, Trainer } from '../../web/worker/trainer.ts';

type Kind = Report['kind'];
type ReportOf<K extends Kind> = Extract<Report, { kind: K }>;

/** Time that passes only when it is asked for, so that a slice has the same length every time. */
export class ManualTime implements Time {
  /** Milliseconds that pass with each look at the clock. */
  cost = 1;
  #now = 0;
  #order = 0;
  readonly #tasks: { readonly at: number; readonly order: number; readonly task: () => void }[] = [];

  now(): number {
    this.#now += this.cost;
    return this.#now;
  }

  soon(task: () => void): void {
    this.later(task, 0);
  }

  later(task: () => void, delay: number): void {
    this.#tasks.push({ at: this.#now + delay, order: this.#order++, task });
    this.#tasks.sort((a, b) => a.at - b.at || a.order - b.order);
  }

  /** Does what comes next; false if there is nothing, or nothing until a moment. */
  doNext(until = Infinity): boolean {
    if (this.#tasks.length === 0 || this.#tasks[0].at > until) return false;
    const { at, task } = this.#tasks.shift()!;
    this.#now = Math.max(this.#now, at);
    task();
    return true;
  }

  pass(milliseconds: number): void {
    const until = this.#now + milliseconds;
    while (this.doNext(until));
    this.#now = Math.max(this.#now, until);
  }
}

export class Desk {
  readonly time = new ManualTime();
  readonly reports: Report[] = [];
  readonly #trainer = new Trainer(
    // As a message does, it takes the buffers away from the sender.
    (report, transfer) => this.reports.push(structuredClone(report, { transfer })),
    this.time,
  );
  #id = 0;
  #run = 0;

  ask(body: RequestBody): number {
    this.#trainer.hear({ ...body, id: ++this.#id });
    return this.#id;
  }

  start(config: Config, preset = 'default'): this {
    this.#run = this.ask({ kind: 'start', preset, config });
    return this;
  }

  open(checkpoint: Uint8Array, changes: ConfigChanges = {}): this {
    const id = this.ask({ kind: 'open', checkpoint, changes });
    if (this.last().kind !== 'refused') this.#run = id;
    return this;
  }

  run(speed: Speed = 'full', until: number | null = null): this {
    this.ask({ kind: 'run', run: this.#run, speed, until });
    return this;
  }

  pause(): this {
    this.ask({ kind: 'pause', run: this.#run });
    return this;
  }

  advance(goal: StepGoal): this {
    this.ask({ kind: 'advance', run: this.#run, goal });
    return this.settle();
  }

  save(): SavedRun {
    const id = this.ask({ kind: 'save', run: this.#run });
    const answer = this.last('saved');
    if (answer.answers !== id) throw new Error('not saved');
    return answer.saved;
  }

  /** Lets it work until there is nothing to do. */
  settle(): this {
    while (this.time.doNext());
    return this;
  }

  all<K extends Kind>(kind: K): ReportOf<K>[] {
    return this.reports.filter((report): report is ReportOf<K> => report.kind === kind);
  }

  last<K extends Kind = Kind>(kind?: K): ReportOf<K> {
    const found = this.reports.findLast((report) => kind === undefined || report.kind === kind);
    if (found === undefined) throw new Error(`no report${kind === undefined ? '' : ` of kind ${kind}`}`);
    return found as ReportOf<K>;
  }

  get step(): number {
    return this.last('progress').progress.step;
  }
}

/** All rows that were reported. */
export function rowsOf(reports: readonly Report[]): { episodes: EpisodeRow[]; metrics: MetricsRow[] } {
  const progress = reports.flatMap((report) => (report.kind === 'progress' ? [report.progress] : []));
  return {
    episodes: progress.flatMap(({ episodes }) => episodes),
    metrics: progress.flatMap(({ metrics }) => metrics),
  };
}

/** The files of a run that the program `train` has trained, as it does, in one go. */
export function trainInNode(config: Config, preset = 'default'): SavedRun {
  const path = mkdtempSync(join(tmpdir(), 'web-'));
  try {
    const folder = RunFolder.begin(path, preset, config);
    const curve = new CurveRecorder(environmentOf(config).spec);
    const run = new TrainingRun(config, {
      episodeEnded(row) {
        folder.addEpisode(row);
        curve.episodeEnded(row);
      },
      metricsTaken(row) {
        folder.addMetrics(row);
        curve.metricsTaken(row);
      },
    });
    const save = () => folder.saveCheckpoint((tables) => encodeRunCheckpoint(preset, run, curve, tables));
    while (!run.finished) {
      const { measureDue } = run;
      run.advance();
      if (!measureDue && run.updatesDue === 0 && run.step === config.steps) save();
    }
    if (run.step < config.steps) save();
    folder.close();
    folder.saveWeights(encodePolicy(run.network, config));
    folder.saveBest(encodePolicy(run.network, config, run.best.params));
    return readRunFolder(path);
  } finally {
    rmSync(path, { recursive: true });
  }
}

export function readRunFolder(path: string): SavedRun {
  const bytes = (name: string) => new Uint8Array(readFileSync(join(path, name)));
  const text = (name: string) => readFileSync(join(path, name), 'utf8');
  return {
    checkpoint: bytes('checkpoint.bin'),
    weights: bytes('weights.safetensors'),
    best: bytes('best.safetensors'),
    episodesCsv: text('episodes.csv'),
    metricsCsv: text('metrics.csv'),
    configJson: text('config.json'),
  };
}

/** A checkpoint without the marks of its tables, which begin anew where it is opened in the page. */
export function withoutTables(checkpoint: Uint8Array): Uint8Array {
  return encodeCheckpoint({ ...decodeCheckpoint(checkpoint), tables: null });
}
