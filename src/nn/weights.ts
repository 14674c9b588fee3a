/**
 * Between our networks and the tensors of PyTorch. Of noisy layers there are the means alone: how the network acts without noise.
 *
 * The dense layers of a `torch.nn.Sequential` called `network` are `network.0`, `network.2`, ... with a ReLU at each odd
 * place; every one has a `weight` of shape [out, in], the transpose of ours, and a `bias` of shape [out]. A file names
 * no activation functions: they are taken to be those of `Mlp`.
 *
 * Layers of other programs may have any names (`fc1`, `layers.0.linear`, `hidden` and `out`), and a `kernel` of shape [in, out],
 * as in Keras and Flax, instead of a `weight`. Their order is that of their numbers or, where these do not tell it, the only
 * one in which each layer takes what the one before it gives.
 *
 * A dueling network has the hidden layers in a `torch.nn.Sequential` called `trunk` and two single layers after it, `value`
 * of shape [1, in] and `advantage` of shape [actions, in]. Ours keeps the two as one layer, whose [out, in] matrix is
 * `value` with `advantage` under it. Of a distribution of N numbers, `value` is [N, in] and `advantage` [actions · N, in].
 */
import type { Distribution } from './distribution.ts';
import { chainError, inOrder } from './layer-order.ts';
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
  const width = network.distribution?.size ?? 1;
  addLayer(tensors, VALUE, heads, 0, width);
  addLayer(tensors, ADVANTAGE, heads, width, heads.outputs);
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
 * The tensors of one of the networks in a file: those whose names begin with `prefix` and a dot.
 *
 * Throws a SafetensorsError if there are none.
 */
export function tensorsUnder(
  tensors: ReadonlyMap<string, Tensor>,
  prefix: string,
): ReadonlyMap<string, Tensor> {
  const chosen = new Map([...tensors].filter(([name]) => name.startsWith(`${prefix}.`)));
  if (chosen.size > 0) return chosen;
  const beginnings = new Set([...tensors.keys()].map((name) => name.split('.')[0]));
  throw new SafetensorsError(
    `no tensor has a name that begins with ${printable(`${prefix}.`)}; the names begin with ${printable([...beginnings].join(', '))}`,
  );
}

/** Files hold what a network is without its noise: the means of noisy weights. */
const withoutNoise = ({ kind, sizes, distribution }: Network): NetworkShape => ({
  kind,
  sizes,
  distribution,
});

/**
 * Overwrites the parameters of `network` with those in `tensors`, whatever prefix their names have. An agent has several
 * networks: see `loadWeights`.
 *
 * Throws a SafetensorsError, and changes nothing, if the tensors are not such a network, or a value is not finite.
 */
export function networkFromTensors(network: Network, tensors: ReadonlyMap<string, Tensor>): void {
  const { layers, ...shape } = readNetwork(tensors, network.distribution);
  if (describeShape(shape) !== describeShape(withoutNoise(network))) {
    throw new SafetensorsError(
      `the weights are of a network ${describeShape(shape)}; expected ${describeShape(withoutNoise(network))}`,
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
    const { layout, weight: given, bias: givenBias } = layers[k];
    if (layout === 'kernel') weight.set(given);
    else transpose(weight, given, outputs, inputs);
    bias.set(givenBias);
  });
}

/**
 * The shape of the network to build that can hold `tensors`, whose outputs are of `distribution`, or are Q itself.
 *
 * Throws a SafetensorsError if the tensors are not the chained dense layers of one network.
 */
export function shapeFromTensors(
  tensors: ReadonlyMap<string, Tensor>,
  distribution?: Distribution,
): NetworkShape {
  const { layers: _, ...shape } = readNetwork(tensors, distribution);
  return shape;
}

function readNetwork(
  tensors: ReadonlyMap<string, Tensor>,
  distribution?: Distribution,
): NetworkShape & { layers: readonly LayerTensors[] } {
  const width = distribution?.size ?? 1;
  const heads = new Map([...tensors].filter(([name]) => HEAD.test(name)));
  const rest = new Map([...tensors].filter(([name]) => !HEAD.test(name)));
  if (heads.size === 0) {
    const layers = inOrder(denseLayers(rest));
    return { kind: 'mlp', sizes: actionsLast(sizesOf(layers), width), distribution, layers };
  }
  if (rest.size === 0) {
    throw new SafetensorsError('the file has the heads of a dueling network; its hidden layers are missing');
  }
  const trunk = inOrder(denseLayers(rest));
  const joined = joinedHeads(heads, width);
  const error = chainError([...trunk, joined]);
  if (error !== null) throw new SafetensorsError(error);
  const layers = [...trunk, joined];
  const sizes = sizesOf(layers);
  sizes[sizes.length - 1] -= width;
  return { kind: 'dueling', sizes: actionsLast(sizes, width), distribution, layers };
}

