/** How far what an ONNX runtime makes of an exported policy is from the policy itself. */
import { encodeOnnx } from '../../src/experiment/files/onnx.ts';
import type { NetworkPolicy } from '../../src/experiment/policy.ts';
import { Generator } from '../../src/random.ts';

/** What onnxruntime-web and onnxruntime-node have in common. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array): Promise<{ run(feeds: object): Promise<Record<string, OnnxTensor>> }>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => OnnxTensor;
}

interface OnnxTensor {
  readonly data: unknown;
  readonly dims: readonly number[];
}

export interface OnnxDifference {
  /** States in which the actions are not the same. */
  readonly differentActions: number;
  /** The largest |q − ours|, in parts of what is summed for it. */
  readonly largest: number;
}

/** Asks both about states drawn evenly from within the scale of the observations. */
export async function onnxDifference(
  policy: NetworkPolicy,
  { InferenceSession, Tensor }: OnnxRuntime,
  stateCount: number,
): Promise<OnnxDifference> {
  const { inputs, outputs } = policy.q.network;
  const { observationScale: scale } = policy.settings;
  const random = new Generator(1);
  const states = Float32Array.from({ length: stateCount * inputs }, (_, k) =>
    random.uniform(-scale[k % inputs], scale[k % inputs]),
  );
  const session = await InferenceSession.create(encodeOnnx(policy));
  const result = await session.run({ observation: new Tensor('float32', states, [stateCount, inputs]) });
  const [q, actions] = [result.q, result.action].map(({ data }) => data as ArrayLike<number | bigint>);
  if (q.length !== stateCount * outputs || actions.length !== stateCount) {
    throw new Error(`${stateCount} states gave ${q.length} values and ${actions.length} actions`);
  }
  let [differentActions, largest] = [0, 0];
  for (let k = 0; k < stateCount; k++) {
    const state = states.subarray(k * inputs, (k + 1) * inputs);
    const magnitude = summedMagnitude(policy, state);
    for (const [a, value] of policy.values(state).entries()) {
      const off = Math.abs(Number(q[k * outputs + a]) - value) / magnitude;
      // NaN counts, too.
      if (!(off <= largest)) largest = off;
    }
    if (policy.act(state) !== Number(actions[k])) differentActions++;
  }
  return { differentActions, largest };
}

/**
 * How large the numbers are whose sum is Q: its formula with the absolute value of every number, or the largest atom. Two orders of
 * a sum in float32 differ by a part of that, and not of Q, where large terms cancel each other.
 *
 * Source: Higham 2002, "Accuracy and Stability of Numerical Algorithms", section 3.1.
 */
function summedMagnitude({ q: { network }, settings }: NetworkPolicy, state: Float32Array): number {
  const { layers, distribution } = network;
  let h = Float64Array.from(state, (value, d) => Math.abs(value / settings.observationScale[d]));
  for (const { inputs, outputs, weight, bias } of layers) {
    const sums = Float64Array.from(bias, Math.abs);
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) sums[o] += h[i] * Math.abs(weight[i * outputs + o]);
    }
    h = sums;
  }
  return [...h, ...(distribution?.atoms ?? [])].reduce((most, value) => Math.max(most, Math.abs(value)), 1);
}
