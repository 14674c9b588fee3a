/**
 * The dense layers in an HDF5 file of Keras.
 *
 * `model.save('x.h5')` of all versions and `model.save_weights('x.h5')` of Keras 1, 2 and tf.keras write
 *
 *   model_weights         the group of the weights, with the attribute `layer_names`; a file of weights only has it at its root
 *     <layer>             with the attribute `weight_names`, paths of arrays in this group
 *       dense_1/kernel:0  float, [in, out]
 *       dense_1/bias:0    float, [out]
 *   model_config          an attribute of the root: the layers and their activation functions as JSON
 *
 * and `model.save_weights('x.weights.h5')` of Keras 3, with the layers of a Sequential or a functional model numbered in order,
 *
 *   layers
 *     dense, dense_1      named by its class, whatever it is called
 *       vars
 *         0               float, [in, out]
 *         1               float, [out]
 *
 * Nothing of a file is believed. What jsfive does with a damaged one is bounded by the thread that it runs in.
 */
import { Dataset, File, Group } from 'jsfive';
import type { Tensor } from '../../nn/safetensors.ts';
import { UserError } from '../../user-error.ts';

/** A file cannot be used. */
export class KerasError extends UserError {
  override readonly name = 'KerasError';
}

const FLOATS: Readonly<Record<string, string>> = { f2: 'float16', f4: 'float32', f8: 'float64' };

/**
 * The tensors of a file, with names that number the layers: `layers.0.kernel`.
 *
 * @throws KerasError if the file has no such layers, or says that their activation functions are others than ReLU and, at the
 *   end, none; whatever jsfive throws for a damaged file.
 */
export function readKeras(bytes: ArrayBuffer): Map<string, Tensor> {
  const file = new File(bytes);
  const all = file.keys.includes('layers') ? layersOfKeras3(groupAt(file, 'layers')) : layersOfKeras2(file);
  const layers = all.filter((parts) => parts.length > 0);
  const tensors = new Map<string, Tensor>();
  for (const [k, parts] of layers.entries()) {
    for (const [name, tensor] of parts) tensors.set(`layers.${k}.${name}`, tensor);
  }
  checkActivations(file.attrs.model_config, layers.length);
  return tensors;
}

/** The arrays of a layer by what they are; none of a layer without weights. */
type Parts = [name: string, tensor: Tensor][];

function layersOfKeras2(file: File): Parts[] {
  const weights = file.keys.includes('model_weights') ? groupAt(file, 'model_weights') : file;
  const names = texts(weights.attrs.layer_names);
  if (names === null) {
    throw new KerasError(
      'it is not of a form that Keras writes (neither layer_names nor layers); convert it to safetensors',
    );
  }
  return names.map((name) => {
    const layer = groupAt(weights, name);
    const paths = texts(layer.attrs.weight_names) ?? [];
    return paths.map((path) => [partName(path), tensorAt(layer, path)]);
  });
}

const PARTS = ['kernel', 'bias'];

function layersOfKeras3(layers: Group): Parts[] {
  const numbered: [number: number, parts: Parts][] = [];
  for (const name of layers.keys) {
    const variables = groupAt(groupAt(layers, name), 'vars');
    if (variables.keys.length === 0) continue;
    const [isDense, number = '0'] = /^dense(?:_(\d+))?$/.exec(name) ?? [];
    if (isDense === undefined) throw new KerasError(`${JSON.stringify(name)} is not a dense layer`);
    const parts = variables.keys.map((key): Parts[number] => [
      PARTS[Number(key)] ?? key,
      tensorAt(variables, key),
    ]);
    numbered.push([Number(number), parts]);
  }
  return numbered.sort(([a], [b]) => a - b).map(([, parts]) => parts);
}

/** `dense_1/kernel:0` is a `kernel`; what is no part of a dense layer is refused later, by its name. */
const partName = (path: string) => path.replace(/^.*\//s, '').replace(/:\d+$/, '');

function groupAt(parent: Group, name: string): Group {
  const found = parent.get(name);
  if (found instanceof Group) return found;
  throw new KerasError(`${JSON.stringify(name)} is not a group`);
}

function tensorAt(layer: Group, path: string): Tensor {
  const dataset = layer.get(path);
  const dtype = dataset instanceof Dataset ? FLOATS[String(dataset.dtype).slice(1)] : undefined;
  if (!(dataset instanceof Dataset) || dtype === undefined) {
    throw new KerasError(`${JSON.stringify(path)} is not an array of floating-point numbers`);
  }
  const shape = [...dataset.shape];
  const data = Float32Array.from(dataset.value);
  if (shape.reduce((count, size) => count * size, 1) !== data.length) {
    throw new KerasError(`${JSON.stringify(path)} has ${data.length} values; expected those of [${shape}]`);
  }
  return { shape, data, ...(dtype === 'float32' ? {} : { convertedFrom: dtype }) };
}

/** A list of texts, without the zeros that fill them up to the longest; null for anything else. */
function texts(value: unknown): string[] | null {
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) return null;
  return value.map((entry) => entry.replace(/\0+$/, ''));
}

/** Weights of another activation function would play, and badly. A file of weights only does not say. */
function checkActivations(modelConfig: unknown, count: number): void {
  if (typeof modelConfig !== 'string') return;
  const activations = activationsOf(JSON.parse(modelConfig));
  const expected = activations.map((_, k) => (k < count - 1 ? 'relu' : 'linear'));
  if (activations.length === count && activations.join() !== expected.join()) {
    throw new KerasError(`its layers have the activation functions ${activations}; expected ${expected}`);
  }
}

/** Of the dense layers of a Sequential, whether they say it themselves or a layer of its own does. */
function activationsOf(model: { config?: unknown } | null): string[] {
  // Keras 2.0 has the list itself, later versions an object around it.
  const config = model?.config as { layers?: unknown } | undefined;
  const layers = Array.isArray(config) ? config : config?.layers;
  const activations: string[] = [];
  for (const layer of Array.isArray(layers) ? layers : []) {
    const activation = layer?.class_name === 'ReLU' ? 'relu' : layer?.config?.activation;
    if (layer?.class_name === 'Dense') activations.push(String(activation));
    else if (typeof activation === 'string' && activations.length > 0)
      activations[activations.length - 1] = activation;
  }
  return activations;
}