/** The same with actions in the place of outputs, of which each has `width`. */
function actionsLast(sizes: readonly number[], width: number): readonly number[] {
  const outputs = sizes[sizes.length - 1];
  if (outputs % width === 0) return sizes.with(-1, outputs / width);
  throw new SafetensorsError(`the network has ${outputs} outputs; expected ${width} for each action`);
}

const sizesOf = (layers: readonly LayerTensors[]) => [
  layers[0].inputs,
  ...layers.map(({ outputs }) => outputs),
];

interface LayerTensors {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** `weight` is (outputs, inputs), `kernel` (inputs, outputs). */
  readonly layout: 'weight' | 'kernel';
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** The two heads of a dueling network as one layer, of which V has `width` outputs. */
function joinedHeads(heads: ReadonlyMap<string, Tensor>, width: number): LayerTensors {
  const [, prefix] = HEAD.exec([...heads.keys()][0]) as RegExpExecArray;
  if (heads.size !== 4) {
    const names = printable([...heads.keys()].join(' and '));
    throw new SafetensorsError(
      `the file has the heads ${names}; expected a weight and a bias of one ${VALUE} and one ${ADVANTAGE}`,
    );
  }
  const value = readLayer(heads, `${prefix}${VALUE}`, 'weight');
  const advantage = readLayer(heads, `${prefix}${ADVANTAGE}`, 'weight');
  if (value.outputs !== width || value.inputs !== advantage.inputs) {
    throw new SafetensorsError(
      `layer ${printable(value.name)} has shape [${value.outputs},${value.inputs}]; expected [${width},${advantage.inputs}]`,
    );
  }
  return {
    name: `${prefix}${VALUE} and ${ADVANTAGE}`,
    inputs: value.inputs,
    outputs: width + advantage.outputs,
    layout: 'weight',
    weight: concatenated(value.weight, advantage.weight),
    bias: concatenated(value.bias, advantage.bias),
  };
}

function concatenated(a: Float32Array, b: Float32Array): Float32Array {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** Whatever stands before the last dot is the name of a layer. */
const PART = /^(?:(.*)\.)?(weight|kernel|bias)$/s;

/** The layers that the tensors are, in no order. */
function denseLayers(tensors: ReadonlyMap<string, Tensor>): LayerTensors[] {
  if (tensors.size === 0) throw new SafetensorsError('the file has no tensors');
  const layouts = new Map<string, LayerTensors['layout']>();
  for (const name of tensors.keys()) {
    const [, layer = '', part] = PART.exec(name) ?? [];
    if (part === undefined) {
      throw new SafetensorsError(
        `tensor ${printable(name)} does not belong to a dense layer; names must end in .weight, .kernel or .bias`,
      );
    }
    if (part !== 'bias' || !layouts.has(layer)) layouts.set(layer, part === 'kernel' ? 'kernel' : 'weight');
  }
  return [...layouts].map(([name, layout]) => readLayer(tensors, name, layout));
}

function readLayer(
  tensors: ReadonlyMap<string, Tensor>,
  name: string,
  layout: LayerTensors['layout'],
): LayerTensors {
  const prefix = name === '' ? '' : `${name}.`;
  const weight = find(tensors, `${prefix}${layout}`, 2);
  const bias = find(tensors, `${prefix}bias`, 1);
  const [outputs, inputs] = layout === 'weight' ? weight.shape : weight.shape.toReversed();
  if (bias.shape[0] !== outputs) {
    throw new SafetensorsError(`layer ${printable(name)} has ${outputs} outputs but ${bias.shape[0]} biases`);
  }
  return { name, inputs, outputs, layout, weight: weight.data, bias: bias.data };
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

/** out (columns,rows) = matrixᵀ, for matrix (rows,columns). */
function transpose(out: Float32Array, matrix: Float32Array, rows: number, columns: number): void {
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[c * rows + r] = matrix[r * columns + c];
  }
}
