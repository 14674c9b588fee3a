/**
 * Which weight or bias stands where in the flat array of all parameters, and what it is called.
 *
 * The order is that of `src/nn/mlp.ts`: weight (inputs, outputs) and bias (outputs) of the first layer, then of the next. In a network
 * with noisy layers these are μ; σ of the noisy ones, which are the last, follow in the same order.
 * In the code everything is counted from 0; for people, layers and units are counted from 1.
 */

import type { TaskView } from '../tasks/task-view.ts';

export interface LayerShape {
  readonly inputs: number;
  readonly outputs: number;
}

/** A weight between two units, or the bias of one. */
export interface Parameter {
  readonly layer: number;
  /** The unit that the weight comes from; null for a bias. */
  readonly from: number | null;
  readonly to: number;
  /** Whether it is not the weight but how strong the weight's noise is. */
  readonly isSigma?: boolean;
}

export function parameterCount(layers: readonly LayerShape[]): number {
  return layers.reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
}

/** Where the parameters of a layer begin. */
export function layerStart(layers: readonly LayerShape[], layer: number): number {
  return parameterCount(layers.slice(0, layer));
}

/** The number k of a parameter in the flat array. */
export function indexOf(layers: readonly LayerShape[], { layer, from, to }: Parameter): number {
  const { inputs, outputs } = layers[layer];
  return layerStart(layers, layer) + (from ?? inputs) * outputs + to;
}

/**
 * Parameter number k; numbers beyond the ends count as the ends.
 *
 * @param count all parameters of the network: with those of its noise, if it has noise.
 */
export function parameterAt(
  layers: readonly LayerShape[],
  k: number,
  count: number = parameterCount(layers),
): Parameter {
  const muCount = parameterCount(layers);
  const place = Math.min(Math.max(k, 0), count - 1);
  if (place >= muCount) return { ...parameterAt(layers, place - (count - muCount)), isSigma: true };
  let rest = place;
  let layer = 0;
  while (rest >= parameterCount([layers[layer]])) rest -= parameterCount([layers[layer++]]);
  const { inputs, outputs } = layers[layer];
  const row = Math.floor(rest / outputs);
  return { layer, from: row === inputs ? null : row, to: rest % outputs };
}

/** The weight that is watched when a unit is chosen: into it, from where the weight before came if that is possible. Level 0 is the input. */
export function weightInto(before: Parameter, level: number, unit: number): Parameter {
  if (level === 0) return { layer: 0, from: unit, to: before.layer === 0 ? before.to : 0 };
  return { layer: level - 1, from: before.layer === level - 1 ? before.from : null, to: unit };
}

/** What a task calls its observations and actions. */
export type TaskNames = Pick<TaskView, 'observation' | 'actions'>;

/** The outputs of the last layer: an action's value each or, of a dueling network, a value and an advantage each; of distributions there are too many for names. */
export function outputNames(actions: TaskNames['actions'], outputs: number): readonly string[] {
  if (outputs > 1 + actions.length) return Array.from({ length: outputs }, (_, k) => `output ${k + 1}`);
  return outputs === actions.length
    ? actions.map(({ name }) => `Q(${name})`)
    : ['V', ...actions.map(({ name }) => `A(${name})`)];
}

/** Names of the units that a layer reads, and of those that it gives. */
export function unitNames(
  layers: readonly LayerShape[],
  layer: number,
  { observation, actions }: TaskNames,
): { readonly inputs: (unit: number) => string; readonly outputs: (unit: number) => string } {
  const { outputs } = layers[layer];
  const numbered = (unit: number) => `unit ${unit + 1}`;
  const last = outputNames(actions, outputs);
  return {
    inputs: layer === 0 ? (unit) => observation[unit].name : numbered,
    outputs: layer === layers.length - 1 ? (unit) => last[unit] : numbered,
  };
}

/** "layer 2, from unit 13 to unit 5", "layer 3, bias of Q(left)", "layer 3, noise from unit 13 to unit 5". */
export function describeParameter(
  layers: readonly LayerShape[],
  parameter: Parameter,
  task: TaskNames,
): string {
  const { layer, from, to, isSigma } = parameter;
  const names = unitNames(layers, layer, task);
  const where = from === null ? 'bias of' : `from ${names.inputs(from)} to`;
  return `layer ${layer + 1}, ${isSigma ? 'noise ' : ''}${where} ${names.outputs(to)}`;
}
