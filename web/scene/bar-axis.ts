/** An axis for bars that grows with the values shown, so that a bar does not change because its axis shrank. */

/** The smallest of 1, 1.5, 2, 3, 5, 7.5, 10, 15 … (and 0.75, 0.5 …) that is not below `size`; 0 for 0. */
export function roundUpFinely(size: number): number {
  if (size === 0) return 0;
  const power = 10 ** Math.floor(Math.log10(size));
  // The logarithm may be off by its last bit, so the next power is tried, too.
  return [1, 1.5, 2, 3, 5, 7.5, 10, 15].map((factor) => factor * power).find((end) => end >= size) ?? size;
}

/** It always holds 0. */
export class Axis {
  low = 0;
  high = 0;

  reset(): void {
    this.low = 0;
    this.high = 0;
  }

  /** What is not finite has no place on an axis, and changes nothing. */
  include(value: number): void {
    if (!Number.isFinite(value)) return;
    if (value > this.high) this.high = roundUpFinely(value);
    if (value < this.low) this.low = -roundUpFinely(-value);
  }

  /** The bar from 0 to `value`, in parts of the axis; without length for what is not finite. */
  bar(value: number): { readonly start: number; readonly length: number } {
    const range = this.high - this.low || 1;
    const zero = (0 - this.low) / range;
    if (!Number.isFinite(value)) return { start: zero, length: 0 };
    return { start: zero + Math.min(0, value) / range, length: Math.abs(value) / range };
  }
}
