/**
 * Between our networks and the tensors of PyTorch.
 *
 * The dense layers of a `torch.nn.Sequential` called `network` are `network.0`, `network.2`, ... with a ReLU at each odd
 * place; every one has a `weight` of shape [out, in], the transpose of ours, and a `bias` of shape [out]. A file names
 * no activation functions: they are taken to be those of `Mlp`.
 *
 * A dueling network has the hidden layers in a `torch.nn.Sequential` called `trunk` and two single layers after it, `value`
 * of shape [1, in] and `advantage` of shape [actions, in]. Ours keeps the two as one layer, whose [out, in] matrix is
 * `value` with `advantage` under it.
 */
import { type DenseLayer, describeShape, type Network, type NetworkShape } from './network.ts';
import { printable, SafetensorsError, type Tensor } from './safetensors.ts';

const PREFIX = 'network';
const TRUNK = 'trunk';
const VALUE = 'value';
const ADVANTAGE = 'advantage';
const HEAD = /^(|.*\.)(?:value|advantage)\.(?:weight|bias)$/s;

/** The parameters of a network under PyTorch's names and in its layout; copies. */
export function networkToTensors(network: Network): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  const { layers } = network;
  if (network.kind === 'mlp') {
    layers.forEach((layer, k) => {
      addLayer(tensors, `${PREFIX}.${2 * k}`, layer, 0, layer.outputs);
    });
    return tensors;
  }
  layers.slice(0, -1).forEach((layer, k) => {
    addLayer(tensors, `${TRUNK}.${2 * k}`, layer, 0, layer.outputs);
  });
  const heads = layers[layers.length - 1];
  addLayer(tensors, VALUE, heads, 0, 1);
  addLayer(tensors, ADVANTAGE, heads, 1, heads.outputs);
  return tensors;
}

/** Adds the weight and bias of the output units from `start` up to, but not including, `end`. */
function addLayer(
  tensors: Map<string, Tensor>,
  name: string,
  { inputs, outputs, weight, bias }: DenseLayer,
  start: number,
  end: number,
): void {
  const data = new Float32Array(weight.length);
  transpose(data, weight, inputs, outputs);
  const rows = data.slice(start * inputs, end * inputs);
  tensors.set(`${name}.weight`, { shape: [end - start, inputs], data: rows });
  tensors.set(`${name}.bias`, { shape: [end - start], data: bias.slice(start, end) });
}

/**
 * Overwrites the parameters of `network` with those in `tensors`, whatever prefix their names have. An agent has several
 * networks: see `loadWeights`.
 *
 * Throws a SafetensorsError, and changes nothing, if the tensors are no such network or a value is not finite.
 */
export function networkFromTensors(network: Network, tensors: ReadonlyMap<string, Tensor>): void {
  const { kind, sizes, layers } = readNetwork(tensors);
  if (kind !== network.kind || sizes.join() !== network.sizes.join()) {
    throw new SafetensorsError(
      `the weights are of a network ${describeShape({ kind, sizes })}; expected ${describeShape(network)}`,
    );
  }
  for (const [name, { data }] of tensors) {
    const k = data.findIndex((value) => !Number.isFinite(value));
    if (k >= 0)
      throw new SafetensorsError(
        `tensor ${printable(name)} has ${data[k]} at index ${k}; weights must be finite`,
      );
  }
  network.layers.forEach(({ inputs, outputs, weight, bias }, k) => {
    transpose(weight, layers[k].weight.data, outputs, inputs);
    bias.set(layers[k].bias.data);
  });
}

/**
 * The kind and sizes of the network to build that can hold `tensors`.
 *
 * Throws a SafetensorsError if the tensors are not the chained dense layers of one network.
 */
export function shapeFromTensors(tensors: ReadonlyMap<string, Tensor>): NetworkShape {
  const { kind, sizes } = readNetwork(tensors);
  return { kind, sizes };
}

