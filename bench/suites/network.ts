/** A whole network forward and backward, and the step of its optimizer. */
import { Adam } from '../../src/nn/adam.ts';
import { buildOnDevice, type KernelsName } from '../../src/nn/device.ts';
import { initialize } from '../../src/nn/initialization.ts';
import { Mlp } from '../../src/nn/mlp.ts';
import { Generator } from '../../src/random.ts';
import { backwardFlops, forwardFlops, randomArray, SIZES, type Size } from '../fixtures.ts';
import type { Row } from '../row.ts';

const GROUP = 'Network';
const LEARNING_RATE = 1e-3;

function networkParts({ B, units }: Size, kernels: KernelsName) {
  return buildOnDevice((device) => {
    const random = new Generator(1);
    const network = new Mlp(units, B, device);
    initialize(network, 'pytorch', random);
    const x = randomArray(B * units[0], device, random);
    const dOut = randomArray(B * units[units.length - 1], device, random);
    network.forward(x, B);
    network.backward(dOut, B);
    return { network, x, dOut, optimizer: new Adam(network.params, network.grads, {}, device) };
  }, kernels);
}

function rowsOf(size: Size): Row[] {
  const { B, label } = size;
  return [
    {
      group: GROUP,
      name: `forward   ${label}`,
      flops: forwardFlops(size),
      prepare(kernels) {
        const { network, x } = networkParts(size, kernels);
        return (count) => {
          let out = x;
          for (let n = 0; n < count; n++) out = network.forward(x, B);
          return out[0];
        };
      },
    },
    {
      group: GROUP,
      name: `backward  ${label}`,
      flops: backwardFlops(size),
      prepare(kernels) {
        const { network, dOut } = networkParts(size, kernels);
        return (count) => {
          for (let n = 0; n < count; n++) network.backward(dOut, B);
          return network.grads[0];
        };
      },
    },
    {
      group: GROUP,
      name: `Adam step ${label}`,
      prepare(kernels) {
        const { network, optimizer } = networkParts(size, kernels);
        return (count) => {
          for (let n = 0; n < count; n++) optimizer.step(LEARNING_RATE);
          return network.params[0];
        };
      },
    },
  ];
}

export const networkRows: readonly Row[] = SIZES.flatMap(rowsOf);
