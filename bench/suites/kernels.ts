/** Each kernel by itself, on the hidden layer of each size. */
import { buildOnDevice, type KernelsName } from '../../src/nn/device.ts';
import { Generator } from '../../src/random.ts';
import { randomArray, SIZES, type Size } from '../fixtures.ts';
import type { Row } from '../row.ts';

const GROUP = 'Kernels, hidden layer';

/** Everything that the kernels of one dense layer read and write. */
function layerArrays({ B, units }: Size, kernels: KernelsName) {
  const [, I, O] = units;
  return buildOnDevice((device) => {
    const random = new Generator(1);
    const array = (length: number) => randomArray(length, device, random);
    return {
      functions: device.kernels,
      x: array(B * I),
      out: array(B * O),
      weight: array(I * O),
      bias: array(O),
      dx: array(B * I),
      dWeight: array(I * O),
      dBias: array(O),
      dOut: array(B * O),
      B,
      I,
      O,
    };
  }, kernels);
}

function layerRows(size: Size): Row[] {
  const { B, units } = size;
  const [, I, O] = units;
  const flops = 2 * B * I * O;
  const label = `B ${B}, ${I}→${O}`;
  return [
    {
      group: GROUP,
      name: `denseReluForward       ${label}`,
      flops,
      prepare(kernels) {
        const { functions, out, x, weight, bias } = layerArrays(size, kernels);
        return (count) => {
          for (let n = 0; n < count; n++) functions.denseReluForward(out, x, weight, bias, B, I, O);
          return out[0];
        };
      },
    },
    {
      group: GROUP,
      name: `denseBackwardParams    ${label}`,
      flops,
      prepare(kernels) {
        const { functions, dWeight, dBias, dOut, x } = layerArrays(size, kernels);
        return (count) => {
          for (let n = 0; n < count; n++) functions.denseBackwardParams(dWeight, dBias, dOut, x, B, I, O);
          return dWeight[0];
        };
      },
    },
    {
      group: GROUP,
      name: `denseReluBackwardInput ${label}`,
      flops,
      prepare(kernels) {
        const { functions, dx, dOut, weight, x } = layerArrays(size, kernels);
        return (count) => {
          for (let n = 0; n < count; n++) functions.denseReluBackwardInput(dx, dOut, weight, x, B, I, O);
          return dx[0];
        };
      },
    },
  ];
}

export const kernelRows: readonly Row[] = SIZES.flatMap(layerRows);
