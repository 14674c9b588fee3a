/** The curves of one run, brought up to date as its tables grow. */
import { type Chart, type Curve, pointsOf, type RunRows } from './charts.ts';
import { FairSample, type Points, type Table, Trace } from './trace.ts';

interface TracedCurve {
  readonly trace: Points;
  /** On an axis in powers of ten there is no place for zero. */
  readonly isPositive: boolean;
  /** Points taken so far. */
  taken: number;
}

export class RunTraces {
  readonly #traced = new Map<Curve, TracedCurve>();

  constructor(charts: readonly Chart[]) {
    for (const { curves, reach } of charts) {
      const isPositive = reach === 'powers of ten';
      for (const curve of curves) {
        const trace = curve.look === 'dots' ? new FairSample() : new Trace();
        this.#traced.set(curve, { trace, isPositive, taken: 0 });
      }
    }
  }

  /** Takes what is new. It must be the same run every time. */
  update(run: RunRows): void {
    for (const [curve, traced] of this.#traced) {
      const points = pointsOf(curve, run);
      for (let k = traced.taken; k < points.length; k++) {
        const value = points.value(k);
        if (value !== null && (value > 0 || !traced.isPositive)) traced.trace.add(points.step(k), value);
      }
      traced.taken = points.length;
    }
  }

  table(curve: Curve): Table {
    return this.#traced.get(curve)?.trace.table() ?? [[], []];
  }
}
