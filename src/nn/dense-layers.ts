/** Layers as windows into the flat parameters and gradients of their network. */
import type { DenseLayer } from './network.ts';

/** Dense layers between levels of these sizes: weight (I,O) and bias (O) of each, one after the other from the first entry on. */
export function denseLayers(
  sizes: readonly number[],
  params: Float32Array,
  grads: Float32Array,
): DenseLayer[] {
  const layers: DenseLayer[] = [];
  let start = 0;
  for (let k = 1; k < sizes.length; k++) {
    const inputs = sizes[k - 1];
    const outputs = sizes[k];
    const weightEnd = start + inputs * outputs;
    const end = weightEnd + outputs;
    layers.push({
      inputs,
      outputs,
      weight: params.subarray(start, weightEnd),
      bias: params.subarray(weightEnd, end),
      dWeight: grads.subarray(start, weightEnd),
      dBias: grads.subarray(weightEnd, end),
    });
    start = end;
  }
  return layers;
}
