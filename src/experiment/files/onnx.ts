/**
 * A policy as an ONNX model: observations as the environment gives them in, Q-values and the greedy action out.
 *
 *   observation (batch, observationSize) float32
 *     → Div by the scale → Gemm → Relu → … → Gemm
 *     → q (batch, actionCount) float32 → ArgMax → action (batch) int64
 *
 * A dueling network ends in two Gemm, V and A, and q = A + (V − mean A). Where a distribution has N numbers for each action, they are
 * the last axis of a Reshape, and q is their mean (QR-DQN), or the mean of the atoms under their Softmax (C51). Noisy layers are written
 * without their noise. Of equal values ArgMax takes the first, as ours does.
 *
 * All of it is in float32, but a runtime sums in an order of its own, so q may differ in the last bits.
 *
 * Source: the ONNX specification, IR version 8, operator set 13 (onnx/onnx.proto3, docs/Operators.md).
 */
import type { Distribution } from '../../nn/distribution.ts';
import type { DenseLayer, Network } from '../../nn/network.ts';
import type { NetworkPolicy } from '../policy.ts';
import { IS_LITTLE_ENDIAN, reverseBytes } from './byte-order.ts';
import { settingsToText } from './policy-file.ts';
import { Message } from './protobuf.ts';

const IR_VERSION = 8;
const OPSET = 13;
const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE = { integer: 2, integers: 7 };

/** The nodes and constants of the graph so far. */
class Graph {
  readonly nodes: Message[] = [];
  readonly constants: Message[] = [];

  /** Adds an operation and gives the name of its result. */
  node(operation: string, inputs: readonly string[], output: string, ...attributes: Message[]): string {
    const node = new Message();
    for (const input of inputs) node.text(1, input);
    node.text(2, output).text(3, output).text(4, operation);
    for (const attribute of attributes) node.message(5, attribute);
    this.nodes.push(node);
    return output;
  }

  constant(name: string, shape: readonly number[], values: Float32Array | BigInt64Array): string {
    const type = values instanceof Float32Array ? FLOAT : INT64;
    const tensor = new Message();
    for (const size of shape) tensor.integer(1, size);
    this.constants.push(tensor.integer(2, type).text(8, name).bytes(9, rawBytes(values)));
    return name;
  }

  /** The last axis in rows of `width`: (batch, −1, width). */
  reshape(x: string, width: number): string {
    const shape = this.constant(`${x}.shape`, [3], BigInt64Array.of(0n, -1n, BigInt(width)));
    return this.node('Reshape', [x, shape], `${x}.rows`);
  }

  /** x · weight + bias, for the outputs of a layer from `start` up to, but not including, `end`. */
  dense(
    x: string,
    { inputs, outputs, weight, bias }: DenseLayer,
    name: string,
    start = 0,
    end = outputs,
  ): string {
    const width = end - start;
    const part = new Float32Array(inputs * width);
    for (let i = 0; i < inputs; i++)
      part.set(weight.subarray(i * outputs + start, i * outputs + end), i * width);
    const constants = [
      this.constant(`${name}.weight`, [inputs, width], part),
      this.constant(`${name}.bias`, [width], bias.slice(start, end)),
    ];
    return this.node('Gemm', [x, ...constants], name);
  }
}

function rawBytes(values: Float32Array | BigInt64Array): Uint8Array {
  const bytes = new Uint8Array(values.slice().buffer);
  if (!IS_LITTLE_ENDIAN) reverseBytes(bytes, values.BYTES_PER_ELEMENT);
  return bytes;
}

const integerAttribute = (name: string, value: number) =>
  new Message().text(1, name).integer(3, value).integer(20, ATTRIBUTE.integer);

const integersAttribute = (name: string, value: number) =>
  new Message().text(1, name).integer(8, value).integer(20, ATTRIBUTE.integers);

/** A tensor that goes in or comes out; its first dimension is the batch, of any size. */
function tensorInfo(name: string, type: number, ...sizes: readonly number[]): Message {
  const shape = new Message().message(1, new Message().text(2, 'batch'));
  for (const size of sizes) shape.message(1, new Message().integer(1, size));
  const tensor = new Message().integer(1, type).message(2, shape);
  return new Message().text(1, name).message(2, new Message().message(1, tensor));
}

/** What the last layer says of each action: (batch, actions), or (batch, actions, N) for a distribution. */
function addOutputs(graph: Graph, x: string, { kind, layers, distribution }: Network, name: string): string {
  const last = layers[layers.length - 1];
  const N = distribution?.size ?? 1;
  const dense = (part: string, start?: number, end?: number) => {
    const result = graph.dense(x, last, part, start, end);
    return distribution === undefined ? result : graph.reshape(result, N);
  };
  if (kind === 'mlp') return dense(name);
  const value = dense('value', 0, N);
  const advantage = dense('advantage', N);
  const average = graph.node('ReduceMean', [advantage], 'average', integersAttribute('axes', 1));
  return graph.node('Add', [advantage, graph.node('Sub', [value, average], 'base')], name);
}

/** q, the mean of a distribution. */
function addMean(graph: Graph, outputs: string, { size, atoms }: Distribution): void {
  if (atoms === undefined) {
    graph.node('ReduceMean', [outputs], 'q', integersAttribute('axes', 2), integerAttribute('keepdims', 0));
    return;
  }
  const p = graph.node('Softmax', [outputs], 'probabilities', integerAttribute('axis', 2));
  graph.node('MatMul', [p, graph.constant('atoms', [size], Float32Array.from(atoms))], 'q');
}

export function encodeOnnx({ q: { network }, settings }: NetworkPolicy): Uint8Array {
  const { layers, inputs, outputs, distribution } = network;
  const graph = new Graph();
  const scale = graph.constant('observationScale', [inputs], Float32Array.from(settings.observationScale));
  let x = graph.node('Div', ['observation', scale], 'scaled');
  for (const [k, layer] of layers.slice(0, -1).entries()) {
    x = graph.node('Relu', [graph.dense(x, layer, `layer${k}`)], `hidden${k}`);
  }
  if (distribution === undefined) addOutputs(graph, x, network, 'q');
  else addMean(graph, addOutputs(graph, x, network, 'distributions'), distribution);
  graph.node('ArgMax', ['q'], 'action', integerAttribute('axis', 1), integerAttribute('keepdims', 0));

  const body = new Message();
  for (const node of graph.nodes) body.message(1, node);
  body.text(2, 'policy');
  for (const constant of graph.constants) body.message(5, constant);
  body.message(11, tensorInfo('observation', FLOAT, inputs));
  body.message(12, tensorInfo('q', FLOAT, outputs)).message(12, tensorInfo('action', INT64));
  const model = new Message().integer(1, IR_VERSION).text(2, 'dqn.ts').message(7, body);
  model.message(8, new Message().text(1, '').integer(2, OPSET));
  for (const [name, value] of Object.entries(settingsToText(settings))) {
    model.message(14, new Message().text(1, name).text(2, value));
  }
  return model.encode();
}
