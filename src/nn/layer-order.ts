/**
 * The order of the dense layers of a network, found from a file that only has their names and shapes.
 *
 * Numbers tell it where they are all in which the names differ: `net.0`, `net.2`, `net.10`. Else the shapes do, if there is one
 * order only in which every layer takes what the one before it gives.
 */
import { printable, SafetensorsError } from './safetensors.ts';

export interface NamedLayer {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
}

/** Far more than any network of dense layers has; bounds the search for an order. */
const MAX_LAYERS = 64;
const MAX_LOOKS = 100_000;

/**
 * `layers`, at least one, in the order in which data goes through them.
 *
 * Throws a SafetensorsError if they chain in no order, or in several and no numbers tell which.
 */
export function inOrder<L extends NamedLayer>(layers: readonly L[]): readonly L[] {
  if (layers.length > MAX_LAYERS) {
    throw new SafetensorsError(`the file has ${layers.length} layers; expected at most ${MAX_LAYERS}`);
  }
  const numbered = byNumber(layers);
  const error = numbered === null ? null : chainError(numbered);
  if (numbered !== null && error === null) return numbered;
  const orders = chains(layers);
  if (orders.length === 1) return orders[0];
  const networks = severalNetworks(layers);
  if (networks !== null) {
    throw new SafetensorsError(
      `the file has the tensors of several networks (${printable(networks.join(' and '))}); choose one (play does with --network ${printable(networks[0])})`,
    );
  }
  const names = printable(layers.map(({ name }) => name).join(', '));
  throw new SafetensorsError(
    orders.length > 1
      ? `the layers ${names} fit together in more than one order; number their names`
      : (error ?? `the layers ${names} fit together in no order`),
  );
}

/** What keeps layers from chaining in this order; null if nothing does. */
export function chainError(layers: readonly NamedLayer[]): string | null {
  const k = layers.findIndex(({ inputs }, k) => k > 0 && inputs !== layers[k - 1].outputs);
  if (k < 0) return null;
  const { name, inputs } = layers[k];
  return `layer ${printable(name)} takes ${inputs} inputs but the layer before it gives ${layers[k - 1].outputs}`;
}

/** Layers by the one number in which their names differ; null if they differ in anything else. */
function byNumber<L extends NamedLayer>(layers: readonly L[]): L[] | null {
  // Odd entries are numbers.
  const names = layers.map(({ name }) => name.split(/(\d+)/));
  const length = Math.max(...names.map((parts) => parts.length));
  const different = Array.from({ length }, (_, k) => k).filter(
    (k) => new Set(names.map((p) => p[k])).size > 1,
  );
  const [place] = different;
  if (different.length !== 1 || place % 2 === 0) return null;
  const numbers = new Map(layers.map((layer, k) => [layer, Number(names[k][place])]));
  if (new Set(numbers.values()).size < layers.length) return null;
  return layers.toSorted((a, b) => (numbers.get(a) as number) - (numbers.get(b) as number));
}

/** The orders in which layers chain: none, one, or two of several. A search that takes too long counts as several. */
function chains<L extends NamedLayer>(layers: readonly L[]): L[][] {
  const found: L[][] = [];
  let looks = 0;
  const extend = (order: L[], rest: readonly L[]): void => {
    if (rest.length === 0) found.push(order);
    for (const layer of rest) {
      if (found.length > 1) return;
      if (++looks > MAX_LOOKS) {
        found.push(order, order);
        return;
      }
      if (order.length > 0 && layer.inputs !== order[order.length - 1].outputs) continue;
      extend(
        [...order, layer],
        rest.filter((other) => other !== layer),
      );
    }
  };
  extend([], layers);
  return found;
}

/** The beginnings of names, up to a dot, that look like networks of their own: they have several layers, or all the same shape. */
function severalNetworks(layers: readonly NamedLayer[]): string[] | null {
  const names = layers.map(({ name }) => name.split('.'));
  const shared = names[0].findIndex((part, k) => names.some((parts) => parts[k] !== part));
  if (shared < 0) return null;
  const networks = new Set(names.map((parts) => parts.slice(0, shared + 1).join('.')));
  const shapes = new Set(layers.map(({ inputs, outputs }) => `${inputs} ${outputs}`));
  return networks.size < layers.length || shapes.size === 1 ? [...networks] : null;
}
