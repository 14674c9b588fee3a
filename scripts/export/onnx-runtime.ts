/**
 * What ONNX Runtime says of an exported policy: the same actions as ours, and Q within 1e-5, on 1000 states of the task.
 *
 *   npm install --no-save onnxruntime-web        # 139 MB, too much for every checkout
 *   npx tsx scripts/export/onnx-runtime.ts runs/CartPole-v1_default_seed1
 */
import { openPolicy } from '../../src/cli/open-policy.ts';
import { encodeOnnx } from '../../src/experiment/files/onnx.ts';
import { Generator } from '../../src/random.ts';

interface OrtTensor {
  readonly data: ArrayLike<number | bigint>;
}

interface Ort {
  readonly InferenceSession: {
    create(model: Uint8Array): Promise<{ run(feeds: object): Promise<Record<string, OrtTensor>> }>;
  };
  readonly Tensor: new (type: string, data: Float32Array, dims: readonly number[]) => OrtTensor;
}

const STATES = 1000;
/** The runtime sums in another order; of a sum of 64 products in float32 this is what is left. */
const TOLERANCE = 1e-5;

const runtime = 'onnxruntime-web';
const ort = (await import(runtime)) as Ort;

for (const path of process.argv.slice(2)) {
  const { policy } = openPolicy(path, {});
  const { observationScale } = policy.settings;
  const { inputs, outputs } = policy.q.network;
  const random = new Generator(1);
  const states = Float32Array.from({ length: STATES * inputs }, (_, k) => {
    const reach = observationScale[k % inputs];
    return random.uniform(-reach, reach);
  });
  const session = await ort.InferenceSession.create(encodeOnnx(policy));
  const result = await session.run({ observation: new ort.Tensor('float32', states, [STATES, inputs]) });
  let [different, largest] = [0, 0];
  for (let k = 0; k < STATES; k++) {
    const state = states.subarray(k * inputs, (k + 1) * inputs);
    const q = policy.values(state);
    for (let a = 0; a < outputs; a++) {
      const off = Math.abs(q[a] - Number(result.q.data[k * outputs + a])) / Math.max(1, Math.abs(q[a]));
      largest = Math.max(largest, off);
    }
    if (policy.act(state) !== Number(result.action.data[k])) different++;
  }
  console.log(
    `${path}: ${different} of ${STATES} actions different, Q off by ${largest.toExponential(1)} at most`,
  );
  if (different > 0 || !(largest <= TOLERANCE)) process.exitCode = 1;
}
