/** Distributions of returns as the papers write them: float64, nested arrays, no shared code. They judge what `src/nn` computes. */

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

export function softmax(outputs: readonly number[]): number[] {
  const largest = Math.max(...outputs);
  const powers = outputs.map((output) => Math.exp(output - largest));
  return powers.map((power) => power / sum(powers));
}

/** z of C51. */
export const atoms = (count: number, vMin: number, vMax: number): number[] =>
  Array.from({ length: count }, (_, i) => vMin + (i * (vMax - vMin)) / (count - 1));

/** Φ of C51: mᵢ = Σⱼ pⱼ max(0, 1 − |clip(r + d zⱼ) − zᵢ| / Δz). */
export function projected(p: readonly number[], z: readonly number[], r: number, d: number): number[] {
  const spacing = z[1] - z[0];
  const places = z.map((zj) => Math.max(z[0], Math.min(z.at(-1)!, r + d * zj)));
  return z.map((zi) => sum(places.map((place, j) => p[j] * Math.max(0, 1 - Math.abs(place - zi) / spacing))));
}

export const meanOf = (p: readonly number[], z: readonly number[]): number =>
  sum(p.map((probability, i) => probability * z[i]));

export function crossEntropy(m: readonly number[], outputs: readonly number[]): number {
  const p = softmax(outputs);
  return -sum(m.map((mass, i) => (mass === 0 ? 0 : mass * Math.log(p[i]))));
}

/** ∂ value / ∂ values[k] by central differences, for every k. */
export function slopes(value: (values: readonly number[]) => number, at: readonly number[]): number[] {
  const step = 1e-5;
  return at.map((x, k) => (value(at.with(k, x + step)) - value(at.with(k, x - step))) / (2 * step));
}

/** Σᵢ meanⱼ |τ̂ᵢ − 1{u < 0}| L_κ(u) / κ of QR-DQN, with u = Tⱼ − θᵢ. */
export function quantileHuberLoss(
  theta: readonly number[],
  target: readonly number[],
  kappa: number,
): number {
  const huber = (u: number) => (Math.abs(u) <= kappa ? (u * u) / 2 : kappa * (Math.abs(u) - kappa / 2));
  return sum(
    theta.map((value, i) => {
      const tau = (2 * i + 1) / (2 * theta.length);
      const costs = target.map((other) => {
        const u = other - value;
        return (Math.abs(tau - (u < 0 ? 1 : 0)) * huber(u)) / kappa;
      });
      return sum(costs) / target.length;
    }),
  );
}
