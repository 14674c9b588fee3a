/** A curve with few enough points to be drawn many times a second, however many there were. */

/** What is drawn of one curve: ascending steps, and the value at each. */
export type Table = [steps: number[], values: number[]];

/** Points that come in, and those of them that are drawn. */
export interface Points {
  /** Steps ascend. A value that is not finite is left out. */
  add(step: number, value: number): void;
  table(): Table;
}

/** What is kept of a group of neighbouring points. */
interface Group {
  count: number;
  low: number;
  lowStep: number;
  high: number;
  highStep: number;
}

/** Of each group two points are drawn: about one for each pixel of a chart. */
const MAX_GROUPS = 256;

/**
 * Keeps the smallest and the largest of each group of neighbouring points, so that no peak is lost, and the last point.
 *
 * While there are few points each is a group of its own. When there are too many groups, each two neighbours become one, and
 * all that follow are as large as they: adding a point costs the same at any length.
 */
export class Trace implements Points {
  #groups: Group[] = [];
  #groupSize = 1;
  #lastStep = 0;
  #lastValue = 0;

  add(step: number, value: number): void {
    if (!Number.isFinite(value)) return;
    this.#lastStep = step;
    this.#lastValue = value;
    const group = this.#groups.at(-1);
    if (group !== undefined && group.count < this.#groupSize) {
      extend(group, { count: 1, low: value, lowStep: step, high: value, highStep: step });
      return;
    }
    if (this.#groups.length === MAX_GROUPS) {
      this.#groups = joinNeighbours(this.#groups);
      this.#groupSize *= 2;
    }
    this.#groups.push({ count: 1, low: value, lowStep: step, high: value, highStep: step });
  }

  table(): Table {
    const steps: number[] = [];
    const values: number[] = [];
    const put = (step: number, value: number) => {
      if (step === steps.at(-1)) return;
      steps.push(step);
      values.push(value);
    };
    for (const { low, lowStep, high, highStep } of this.#groups) {
      if (lowStep <= highStep) put(lowStep, low);
      put(highStep, high);
      if (lowStep > highStep) put(lowStep, low);
    }
    if (this.#groups.length > 0) put(this.#lastStep, this.#lastValue);
    return [steps, values];
  }
}

/** Points that a scatter of them shows. */
const MAX_DOTS = 512;

/**
 * Every n-th point, so that those shown are spread as all are: where a line must show its peaks, a scatter of nothing but peaks
 * and lows would show a spread that is not there. n doubles when there are too many.
 */
export class FairSample implements Points {
  #steps: number[] = [];
  #values: number[] = [];
  #every = 1;
  #count = 0;

  add(step: number, value: number): void {
    if (!Number.isFinite(value) || this.#count++ % this.#every !== 0) return;
    if (this.#steps.length === MAX_DOTS) {
      const isEven = (_: number, k: number) => k % 2 === 0;
      this.#steps = this.#steps.filter(isEven);
      this.#values = this.#values.filter(isEven);
      this.#every *= 2;
    }
    this.#steps.push(step);
    this.#values.push(value);
  }

  table(): Table {
    return [[...this.#steps], [...this.#values]];
  }
}

/** Makes a group larger by what follows it. */
function extend(group: Group, next: Group): void {
  group.count += next.count;
  if (next.low < group.low) {
    group.low = next.low;
    group.lowStep = next.lowStep;
  }
  if (next.high > group.high) {
    group.high = next.high;
    group.highStep = next.highStep;
  }
}

function joinNeighbours(groups: readonly Group[]): Group[] {
  return groups.flatMap((group, k) => {
    if (k % 2 === 1) return [];
    extend(group, groups[k + 1]);
    return [group];
  });
}
