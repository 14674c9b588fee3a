/** The parameters of a run as they were, every so often, in bounded memory. */

const MAX_SNAPSHOTS = 64;
/** Of large networks there are fewer. */
const MAX_NUMBERS = 4_000_000;
const MIN_SNAPSHOTS = 8;

interface Snapshot {
  readonly step: number;
  readonly params: Float32Array;
}

/** When there are too many every second one goes, and from then on they are taken half as often. */
export class Snapshots {
  #taken: Snapshot[] = [];
  /** Environment steps between two of them, at least. */
  #distance = 1;

  /** Keeps the parameters unless others have been taken a short time before. Steps ascend. */
  add(step: number, params: Float32Array): void {
    const last = this.#taken.at(-1);
    if (last !== undefined && step < last.step + this.#distance) return;
    const most = Math.max(MIN_SNAPSHOTS, Math.min(MAX_SNAPSHOTS, Math.floor(MAX_NUMBERS / params.length)));
    if (this.#taken.length >= most) {
      this.#taken = this.#taken.filter((_, k) => k % 2 === 0);
      this.#distance = Math.max(2 * this.#distance, Math.ceil((2 * step) / most));
    }
    this.#taken.push({ step, params: params.slice() });
  }

  get steps(): readonly number[] {
    return this.#taken.map(({ step }) => step);
  }

  /** Those of a step in `steps`. */
  at(step: number): Float32Array | null {
    return this.#taken.find((one) => one.step === step)?.params ?? null;
  }
}
