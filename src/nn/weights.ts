/**
 * Between our networks and the tensors of PyTorch.
 *
 * The dense layers of a `torch.nn.Sequential` called `network` are `network.0`, `network.2`, ... with a ReLU at each odd
 * place; every one has a `weight` of shape [out, in], the transpose of ours, and a `bias` of shape [out]. A file names
 * no activation functions: they are taken to be those of `Mlp`.
 */
import type { Mlp } from './mlp.ts';
import { printable, SafetensorsError, type Tensor } from './safetensors.ts';

const PREFIX = 'network';

/** The parameters of `mlp` under PyTorch's names and in its layout; copies. */
export function mlpToTensors(mlp: Mlp): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  mlp.layers.forEach(({ inputs, outputs, weight, bias }, k) => {
    const data = new Float32Array(weight.length);
    transpose(data, weight, inputs, outputs);
    tensors.set(`${PREFIX}.${2 * k}.weight`, { shape: [outputs, inputs], data });
    tensors.set(`${PREFIX}.${2 * k}.bias`, { shape: [outputs], data: bias.slice() });
  });
  return tensors;
}

/**
 * Overwrites the parameters of `mlp` with those in `tensors`, whatever prefix their names have.
 *
 * Throws a SafetensorsError, and changes nothing, if the tensors are no network of these sizes or a value is not finite.
 */
export function mlpFromTensors(mlp: Mlp, tensors: ReadonlyMap<string, Tensor>): void {
  const layers = denseLayers(tensors);
  const sizes = chainedSizes(layers);
  if (sizes.join() !== mlp.sizes.join()) {
    throw new SafetensorsError(
      `the weights are of a network ${sizes.join('-')}; needed is ${mlp.sizes.join('-')}`,
    );
  }
  for (const [name, { data }] of tensors) {
    const k = data.findIndex((value) => !Number.isFinite(value));
    if (k >= 0)
      throw new SafetensorsError(
        `tensor ${printable(name)} has ${data[k]} at index ${k}; weights must be finite`,
      );
  }
  mlp.layers.forEach(({ inputs, outputs, weight, bias }, k) => {
    transpose(weight, layers[k].weight.data, outputs, inputs);
    bias.set(layers[k].bias.data);
  });
}

/**
 * The sizes for which to build an `Mlp` that can hold `tensors`: inputs first, outputs last.
 *
 * Throws a SafetensorsError if the tensors are not the chained dense layers of one network.
 */
export function sizesFromTensors(tensors: ReadonlyMap<string, Tensor>): number[] {
  return chainedSizes(denseLayers(tensors));
}

interface TensorPair {
  readonly name: string;
  readonly weight: Tensor;
  readonly bias: Tensor;
}

/** The weight and bias of each layer, in the order of the layers' numbers. */
function denseLayers(tensors: ReadonlyMap<string, Tensor>): TensorPair[] {
  const numbers = new Set<number>();
  const prefixes = new Set<string>();
  for (const name of tensors.keys()) {
    const [, prefix, number] = /^(|.*\.)(0|[1-9]\d{0,8})\.(?:weight|bias)$/s.exec(name) ?? [];
    if (number === undefined) {
      throw new SafetensorsError(
        `tensor ${printable(name)} is no dense layer's; names must end in .<number>.weight or .bias`,
      );
    }
    prefixes.add(prefix);
    numbers.add(Number(number));
  }
  if (prefixes.size !== 1) {
    const found =
      prefixes.size === 0
        ? 'no tensors'
        : `tensors of several networks (${printable([...prefixes].join(' and '))})`;
    throw new SafetensorsError(`the file has ${found}; give one with the tensors of exactly one network`);
  }
  const [prefix] = prefixes;
  return [...numbers]
    .sort((a, b) => a - b)
    .map((number) => {
      const name = `${prefix}${number}`;
      return { name, weight: find(tensors, `${name}.weight`, 2), bias: find(tensors, `${name}.bias`, 1) };
    });
}

function find(tensors: ReadonlyMap<string, Tensor>, name: string, rank: number): Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new SafetensorsError(`tensor ${printable(name)} is missing`);
  if (tensor.shape.length !== rank || tensor.shape.includes(0)) {
    throw new SafetensorsError(
      `tensor ${printable(name)} has shape ${printable(tensor.shape)}; a dense layer needs ${rank} sizes, none of them 0`,
    );
  }
  return tensor;
}

/** Each layer must take what the one before it gives. */
function chainedSizes(layers: readonly TensorPair[]): number[] {
  const sizes = [layers[0].weight.shape[1]];
  for (const { name, weight, bias } of layers) {
    const [outputs, inputs] = weight.shape;
    const given = sizes[sizes.length - 1];
    if (inputs !== given) {
      throw new SafetensorsError(
        `layer ${printable(name)} takes ${inputs} inputs but the layer before it gives ${given}`,
      );
    }
    if (bias.shape[0] !== outputs) {
      throw new SafetensorsError(
        `layer ${printable(name)} has ${outputs} outputs but ${bias.shape[0]} biases`,
      );
    }
    sizes.push(outputs);
  }
  return sizes;
}

/** out (columns,rows) = matrixᵀ, for matrix (rows,columns). */
function transpose(out: Float32Array, matrix: Float32Array, rows: number, columns: number): void {
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[c * rows + r] = matrix[r * columns + c];
  }
}
