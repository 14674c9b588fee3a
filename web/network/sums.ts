/**
 * The sums that a dense network is made of, taken apart: each product, and what has come together so far.
 *
 * Rounded as `src/nn/kernels.ts` does it, each product and each sum by itself to float32, in ascending order. So the last total is
 * the number that the network has, to the last bit.
 */
import { indexOf, type LayerShape, type Parameter } from './parameters.ts';
import type { LearningWay, Way } from './trace.ts';

/** `product` = `left` · `right`; `total` is the sum up to here. */
export interface Term {
  readonly left: number;
  readonly right: number;
  readonly product: number;
  readonly total: number;
}

export interface Sum {
  readonly start: number;
  readonly terms: readonly Term[];
  readonly total: number;
}

function sumOf(start: number, count: number, factors: (k: number) => readonly [number, number]): Sum {
  let total = start;
  const terms = Array.from({ length: count }, (_, k) => {
    const [left, right] = factors(k);
    const product = Math.fround(left * right);
    total = Math.fround(total + product);
    return { left, right, product, total };
  });
  return { start, terms, total };
}

/** What comes into a unit, before its ReLU: bias + Σ input · weight. */
export function unitSum(layers: readonly LayerShape[], way: Way, layer: number, unit: number): Sum {
  const weight = (from: number | null) => way.weights[indexOf(layers, { layer, from, to: unit })];
  return sumOf(weight(null), layers[layer].inputs, (from) => [way.levels[layer][from], weight(from)]);
}

/** ∂L/∂ of what a unit of a hidden layer gives: Σ slope · weight over the units after it. Its ReLU lets it through, or not. */
export function slopeSum(layers: readonly LayerShape[], way: LearningWay, layer: number, unit: number): Sum {
  const next = layer + 1;
  return sumOf(0, layers[next].outputs, (to) => [
    way.slopes[next][to],
    way.weights[indexOf(layers, { layer: next, from: unit, to })],
  ]);
}

/** ∂L/∂ of a weight or bias: Σ input · slope over the transitions. What a bias is multiplied by is always 1. */
export function gradientSum(ways: readonly LearningWay[], { layer, from, to }: Parameter): Sum {
  return sumOf(0, ways.length, (b) => [
    from === null ? 1 : ways[b].levels[layer][from],
    ways[b].slopes[layer][to],
  ]);
}
