/** Builds a network of any kind. */
import { refusal } from '../checks.ts';
import type { Device } from './device.ts';
import { Distributional } from './distributional.ts';
import { Dueling } from './dueling.ts';
import { Mlp } from './mlp.ts';
import type { Network, NetworkShape } from './network.ts';
import { Noisy } from './noisy.ts';

const KINDS = { mlp: Mlp, dueling: Dueling } as const;

/**
 * A network with all parameters zero; see `initialize`.
 *
 * @throws RangeError for a kind that there is not, or sizes that it cannot have.
 */
export function buildNetwork(shape: NetworkShape, maxBatch: number, device: Device): Network {
  const { kind, sizes, distribution, noisy } = shape;
  if (!Object.hasOwn(KINDS, kind)) throw refusal('kind', kind, `one of ${Object.keys(KINDS).join(', ')}`);
  const width = distribution?.size ?? 1;
  const wide = width === 1 ? sizes : sizes.with(-1, width * sizes[sizes.length - 1]);
  const plain = new KINDS[kind](wide, maxBatch, device, width);
  const body = noisy === undefined ? plain : new Noisy(plain, noisy, device);
  return distribution === undefined ? body : new Distributional(body, distribution, device);
}
