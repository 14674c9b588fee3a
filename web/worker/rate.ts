/** How fast a count grows, over the last second or so. */

const WINDOW_MS = 1000;

export class Rate {
  readonly #samples: { readonly time: number; readonly count: number }[] = [];

  /** The count at a time (ms), both not below those before; null for the first, which has none to compare with. */
  perSecond(time: number, count: number): number | null {
    const samples = this.#samples;
    samples.push({ time, count });
    // The first sample is the last one that is as old as the window: slow counts would otherwise have none.
    while (samples.length > 1 && samples[1].time <= time - WINDOW_MS) samples.shift();
    const elapsed = time - samples[0].time;
    return elapsed > 0 ? ((count - samples[0].count) / elapsed) * 1000 : null;
  }
}
