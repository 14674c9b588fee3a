/** Builds a network of any kind. */
import type { Device } from './device.ts';
import { Dueling } from './dueling.ts';
import { Mlp } from './mlp.ts';
import type { Network, NetworkShape } from './network.ts';

const KINDS = { mlp: Mlp, dueling: Dueling } as const;

/**
 * A network with all parameters zero; see `initialize`.
 *
 * @throws RangeError for sizes that this kind cannot have.
 */
export function buildNetwork({ kind, sizes }: NetworkShape, maxBatch: number, device: Device): Network {
  return new KINDS[kind](sizes, maxBatch, device);
}
