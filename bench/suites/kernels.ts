/** Each kernel by itself, on the hidden layer of each size, and on a first layer that sees a screen. */
import { buildOnDevice, type KernelsName } from '../../src/nn/device.ts';
import { Generator } from '../../src/random.ts';
import { randomArray, SIZES } from '../fixtures.ts';
import type { Row } from '../row.ts';

interface Layer {
  readonly group: string;
  readonly label: string;
  readonly B: number;
  readonly I: number;
  readonly O: number;
  /** Every how manyth input is not 0. */
  readonly nonZeroEvery: number;
}

const HIDDEN_LAYERS: readonly Layer[] = SIZES.map(({ B, units: [, I, O] }) => ({
  group: 'Kernels, hidden layer',
  label: `B ${B}, ${I}→${O}`,
  B,
  I,
  O,
  nonZeroEvery: 1,
}));

/** As many inputs as a screen of 10 × 10 cells with 4 channels has, of which about 30 are not 0. */
const SCREEN_LAYERS: readonly Layer[] = [1, 13].map((nonZeroEvery) => ({
  group: 'Kernels, layer that sees a screen',
  label: `B 32, 400→128, ${nonZeroEvery === 1 ? 'all inputs' : `1 of ${nonZeroEvery} inputs`}`,
  B: 32,
  I: 400,
  O: 128,
  nonZeroEvery,
}));

/** Everything that the kernels of one dense layer read and write. */
function layerArrays({ B, I, O, nonZeroEvery }: Layer, kernels: KernelsName) {
  return buildOnDevice((device) => {
    const random = new Generator(1);
    const array = (length: number) => randomArray(length, device, random);
    const x = array(B * I);
    for (let k = 0; k < x.length; k++) if (k % nonZeroEvery !== 0) x[k] = 0;
    return {
      functions: device.kernels,
      x,
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

function layerRows(layer: Layer): Row[] {
  const { group, label, B, I, O } = layer;
  const flops = 2 * B * I * O;
  return [
    {
      group,
      name: `denseReluForward       ${label}`,
      flops,
      prepare(kernels) {
        const { functions, out, x, weight, bias } = layerArrays(layer, kernels);
        return (count) => {
          for (let n = 0; n < count; n++) functions.denseReluForward(out, x, weight, bias, B, I, O);
          return out[0];
        };
      },
    },
    {
      group,
      name: `denseBackwardParams    ${label}`,
      flops,
      prepare(kernels) {
        const { functions, dWeight, dBias, dOut, x } = layerArrays(layer, kernels);
        return (count) => {
          for (let n = 0; n < count; n++) functions.denseBackwardParams(dWeight, dBias, dOut, x, B, I, O);
          return dWeight[0];
        };
      },
    },
    {
      group,
      name: `denseReluBackwardInput ${label}`,
      flops,
      prepare(kernels) {
        const { functions, dx, dOut, weight, x } = layerArrays(layer, kernels);
        return (count) => {
          for (let n = 0; n < count; n++) functions.denseReluBackwardInput(dx, dOut, weight, x, B, I, O);
          return dx[0];
        };
      },
    },
  ];
}

export const kernelRows: readonly Row[] = [...HIDDEN_LAYERS, ...SCREEN_LAYERS].flatMap(layerRows);