function readNetwork(tensors: ReadonlyMap<string, Tensor>): NetworkShape & { layers: TensorPair[] } {
  const heads = new Map([...tensors].filter(([name]) => HEAD.test(name)));
  const rest = new Map([...tensors].filter(([name]) => !HEAD.test(name)));
  if (heads.size === 0) {
    const layers = denseLayers(rest);
    return { kind: 'mlp', sizes: chainedSizes(layers), layers };
  }
  if (rest.size === 0) {
    throw new SafetensorsError('the file has the heads of a dueling network; its hidden layers are missing');
  }
  const layers = [...denseLayers(rest), joinedHeads(heads)];
  const sizes = chainedSizes(layers);
  sizes[sizes.length - 1] -= 1;
  return { kind: 'dueling', sizes, layers };
}

interface TensorPair {
  readonly name: string;
  readonly weight: Tensor;
  readonly bias: Tensor;
}

/** The two heads of a dueling network as one layer. */
function joinedHeads(heads: ReadonlyMap<string, Tensor>): TensorPair {
  const [, prefix] = HEAD.exec([...heads.keys()][0]) as RegExpExecArray;
  if (heads.size !== 4) {
    const names = printable([...heads.keys()].join(' and '));
    throw new SafetensorsError(
      `the file has the heads ${names}; needed are a weight and a bias of one ${VALUE} and one ${ADVANTAGE}`,
    );
  }
  const value = findLayer(heads, `${prefix}${VALUE}`);
  const advantage = findLayer(heads, `${prefix}${ADVANTAGE}`);
  const [[one, inputs], [actions, advantageInputs]] = [value.weight.shape, advantage.weight.shape];
  if (one !== 1 || inputs !== advantageInputs) {
    throw new SafetensorsError(
      `layer ${printable(value.name)} has shape ${printable([one, inputs])}; needed is [1,${advantageInputs}]`,
    );
  }
  checkBiases(value);
  checkBiases(advantage);
  const outputs = 1 + actions;
  return {
    name: `${prefix}${VALUE} and ${ADVANTAGE}`,
    weight: { shape: [outputs, inputs], data: concatenated(value.weight.data, advantage.weight.data) },
    bias: { shape: [outputs], data: concatenated(value.bias.data, advantage.bias.data) },
  };
}

function concatenated(a: Float32Array, b: Float32Array): Float32Array {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** The weight and bias of each layer, in the order of the layers' numbers. */
function denseLayers(tensors: ReadonlyMap<string, Tensor>): TensorPair[] {
  const numbers = new Set<number>();
  const prefixes = new Set<string>();
  for (const name of tensors.keys()) {
    const [, prefix, number] = /^(|.*\.)(0|[1-9]\d{0,8})\.(?:weight|bias)$/s.exec(name) ?? [];
    if (number === undefined) {
      throw new SafetensorsError(
        `tensor ${printable(name)} does not belong to a dense layer; names must end in .<number>.weight or .bias`,
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
  return [...numbers].sort((a, b) => a - b).map((number) => findLayer(tensors, `${prefix}${number}`));
}

function findLayer(tensors: ReadonlyMap<string, Tensor>, name: string): TensorPair {
  return { name, weight: find(tensors, `${name}.weight`, 2), bias: find(tensors, `${name}.bias`, 1) };
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
  for (const layer of layers) {
    const { name, weight } = layer;
    const [outputs, inputs] = weight.shape;
    const given = sizes[sizes.length - 1];
    if (inputs !== given) {
      throw new SafetensorsError(
        `layer ${printable(name)} takes ${inputs} inputs but the layer before it gives ${given}`,
      );
    }
    checkBiases(layer);
    sizes.push(outputs);
  }
  return sizes;
}

function checkBiases({ name, weight, bias }: TensorPair): void {
  const [outputs] = weight.shape;
  if (bias.shape[0] !== outputs) {
    throw new SafetensorsError(`layer ${printable(name)} has ${outputs} outputs but ${bias.shape[0]} biases`);
  }
}

/** out (columns,rows) = matrixᵀ, for matrix (rows,columns). */
function transpose(out: Float32Array, matrix: Float32Array, rows: number, columns: number): void {
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[c * rows + r] = matrix[r * columns + c];
  }
}
