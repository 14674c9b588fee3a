import { HeapDevice } from '../../src/nn/device.ts';
import type { Distribution, DistributionRows } from '../../src/nn/distribution.ts';

/** What a distribution says of these rows of outputs. */
export function rowsOf(distribution: Distribution, outputs: Float32Array): DistributionRows {
  const count = outputs.length / distribution.size;
  const rows = distribution.rowsOn(new HeapDevice(), count);
  rows.means(new Float32Array(count), outputs, count);
  return rows;
}
