/** How arrays of numbers are compared. */

/** max |got − expected| / max(1, |expected|): each entry by its own size. NaN where an entry is NaN. */
export function entryError(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (got.length !== expected.length) return Infinity;
  return Math.max(
    0,
    ...Array.from(got, (g, k) => Math.abs(g - expected[k]) / Math.max(1, Math.abs(expected[k]))),
  );
}

/** max |got − expected| / max(floor, largest |expected|): all entries by the size of the array. */
export function arrayError(got: ArrayLike<number>, expected: ArrayLike<number>, floor: number): number {
  if (got.length !== expected.length) return Infinity;
  const size = Math.max(floor, ...Array.from(expected, Math.abs));
  return Math.max(0, ...Array.from(got, (g, k) => Math.abs(g - expected[k]))) / size;
}

/** The bits of each float32: unlike `===` they tell −0 from 0 and do not tell NaN from NaN. */
export function bits(values: Float32Array): number[] {
  return Array.from(new Uint32Array(values.slice().buffer));
}
