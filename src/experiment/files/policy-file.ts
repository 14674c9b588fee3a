/**
 * A trained policy as a safetensors file: the weights, and in its metadata what the network was trained to see.
 *
 *   env                the environment's name
 *   observationScale   what each observation is divided by first, as text: "2.4,2,0.2095,2"
 */
import { QFunction } from '../../agent/q-function.ts';
import { type Config, resolveConfig } from '../../config/config.ts';
import { numberOrText } from '../../config/domain.ts';
import { envSpec } from '../../env/registry.ts';
import { buildNetwork } from '../../nn/build-network.ts';
import { buildOnDevice, type KernelsChoice } from '../../nn/device.ts';
import type { Network } from '../../nn/network.ts';
import { decodeSafetensors, encodeSafetensors, SafetensorsError } from '../../nn/safetensors.ts';
import { networkFromTensors, networkToTensors, shapeFromTensors } from '../../nn/weights.ts';

/** What a network needs to know about its surroundings in order to play. */
export type PolicySettings = Pick<Config, 'env' | 'observationScale'>;

/** The same as text, as it stands in metadata and in flags. */
export type PolicySettingsText = { readonly [Name in keyof PolicySettings]?: string };

export interface Policy extends PolicySettings {
  readonly q: QFunction;
}

/** What holds for a file that says nothing: weights from elsewhere mostly take the observations as they are. */
const UNKNOWN_ORIGIN = { env: 'CartPole-v1', observationScale: '1,1,1,1' };

export function settingsToText({ env, observationScale }: PolicySettings): Required<PolicySettingsText> {
  return { env, observationScale: observationScale.join(',') };
}

/** The policy of a network, or of one of its shape with other parameters, such as those that it once had. */
export function encodePolicy(
  network: Network,
  settings: PolicySettings,
  params: Float32Array = network.params,
): Uint8Array {
  const copy = buildOnDevice((device) => buildNetwork(network, 1, device));
  copy.params.set(params);
  const metadata = new Map(Object.entries(settingsToText(settings)));
  return encodeSafetensors({ tensors: networkToTensors(copy), metadata });
}

/** @throws ConfigError if a setting is out of bounds. */
export function settingsFromText(text: PolicySettingsText): PolicySettings {
  const { env, observationScale } = { ...UNKNOWN_ORIGIN, ...text };
  return resolveConfig({ env, observationScale: observationScale.split(',').map(numberOrText) });
}

/**
 * The policy in a file, whichever program wrote it; kind and sizes of the network are inferred. `overrides` win over the
 * file's own metadata.
 *
 * @throws SafetensorsError if the bytes are no network for this environment, ConfigError if a setting is out of bounds.
 */
export function decodePolicy(
  bytes: Uint8Array,
  overrides: PolicySettingsText = {},
  kernels: KernelsChoice = 'auto',
): Policy {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { env, observationScale } = settingsFromText({ ...Object.fromEntries(metadata), ...overrides });

  const shape = shapeFromTensors(tensors);
  const { observationSize, actionCount } = envSpec(env);
  const [inputs, outputs] = [shape.sizes[0], shape.sizes[shape.sizes.length - 1]];
  if (inputs !== observationSize || outputs !== actionCount) {
    throw new SafetensorsError(
      `the network has ${inputs} inputs and ${outputs} outputs; ${env} needs ${observationSize} and ${actionCount}`,
    );
  }
  const q = buildOnDevice((device) => new QFunction(buildNetwork(shape, 1, device), device), kernels);
  networkFromTensors(q.network, tensors);
  return { q, env, observationScale };
}
