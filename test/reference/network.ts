/**
 * The dense network once more, as the textbook writes it: float64, one sample at a time, nested arrays, PyTorch's
 * [out][in] weights, no shared code and no backpropagation. Slow and plain, it judges what `src/nn` computes.
 */

export interface ReferenceLayer {
  /** weight[o][i] */
  readonly weight: readonly (readonly number[])[];
  readonly bias: readonly number[];
}

/** Cuts flat parameters, (I,O) weight and bias of one layer after the other, into layers. */
export function referenceLayers(sizes: readonly number[], params: ArrayLike<number>): ReferenceLayer[] {
  const rest = Array.from(params);
  return sizes.slice(1).map((outputs, k) => {
    const rows = Array.from({ length: sizes[k] }, () => rest.splice(0, outputs));
    const bias = rest.splice(0, outputs);
    return { weight: bias.map((_, o) => rows.map((row) => row[o])), bias };
  });
}

/** Cuts a flat row-major matrix into its rows. */
export function toRows(flat: ArrayLike<number>, columns: number): number[][] {
  return Array.from({ length: flat.length / columns }, (_, r) =>
    Array.from({ length: columns }, (_, c) => flat[r * columns + c]),
  );
}

export const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, ai, i) => sum + ai * b[i], 0);

/** The sums before the activation function, layer by layer; the last are the network's output. */
export function preActivations(layers: readonly ReferenceLayer[], x: readonly number[]): number[][] {
  const [first, ...others] = layers;
  const z = first.weight.map((row, o) => dot(row, x) + first.bias[o]);
  if (others.length === 0) return [z];
  const h = z.map((value) => Math.max(0, value));
  return [z, ...preActivations(others, h)];
}

export const referenceOutput = (layers: readonly ReferenceLayer[], x: readonly number[]) =>
  preActivations(layers, x).at(-1)!;

/** How far the nearest hidden unit is from the kink of its ReLU, over all samples. */
export function kinkDistance(layers: readonly ReferenceLayer[], xs: readonly number[][]): number {
  const hidden = xs.flatMap((x) => preActivations(layers, x).slice(0, -1).flat());
  return Math.min(Infinity, ...hidden.map(Math.abs));
}

/**
 * ∂/∂θ of Σ out · dOut by central differences.
 *
 * Between kinks the network is linear in any single parameter, so the only error is rounding: about 1e-9.
 */
export function finiteDifferences(
  sizes: readonly number[],
  params: ArrayLike<number>,
  xs: readonly number[][],
  dOuts: readonly number[][],
): number[] {
  const step = 1e-6;
  const value = (k: number, change: number) => {
    const moved = Array.from(params, (p, i) => (i === k ? p + change : p));
    const layers = referenceLayers(sizes, moved);
    return xs.reduce((sum, x, b) => sum + dot(referenceOutput(layers, x), dOuts[b]), 0);
  };
  return Array.from(params, (_, k) => (value(k, step) - value(k, -step)) / (2 * step));
}
