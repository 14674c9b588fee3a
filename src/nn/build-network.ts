/** Builds a network of any kind. */
import { refusal } from '../checks.ts';
import type { Device } from './device.ts';
import { Distributional } from './distributional.ts';
import { Dueling } from './dueling.ts';
import { Mlp } from './mlp.ts';
import type { Network, NetworkShape } from './network.ts';

const KINDS = { mlp: Mlp, dueling: Dueling } as const;

/**
 * A network with all parameters zero; see `initialize`.
 *
 * @throws RangeError for a kind that there is not, or sizes that it cannot have.
 */
export function buildNetwork(shape: NetworkShape, maxBatch: number, device: Device): Network {
  const { kind, sizes, distribution } = shape;
  if (!Object.hasOwn(KINDS, kind)) throw refusal('kind', kind, `one of ${Object.keys(KINDS).join(', ')}`);
  if (distribution === undefined) return new KINDS[kind](sizes, maxBatch, device);
  const { size } = distribution;
  const wide = sizes.with(-1, size * sizes[sizes.length - 1]);
  return new Distributional(new KINDS[kind](wide, maxBatch, device, size), distribution, device);
}
